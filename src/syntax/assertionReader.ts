import type { Diagnostic } from './diagnostic';
import type { Span } from './span';
import { parseQuoted, parseTemplate, type Template } from './template';

/** What follows `??`, and how far it is read. */
export interface Reader {
  readonly text: string;
  /** Where the text begins in the document. */
  readonly start: number;
  /** How far, counted from the text's start. */
  at: number;
  /** The `{{…}}` of the text: white space in them parts nothing. */
  readonly holes: readonly Span[];
  readonly problems: Diagnostic[];
}

export function readerOf(text: string, start: number): Reader {
  return { text, start, at: 0, holes: holesOf(text), problems: [] };
}

function holesOf(text: string): Span[] {
  return parseTemplate(text, 0)
    .filter(({ kind }) => kind !== 'text')
    .map(({ span }) => span);
}

export function skipSpace(reader: Reader): void {
  while (/\s/.test(reader.text.charAt(reader.at))) reader.at++;
}

/** Takes what matches here, which is never inside a `{{…}}`. */
export function take(reader: Reader, pattern: RegExp): { text: string; span: Span } | undefined {
  const [text] = pattern.exec(reader.text.slice(reader.at)) ?? [];
  if (text === undefined) return undefined;
  const span = spanOf(reader, reader.at, reader.at + text.length);
  reader.at += text.length;
  return { text, span };
}

/** Takes everything up to white space that stands in no `{{…}}`. */
export function takeWord(reader: Reader): { text: string; span: Span } {
  const from = reader.at;
  while (reader.at < reader.text.length && !/\s/.test(reader.text.charAt(reader.at))) {
    const hole = reader.holes.find(({ start, end }) => start <= reader.at && reader.at < end);
    reader.at = hole?.end ?? reader.at + 1;
  }
  return { text: reader.text.slice(from, reader.at), span: spanOf(reader, from, reader.at) };
}

/** From one place in the text to another, as a span of the document. */
export function spanOf({ start }: Reader, from: number, to: number): Span {
  return { start: start + from, end: start + to };
}

/** Takes a string in quotes, which is what comes next; undefined, and a problem, if it does not end. */
export function takeQuoted(reader: Reader): { template: Template; span: Span } | undefined {
  const { text, at } = reader;
  const read = parseQuoted(text.slice(at), reader.start + at);
  if (typeof read === 'string') {
    problem(reader, spanOf(reader, at, text.length), `Not a text in quotes: ${read}`);
    reader.at = text.length;
    return undefined;
  }
  reader.at = at + read.length;
  return { template: read.template, span: spanOf(reader, at, reader.at) };
}

export function problem(reader: Reader, span: Span, message: string, fixes: Diagnostic['fixes'] = []): void {
  reader.problems.push({ code: 'bad-assertion', severity: 'error', message, span, fixes });
}
