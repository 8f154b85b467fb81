import type { RunResult } from '../runner/result';
import { problemsOf, describeProblem, skipReason } from './fileResult';

/** Prints the Test Anything Protocol, version 14: a test point for each transcript, as it ends. */
export interface TapPrinter {
  result(file: string, result: RunResult): string;
  /** The plan, which stands at the end as a run may stop early; a run that was cancelled bails out instead. */
  end(cancelled: boolean): string;
}

export function createTapPrinter(): TapPrinter {
  let count = 0;
  const header = (): string => (count === 0 ? 'TAP version 14\n' : '');
  return {
    result(file, result) {
      const start = header();
      count++;
      return start + point(count, file, result);
    },
    end: (cancelled) => `${header()}${cancelled ? 'Bail out! Cancelled' : `1..${count}`}\n`,
  };
}

function point(number: number, file: string, result: RunResult): string {
  const description = escape(`${file}: ${result.title}`);
  if (result.status === 'skipped')
    return `ok ${number} - ${description} # SKIP ${escape(skipReason(result))}\n`;
  const verdict = result.status === 'passed' ? 'ok' : 'not ok';
  return `${verdict} ${number} - ${description}\n${yaml(diagnostics(file, result))}`;
}

type Diagnostics = Readonly<Record<string, string | number | Readonly<Record<string, string | number>>>>;

function diagnostics(file: string, result: RunResult): Diagnostics {
  const duration = { duration_ms: Math.round(result.durationMs) };
  if (result.status === 'passed') return duration;
  const [first, ...others] = problemsOf(result);
  return {
    message: first?.message ?? 'Cancelled',
    severity: result.status === 'failed' ? 'fail' : 'error',
    at: { file, line: first?.line ?? result.line },
    ...(first?.expected === undefined ? {} : { expected: first.expected }),
    ...(first?.actual === undefined ? {} : { actual: first.actual }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    ...(others.length === 0
      ? {}
      : { others: others.map((problem) => describeProblem(file, problem)).join('\n') }),
    ...duration,
  };
}

/** A block of YAML; its strings are quoted as JSON does, which is YAML too. */
function yaml(values: Diagnostics): string {
  const lines = Object.entries(values).flatMap(([key, value]) =>
    typeof value === 'object'
      ? [`${key}:`, ...Object.entries(value).map(([inner, each]) => `  ${inner}: ${JSON.stringify(each)}`)]
      : [`${key}: ${JSON.stringify(value)}`],
  );
  return `  ---\n${lines.map((line) => `  ${line}\n`).join('')}  ...\n`;
}

/** `#` would start a directive; a line break would end the test point. */
function escape(text: string): string {
  return text.replace(/[\\#]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}
