import { describeProblem, problemsOf } from '../report/fileResult';
import type { Style } from '../report/style';
import { total } from '../runner/result';
import { visible } from '../smtp/escape';
import type { CompletedRun } from './reporters';

/** The last lines of a printed run: what did not pass, if there was more than one conversation to look through, and the totals. */
export function conclusion({ files, notRun, durationMs }: CompletedRun, style: Style): string {
  const results = files.flatMap(({ transcripts }) => transcripts);
  const { passed, failed, errors: notDone, skipped } = total(results);
  const cancelled = results.filter(({ status }) => status === 'cancelled').length;
  const errors = notDone - cancelled;
  const list = results.length > 1 ? problems(files) : [];
  const counts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'error' : 'errors'}`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ];
  const noun = results.length === 1 ? 'transcript' : 'transcripts';
  return [
    ...list.map((line) => style.failed(`✗ ${line}`)),
    `${results.length} ${noun}: ${counts.join(', ')} (${(durationMs / 1000).toFixed(1)} s)`,
    '',
  ].join('\n');
}

function problems(files: CompletedRun['files']): string[] {
  return files.flatMap(({ file, transcripts }) =>
    transcripts.flatMap((result) =>
      problemsOf(result).map((problem) => visible(describeProblem(file, problem))),
    ),
  );
}
