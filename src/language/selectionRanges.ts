import type { Position, SelectionRange } from 'vscode-languageserver-types';
import type { LineNode, Transcript, TranscriptDocument } from '../syntax/document';
import { lineAt, offsetAt } from '../syntax/positions';
import type { Span } from '../syntax/span';
import { parseTemplate, type Template } from '../syntax/template';
import { toRange } from './lspTypes';
import { entityAt, isIn, messagesIn, type Entity, type LineRange, type Message } from './message';
import { linesOf, transactionsOf } from './transactions';

/**
 * What “expand selection” grows through, for each position: the word, the `{{…}}`, the address or value, the line, in a
 * message the header field, the header or body, the part and the whole message, then the exchange, the transaction, the
 * transcript and the file.
 */
export function selectionRanges(
  document: TranscriptDocument,
  positions: readonly Position[],
): SelectionRange[] {
  return positions.map((position) => {
    const offset = offsetAt(document, position);
    let result: SelectionRange | undefined;
    for (const span of growing(document, offset).reverse())
      result = { range: toRange(document, span), ...(result === undefined ? {} : { parent: result }) };
    return result ?? { range: { start: position, end: position } };
  });
}

/** The spans around an offset, from the smallest to the largest: each lies in the next and is smaller. */
function growing(document: TranscriptDocument, offset: number): Span[] {
  const spans: Span[] = [];
  const add = (span: Span | undefined): void => {
    if (span === undefined || span.start > offset || span.end < offset) return;
    const inner = spans.at(-1);
    if (inner !== undefined) {
      if (span.start > inner.start || span.end < inner.end) return;
      if (span.start === inner.start && span.end === inner.end) return;
    }
    spans.push(span);
  };
  const line = lineAt(document, offset);
  if (line !== undefined) {
    for (const span of withinLine(document, line, offset)) add(span);
    const transcript = document.transcripts.find(
      (each) => line.index < each.endLine && line.index >= each.firstLine,
    );
    if (transcript !== undefined) addAround(document, transcript, line.index, add);
  }
  add({ start: document.lines[0]?.span.start ?? 0, end: document.text.length });
  return spans;
}

type AddSpan = (span: Span | undefined) => void;

/** Within a line nobody needs more, and a longer one is no reason to search it. */
const LONGEST_LINE = 10_000;

const WORD = /[\p{L}\p{N}_]+/gu;
/** What belongs together in an address, a name or a path. */
const TOKEN = /[^\s<>(){}[\]"',;=]+/g;
const BRACKETS = /<[^<>]*>|"[^"]*"|\([^()]*\)|\[[^[\]]*\]/g;

/** Words, brackets, expressions and the value around an offset, the smallest first. */
function* withinLine({ text }: TranscriptDocument, line: LineNode, offset: number): Generator<Span> {
  const { start, end } = line.span;
  if (end - start <= LONGEST_LINE) {
    const source = text.slice(start, end);
    const spans = [WORD, TOKEN, BRACKETS].flatMap((pattern) => matchesAround(source, start, pattern, offset));
    if (source.includes('{{')) spans.push(...expressionsAround(parseTemplate(source, start), offset));
    spans.sort((a, b) => a.end - a.start - (b.end - b.start));
    yield* spans;
  }
  yield* valuesOf(line).filter((span) => span.start <= offset && offset <= span.end);
  const blank = text.slice(start, end).search(/\S/);
  if (blank > 0) yield { start: start + blank, end };
  yield line.span;
}

function matchesAround(source: string, start: number, pattern: RegExp, offset: number): Span[] {
  const spans: Span[] = [];
  for (const { 0: found, index } of source.matchAll(pattern)) {
    const span = { start: start + index, end: start + index + found.length };
    if (span.start > offset) break;
    if (span.end < offset) continue;
    spans.push(span);
    // What the brackets hold comes before the brackets.
    if (pattern === BRACKETS) spans.unshift({ start: span.start + 1, end: span.end - 1 });
  }
  // Between two words that touch the cursor, the one that it stands before is meant.
  return pattern === BRACKETS ? spans : spans.slice(-1);
}

function expressionsAround(template: Template, offset: number): Span[] {
  return template.flatMap((part) => {
    if (part.kind === 'text' || part.span.start > offset || part.span.end < offset) return [];
    const inner =
      part.kind === 'call'
        ? part.args.flatMap((arg) =>
            arg.span.start <= offset && offset <= arg.span.end
              ? [arg.span, ...expressionsAround(arg.value, offset)]
              : [],
          )
        : [];
    return [...inner, { start: part.span.start + 2, end: part.span.end - 2 }, part.span];
  });
}

/** What a line says, without what says whose line it is. */
function valuesOf(line: LineNode): Span[] {
  switch (line.kind) {
    case 'blank':
    case 'comment':
    case 'chatter':
      return [];
    case 'separator':
      return [line.title];
    case 'directive':
    case 'variable':
      return [line.name, line.value];
    case 'include':
      return [line.path, line.value];
    case 'server': {
      const { pattern } = line;
      if (pattern.kind !== 'reply') return [line.value];
      return [pattern.text?.span, pattern.regex?.span, line.value].filter((span) => span !== undefined);
    }
    case 'command':
    case 'connection':
    case 'note':
    case 'response':
    case 'content':
    case 'terminator':
    case 'raw':
    case 'assertion':
    case 'bare':
      return [line.value];
  }
}

function addAround(document: TranscriptDocument, transcript: Transcript, line: number, add: AddSpan): void {
  const addLines = (range: LineRange | undefined): void => {
    if (range !== undefined && isIn(range, line)) add(spanOf(document, range));
  };
  for (const message of messagesIn(document, transcript)) {
    if (!isIn(message.range, line)) continue;
    for (const range of rangesInMessage(message, line)) addLines(range);
  }
  const exchange = transcript.exchanges
    .map(linesOf)
    .filter((range) => isIn(range, line))
    .sort((a, b) => a.endLine - a.firstLine - (b.endLine - b.firstLine));
  for (const range of exchange) addLines(range);
  for (const { range } of transactionsOf(document, transcript)) addLines(range);
  addLines(transcript);
}

/** From the innermost part of a message to all of it. */
function rangesInMessage(message: Message, line: number): LineRange[] {
  const ranges: LineRange[] = [];
  const collect = (entity: Entity): void => {
    ranges.push(entity.range, entity.body, entity.headerRange);
    ranges.push(...entity.headers.map(({ range }) => range).filter((range) => isIn(range, line)));
    const inner = entity.parts.find((part) => isIn(part.range, line));
    if (inner !== undefined) collect(inner);
  };
  if (entityAt(message, line) !== undefined) collect(message);
  return ranges
    .filter((range) => isIn(range, line))
    .sort((a, b) => a.endLine - a.firstLine - (b.endLine - b.firstLine));
}

/** Whole lines, the last line's end left out. */
function spanOf({ lines }: TranscriptDocument, { firstLine, endLine }: LineRange): Span | undefined {
  const first = lines[firstLine];
  const last = lines[endLine - 1];
  return first === undefined || last === undefined
    ? undefined
    : { start: first.span.start, end: last.span.end };
}
