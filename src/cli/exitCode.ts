import type { RunResult } from '../runner/result';
import { EXIT } from './command';

/** Whether a run is none to complain about. */
export function isFine({ status }: RunResult): boolean {
  return status === 'passed' || status === 'skipped';
}

/** The exit code for all results together: the highest of 3, 2 and 1. */
export function exitCode(results: readonly RunResult[], cancelled: boolean): number {
  return cancelled ? EXIT.cancelled : Math.max(EXIT.passed, ...results.map(codeOf));
}

function codeOf(result: RunResult): number {
  if (isFine(result)) return EXIT.passed;
  if (result.status === 'failed') return EXIT.failed;
  return result.failures.every(({ kind }) => FILE_ERRORS.has(kind)) ? EXIT.usage : EXIT.connection;
}

/** What the author of the file, or of the command line, has to mend. */
const FILE_ERRORS: ReadonlySet<RunResult['failures'][number]['kind']> = new Set(['plan', 'variable', 'file']);
