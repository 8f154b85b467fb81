import type { Span } from './span';

/** Text with `{{…}}` in it. Offsets are absolute in the document. */
export type Template = readonly TemplatePart[];

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'variable'; readonly name: string; readonly span: Span }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly nameSpan: Span;
      readonly args: readonly Argument[];
      readonly span: Span;
    }
  | {
      readonly kind: 'malformed';
      readonly reason: string;
      /** As written; to the end of what was read if it does not end. */
      readonly text: string;
      readonly ends: boolean;
      readonly span: Span;
    };

/** A literal word or a quoted string; either may hold nested `{{…}}`. */
export interface Argument {
  readonly value: Template;
  readonly span: Span;
}

/** Whether a text has anything for {@link parseTemplate} to find: the quick question before the slow one. */
export function hasTemplate(text: string): boolean {
  return text.includes('{{');
}

/** Splits a text at its `{{…}}`; `\{{` is a literal `{{`. Never throws: what does not parse is a malformed part. */
export function parseTemplate(text: string, offset: number): Template {
  if (!hasTemplate(text)) return text === '' ? [] : [literal(text, offset, offset + text.length)];
  const parts = readParts({ text, offset, at: 0 }, 'text', 0);
  return typeof parts === 'string' ? [] : parts;
}

/** The same for bytes that are written with escapes. These are left in the text, `\{{` among them, but none begins inside another. */
export function parseBytesTemplate(text: string, offset: number): Template {
  const parts = readParts({ text, offset, at: 0 }, 'bytes', 0);
  return typeof parts === 'string' ? [] : parts;
}

/**
 * Reads a quoted string, in which `\"`, `\\` and `\{{` are escapes; a string tells why it is none.
 *
 * @param text starts with the quote; what follows the closing one is not looked at
 */
export function parseQuoted(text: string, offset: number): { template: Template; length: number } | string {
  const reader = { text, offset, at: 1 };
  const template = readParts(reader, 'quoted', 0);
  if (typeof template !== 'string') return { template, length: reader.at + 1 };
  return template === UNCLOSED ? 'the closing quote is missing' : template;
}

/** A text in which nothing but `\{{` means anything, read and written. */
export function withoutEscapes(text: string): string {
  return text.replaceAll('\\{{', '{{');
}

export function withEscapes(text: string): string {
  return text.replaceAll('{{', '\\{{');
}

/** Every part of a template, those in the arguments of its calls among them. */
export function* everyPart(template: Template): Generator<TemplatePart> {
  for (const part of template) {
    yield part;
    if (part.kind === 'call') for (const { value } of part.args) yield* everyPart(value);
  }
}

/** One pass over the text, so that the time is linear in its length whatever is nested or left open. */
interface Reader {
  readonly text: string;
  /** Where the text stands in the document. */
  readonly offset: number;
  at: number;
}

/** Deeper nesting has no use, and unbounded recursion would end in a stack overflow. */
const MAX_DEPTH = 16;

type Context = 'text' | 'bytes' | 'word' | 'quoted';

/** What interrupts literal text. Each use sets `lastIndex`, so nothing is carried over. */
const STOPS: Readonly<Record<Context, RegExp>> = {
  text: /\\?\{\{/g,
  bytes: /\\\{\{|\\.|\{\{/gs,
  word: /\\?\{\{|\}\}|\s/g,
  quoted: /\\(?:\{\{|["\\])|\{\{|"/g,
};

/** The parts up to where the context ends, before what ends it; a string tells why the expression around it fails. */
function readParts(reader: Reader, context: Context, depth: number): TemplatePart[] | string {
  const { text, offset } = reader;
  const parts: TemplatePart[] = [];
  let pending = '';
  let pendingStart = reader.at;
  const flush = (end: number): void => {
    if (pending !== '') parts.push(literal(pending, offset + pendingStart, offset + end));
    pending = '';
  };
  for (;;) {
    const stops = STOPS[context];
    stops.lastIndex = reader.at;
    const stop = stops.exec(text);
    const end = stop?.index ?? text.length;
    pending += text.slice(reader.at, end);
    reader.at = end;
    const mark = stop?.[0] ?? '';
    if (mark.startsWith('\\')) {
      pending += context === 'bytes' ? mark : mark.slice(1);
      reader.at += mark.length;
    } else if (mark === '{{') {
      flush(end);
      const part = readExpression(reader, depth + 1);
      if (typeof part === 'string') {
        if (context !== 'text' && context !== 'bytes') return part;
        parts.push({
          kind: 'malformed',
          reason: part,
          text: text.slice(end),
          ends: false,
          span: { start: offset + end, end: offset + text.length },
        });
        return parts;
      }
      parts.push(part);
      pendingStart = reader.at;
    } else {
      if (context === 'quoted' && mark === '') return UNCLOSED;
      flush(end);
      return parts;
    }
  }
}

const UNCLOSED = 'this {{ has no }}; write \\{{ for a literal one';
const NAME = /\s*(\$?[A-Za-z_][\w.-]*)(?=\s|\}\})/y;

/** Reads from `{{` to after its `}}`; a string tells why there is no telling where it ends. */
function readExpression(reader: Reader, depth: number): TemplatePart | string {
  if (depth > MAX_DEPTH) return `{{ is nested more than ${MAX_DEPTH} deep; write \\{{ for a literal one`;
  const { text, offset } = reader;
  const start = reader.at;
  NAME.lastIndex = start + 2;
  const match = NAME.exec(text);
  const nameEnd = match === null ? start + 2 : NAME.lastIndex;
  reader.at = nameEnd;
  const args = readArguments(reader, depth);
  if (typeof args === 'string') return args;
  const span = { start: offset + start, end: offset + reader.at };
  const malformed = (reason: string): TemplatePart => ({
    kind: 'malformed',
    reason,
    text: text.slice(start, reader.at),
    ends: true,
    span,
  });
  const name = match?.[1];
  if (name === undefined) {
    const inner = text.slice(start + 2, reader.at - 2).trim();
    const reason = inner === '' ? 'nothing stands between {{ and }}' : `“${inner}” is not a variable's name`;
    return malformed(`${reason}; write \\{{ for a literal {{`);
  }
  if (name.startsWith('$')) {
    const nameSpan = { start: offset + nameEnd - name.length, end: offset + nameEnd };
    return { kind: 'call', name, nameSpan, args, span };
  }
  if (args.length === 0) return { kind: 'variable', name, span };
  const reason = `the variable “${name}” takes no arguments; write \\{{ for a literal {{`;
  return malformed(reason);
}

/** Reads words and quoted strings up to and over the `}}`. */
function readArguments(reader: Reader, depth: number): Argument[] | string {
  const { text, offset } = reader;
  const args: Argument[] = [];
  while (reader.at < text.length) {
    if (text.startsWith('}}', reader.at)) {
      reader.at += 2;
      return args;
    }
    const character = text[reader.at] ?? '';
    if (/\s/.test(character)) {
      reader.at++;
      continue;
    }
    const start = reader.at;
    const quoted = character === '"';
    if (quoted) reader.at++;
    const value = readParts(reader, quoted ? 'quoted' : 'word', depth);
    if (typeof value === 'string') return value;
    if (quoted) reader.at++;
    args.push({ value, span: { start: offset + start, end: offset + reader.at } });
  }
  return UNCLOSED;
}

function literal(text: string, start: number, end: number): TemplatePart {
  return { kind: 'text', text, span: { start, end } };
}
