import type { PlanSource } from './planSource';

/**
 * Finds the client's lines that an author wrapped to fit a page. Nothing tells whether the parts belong together with a
 * space or without one, so such a line is not guessed at; a wrapped reply is only a recorded text.
 */
export function findWrappedLines(source: PlanSource): void {
  const { lines } = source.document;
  let client = false;
  for (let at = source.transcript.firstLine; at < source.transcript.endLine; at++) {
    const line = lines[at];
    if (line?.kind === 'note' && line.wrapped) {
      if (client)
        source.problem(
          at + 1,
          'The line above goes on here, and would be sent without this part; write it in one line',
        );
    } else client = line?.kind === 'command' || line?.kind === 'response' || line?.kind === 'content';
  }
}
