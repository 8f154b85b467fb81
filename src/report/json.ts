import { total, type RunResult, type StepResult } from '../runner/result';
import type { FileResult } from './fileResult';

/** The report for programs: one object, whose shape changes only with its `version`. What is not known is null. */
export function jsonReport(files: readonly FileResult[]): string {
  const report = {
    version: 1,
    files: files.map(({ file, transcripts }) => ({ file, transcripts: transcripts.map(transcript) })),
    totals: total(files.flatMap(({ transcripts }) => transcripts)),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function transcript(result: RunResult): object {
  return {
    title: result.title,
    line: result.line,
    // As in the totals: a run that was cancelled is not known to have passed. Its failure says `cancelled`.
    status: result.status === 'cancelled' ? 'error' : result.status,
    endpoint: result.server === '' ? null : result.server,
    tls: result.tls ?? null,
    durationMs: rounded(result.durationMs),
    steps: result.steps.map(step),
    failures: result.failures.map(({ kind, line, message, hint }) => ({
      kind,
      line: line ?? null,
      message,
      hint: hint ?? null,
    })),
    captures: result.captures,
  };
}

function step({ line, sent, reply, expected, status, message, durationMs }: StepResult): object {
  return {
    line: line ?? null,
    sent: sent ?? null,
    reply:
      reply === undefined ? null : { code: reply.code, enhanced: reply.enhanced ?? null, lines: reply.lines },
    expected: expected ?? null,
    status,
    message,
    durationMs: rounded(durationMs),
  };
}

/** To a microsecond: the digits after that are noise. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
