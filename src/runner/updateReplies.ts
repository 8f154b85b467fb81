import { parseEhlo } from '../smtp/extensions';
import type { TextChange } from '../syntax/diagnostic';
import type { Exchange, ExpectedReply, ServerLine, Transcript, TranscriptDocument } from '../syntax/document';
import { codeMatches, type Pattern } from '../syntax/pattern';
import type { SeenReply } from './events';
import { addReplies } from './addReplies';
import type { ReceivedReplies } from './receivedReplies';
import { enhancedDifference, missingKeywords, textDifferences, type RecordedLine } from './recordedText';
import { lineEndOf, refusalToWrite, writtenLines } from './writtenReply';

/** What is to be changed in a file so that its `S:` lines are what was received, and what cannot be. */
export interface UpdatedReplies {
  /** In order, none touching another; empty when all is as it was. */
  readonly changes: readonly TextChange[];
  /** The first `S:` lines of the replies that are written, counted from 1. */
  readonly written: readonly number[];
  /** How many replies are written for which nothing was recorded. */
  readonly added: number;
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
}

export interface UpdateOptions {
  /** Whether replies for which nothing is recorded are written too. */
  readonly add?: boolean;
  /** Only the reply whose first `S:` line this is, counted from 1. */
  readonly only?: number;
}

/**
 * Writes received replies into a transcript's `S:` lines, and touches nothing else: the marks of the lines, their indentation
 * and their ends stay, and so does every pattern that holds (a code alone, a class, a regular expression, `...`).
 */
export function updateReplies(
  document: TranscriptDocument,
  transcript: Transcript,
  received: ReceivedReplies,
  { add = false, only }: UpdateOptions = {},
): UpdatedReplies {
  const changes: TextChange[] = [];
  const written: number[] = [];
  const refused: { line: number; reason: string }[] = [];
  let added = 0;
  for (const exchange of transcript.exchanges) {
    for (const expected of exchange.replies) {
      const line = (expected.lines[0]?.index ?? 0) + 1;
      const reply = only === undefined || only === line ? received.expected.get(line) : undefined;
      if (reply === undefined || holds(expected, reply, isEhlo(document, exchange))) continue;
      const reason = reasonToLeave(expected) ?? refusalToWrite(reply);
      if (reason !== undefined) {
        refused.push({ line, reason });
        continue;
      }
      changes.push(...rewrite(document, expected, reply));
      written.push(line);
    }
  }
  if (add) {
    const more = addReplies(document, transcript, received.unrecorded);
    changes.push(...more.changes);
    refused.push(...more.refused);
    added = more.count;
  }
  changes.sort((a, b) => a.span.start - b.span.start);
  return { changes, written, added, refused };
}

function isEhlo({ text }: TranscriptDocument, { request }: Exchange): boolean {
  if (request?.kind !== 'command') return false;
  return /^(?:EHLO|LHLO)$/i.test(text.slice(request.line.verb.start, request.line.verb.end));
}

/** Whether what is recorded says of a reply all that it means to. */
function holds({ lines }: ExpectedReply, reply: SeenReply, ehlo: boolean): boolean {
  const patterns = lines.map(({ pattern }) => pattern);
  if (patterns.some(({ kind }) => kind !== 'reply' && kind !== 'elision')) return false;
  const replies = patterns.filter((pattern) => pattern.kind === 'reply');
  if (!replies.every(({ codes }) => codeMatches(codes, String(reply.code)))) return false;
  const text = reply.lines.join('\n');
  if (!replies.every(({ regex }) => regex === undefined || matches(regex, text))) return false;
  const recorded = replies.flatMap((pattern) => (pattern.text === undefined ? [] : [pattern.text.value]));
  if (recorded.length === 0) return true;
  if (enhancedDifference(patterns.map(recordedLine), reply) !== undefined) return false;
  const actual = reply.lines.map((line) => line.trimEnd());
  const isSet = ehlo && reply.code === 250;
  if (patterns.some(({ kind }) => kind === 'elision')) {
    const differences = isSet ? missingKeywords : textDifferences;
    return differences(patterns.map(recordedLine), reply).length === 0;
  }
  if (isSet && recorded.length > 1) return sameKeywords(recorded, reply.lines);
  return (
    replies.length === actual.length &&
    replies.every((pattern, at) => (pattern.text?.value.trimEnd() ?? '') === actual[at])
  );
}

function recordedLine(pattern: Pattern): RecordedLine {
  return {
    text: pattern.kind === 'reply' ? pattern.text?.value.trimEnd() : undefined,
    elision: pattern.kind === 'elision',
  };
}

function matches(
  { source, flags }: { readonly source: string; readonly flags: string },
  text: string,
): boolean {
  try {
    return new RegExp(source, flags).test(text);
  } catch {
    return false; // it is an error of the file already
  }
}

/** The order of keywords means nothing (RFC 5321 section 4.1.1.1), and neither does the greeting. */
function sameKeywords(recorded: readonly string[], actual: readonly string[]): boolean {
  const shape = (lines: readonly string[]): string =>
    [...parseEhlo(lines).keywords]
      .map(([keyword, parameters]) => [keyword, ...parameters].join(' '))
      .sort()
      .join('\n');
  return shape(recorded) === shape(actual);
}

/** Why something that does not hold is left to its author; undefined if it is to be written. */
function reasonToLeave({ lines }: ExpectedReply): string | undefined {
  for (const { pattern } of lines) {
    if (pattern.kind === 'close' || pattern.kind === 'silence') return 'a reply came where none is expected';
    if (pattern.kind === 'malformed') return 'the line is no reply';
    if (pattern.kind === 'reply' && pattern.regex !== undefined && /\(\?<[^=!]/.test(pattern.regex.source))
      return 'the regular expression gives values to variables';
  }
  return undefined;
}

/** Each line where it stands, then what is more or less. A code without text stays one. */
function rewrite(document: TranscriptDocument, { lines }: ExpectedReply, reply: SeenReply): TextChange[] {
  const { text } = document;
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return [];
  const wanted = lines.every(isCodeOnly) ? [String(reply.code)] : writtenLines(reply);
  const changes: TextChange[] = [];
  for (const [at, line] of lines.entries()) {
    const content = wanted[at];
    // What is below the last line of the reply goes, with its line end.
    if (content === undefined)
      changes.push({ span: { start: line.span.start, end: line.fullEnd }, newText: '' });
    else {
      const span = { start: contentStart(text, line), end: line.span.end };
      if (text.slice(span.start, span.end) !== content) changes.push({ span, newText: content });
    }
  }
  const more = wanted.slice(lines.length);
  if (more.length === 0) return changes;
  const mark = text.slice(first.span.start, contentStart(text, first));
  const lineEnd = lineEndOf(document, first);
  const newText = more.map((content) => `${lineEnd}${mark}${content}`).join('');
  const end = last.span.end;
  const before = changes.at(-1);
  // The last line and what follows it are one change, as two at the same place have no order.
  if (before?.span.end === end)
    changes[changes.length - 1] = { ...before, newText: before.newText + newText };
  else changes.push({ span: { start: end, end }, newText });
  return changes;
}

function isCodeOnly({ pattern }: ServerLine): boolean {
  return pattern.kind === 'reply' && pattern.text === undefined && pattern.regex === undefined;
}

/** Behind the mark and the white space with which authors align their codes. */
function contentStart(text: string, { value }: ServerLine): number {
  const content = text.slice(value.start, value.end);
  return value.start + (content.length - content.trimStart().length);
}
