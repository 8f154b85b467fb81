import type { RunResult } from '../runner/result';

/** What came of one file's transcripts: what every report about a whole run is made from. */
export interface FileResult {
  /** As it is shown; paths use the separator of the machine. */
  readonly file: string;
  readonly transcripts: readonly RunResult[];
}

/** One reason why a transcript did not pass, in the words of its event. */
export interface Problem {
  /** Counted from 1. */
  readonly line: number | undefined;
  /** `expectation`, or the kind of the failure. */
  readonly kind: string;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly hint?: string;
}

/** Why a run did not pass: expectations that did not hold, then what broke it off. */
export function problemsOf({ verdicts, failures }: RunResult): readonly Problem[] {
  return [
    ...verdicts
      .filter((verdict) => verdict.status === 'failed')
      .map(({ line, message, expected, actual }) => ({
        line,
        kind: 'expectation',
        message,
        expected,
        actual,
      })),
    ...failures.map(({ line, kind, message, hint }) => ({
      line,
      kind,
      message,
      ...(hint === undefined ? {} : { hint }),
    })),
  ];
}

/** `file:line: message`, the form that terminals and editors make a link of. */
export function describeProblem(file: string, { line, message }: Pick<Problem, 'line' | 'message'>): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}

/** Why a skipped transcript was not run. */
export function skipReason({ steps }: RunResult): string {
  return steps.find((step) => step.status === 'skipped')?.message ?? 'not run';
}
