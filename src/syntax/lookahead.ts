/**
 * What the parser asks of the lines still to come. Each looks no further than a page, so that no file, whatever is in it,
 * takes more than a pass.
 */
import type { RawText } from './line';
import { isNote, isPrintedTerminator } from './notes';
import { mayBeClass, readPattern, ReplyShape } from './pattern';
import { readPrefix, type Notation, type Prefix } from './prefix';

const LINES = 100;
/** Of so many lines below a line, none further down has anything to do with how it is read. */
export const SIGHT = LINES + 1;
/** What is longer is no line of a conversation. */
const LONGEST = 1000;

/**
 * How the lines are marked that follow one that does not say who speaks, where there are such before anything shows that the
 * transcript is a terminal's session: a reply below a reply or a command, or a message. Then the line is a heading, or its
 * prefix was forgotten. Undefined if none follow.
 */
export function marksBelow(text: string, line: RawText): Notation | undefined {
  if (CONTENT.test(text.slice(line.start, line.end))) return undefined;
  for (const { start, end } of linesFrom(text, line.fullEnd)) {
    const next = text.slice(start, end);
    if (SEPARATOR.test(next) || BARE_REPLY.test(next) || CONTENT.test(next)) return undefined;
    const prefix = readPrefix(text, start, end);
    if (prefix !== undefined) return prefix.notation;
  }
  return undefined;
}

/** Whether the next line that is not blank is a greeting or says where to connect: a conversation begins there. */
export function conversationBegins(
  text: string,
  from: number,
  isConnection: (line: string) => boolean,
): boolean {
  for (const { start, end } of linesFrom(text, from)) {
    const line = text.slice(start, end);
    if (line.trim() === '') continue;
    const value = readPrefix(text, start, end)?.valueStart ?? start;
    return text.startsWith('220', value) || isConnection(line);
  }
  return false;
}

/**
 * Whether the client's lines below a DATA whose reply is not recorded yet are commands: the DATA was refused in a group
 * that goes on (against RFC 2920 section 3.1, which has it last). The replies tell: there is one for each line, and that to
 * DATA asks for no message.
 *
 * @param from where the line below DATA begins
 * @param waiting how many requests wait for their reply, DATA the last of them
 */
export function isDataRefused(
  text: string,
  from: number,
  waiting: number,
  notation: Notation | undefined,
): boolean {
  let requests = waiting;
  let replies = 0;
  for (const { start, end } of linesFrom(text, from)) {
    const prefix = readPrefix(text, start, end, notation);
    if (prefix === undefined) {
      if (SEPARATOR.test(text.slice(start, end))) break;
      continue;
    }
    const value = text.slice(prefix.valueStart, end);
    if (isClient(prefix)) {
      if (replies > 0) break;
      if (value === '.' || isPrintedTerminator(value) || isNote(value)) return false;
      requests++;
      continue;
    }
    const reply = prefix.speaker === 'server' ? readPattern(value) : undefined;
    if (reply === undefined) return false;
    if (!(reply instanceof ReplyShape)) {
      if (reply.kind === 'malformed') return false;
      continue;
    }
    if (reply.continues) continue;
    if (++replies === waiting && mayBeClass(reply.codes, '3')) return false;
  }
  return replies === requests;
}

function isClient({ speaker }: Prefix): boolean {
  return speaker === 'client' || speaker === 'raw';
}

function* linesFrom(text: string, from: number): Generator<{ readonly start: number; readonly end: number }> {
  let start = from;
  for (let left = LINES; left > 0 && start < text.length; left--) {
    LINE_END.lastIndex = start;
    const match = LINE_END.exec(text);
    const end = match?.index ?? text.length;
    yield { start, end: Math.min(end, start + LONGEST) };
    start = end + (match?.[0].length ?? 0);
  }
}

const LINE_END = /\r\n?|\n/g;
const SEPARATOR = /^###(?:#*)(?:\s|$)/;
const BARE_REPLY = /^[2-5]\d\d(?:[ -]|$)/;
const CONTENT = /^\s*(?:DATA|BDAT)(?:\s|$)/i;
