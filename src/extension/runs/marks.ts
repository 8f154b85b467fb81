import type { Played } from '../../server/scripted/index';
import { visible } from '../../smtp/escape';
import type { SeenReply, SessionEvent, VerdictEvent } from '../../runner/events';
import type { Plan } from '../../runner/plan';

/** A result at a line of the document. Made from events only, so it holds no credential. */
export interface Mark {
  /** Counted from 0. */
  readonly line: number;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What stands after the line: the actual reply, or why there is none. */
  readonly text: string;
  /** Absent when nothing was held against anything. */
  readonly comparison?: { readonly expected: string; readonly actual: string };
  /** Further sentences: what differs, what to do. */
  readonly notes: readonly string[];
}

/**
 * What an event says about a line; undefined for most.
 *
 * @param titleLine counted from 1, as the lines of events are
 * @param reply the latest that the events told
 */
export function markOf(
  event: SessionEvent,
  titleLine: number,
  reply: SeenReply | undefined,
): Mark | undefined {
  switch (event.type) {
    case 'verdict': {
      const { expected, message, remarks, status } = event;
      const notes = [...(message === '' ? [] : [message]), ...remarks];
      const actual = reply !== undefined && isAbout(event, reply) ? wholeReply(reply) : event.actual;
      return { line: event.line - 1, status, text: event.actual, comparison: { expected, actual }, notes };
    }
    case 'failure': {
      const notes = event.hint === undefined ? [] : [event.hint];
      const status = event.kind === 'cancelled' ? 'skipped' : 'failed';
      return { line: (event.line ?? titleLine) - 1, status, text: event.message, notes };
    }
    case 'skipped':
      return { line: event.line - 1, status: 'skipped', text: event.reason, notes: [] };
    case 'start':
    case 'connected':
    case 'tls':
    case 'sent':
    case 'received':
    case 'reply':
    case 'recipients':
    case 'notice':
    case 'captured':
    case 'end':
      return undefined;
  }
}

/** A mark that says which time it was that something failed. */
export function ofRepetition(mark: Mark, repetition: Plan['repetition']): Mark {
  if (repetition === undefined || mark.status !== 'failed') return mark;
  const which = `In run ${repetition.index} of ${repetition.count}.`;
  return { ...mark, notes: [...mark.notes, which] };
}

/** What a client did at the lines of the script that was played to it. */
export function deviationMarks({ script, deviations }: Played): readonly Mark[] {
  const [first] = deviations;
  const title: Mark = {
    line: script.line - 1,
    status: first === undefined ? 'passed' : 'failed',
    text:
      first === undefined
        ? 'the client did as written'
        : `the client did not do as written: line ${first.line}`,
    notes: [],
  };
  return [title, ...deviations.map(({ line, message }) => failedAt(line - 1, message))];
}

function failedAt(line: number, text: string): Mark {
  return { line, status: 'failed', text: visible(text), notes: [] };
}

/** The marks by line, each line with the one that counts: a failure before all else, else the latest. */
export function mergeMarks(marks: readonly Mark[]): readonly Mark[] {
  const byLine = new Map<number, Mark>();
  for (const mark of marks) {
    const known = byLine.get(mark.line);
    if (known === undefined) byLine.set(mark.line, mark);
    else if (known.status === 'failed')
      byLine.set(mark.line, { ...known, notes: [...known.notes, mark.text, ...mark.notes] });
    else byLine.set(mark.line, mark);
  }
  return [...byLine.values()];
}

/** A verdict may also be about silence, or a closed connection. */
function isAbout({ actual }: VerdictEvent, { code, lines }: SeenReply): boolean {
  return actual.startsWith(`${code} ${lines[0] ?? ''}`.trim());
}

/** Every line of a reply, as the server sent them (RFC 5321 section 4.2.1). */
function wholeReply({ code, lines }: SeenReply): string {
  return lines.map((line, at) => `${code}${at < lines.length - 1 ? '-' : ' '}${line}`).join('\n');
}
