import type { LineNode, TranscriptDocument } from './document';
import { isFilledIn } from './filledIn';
import type { Span } from './span';
import { hasTemplate, parseTemplate } from './template';

export type TokenKind =
  | 'whitespace'
  | 'text'
  | 'prefix'
  | 'separator'
  | 'title'
  | 'comment'
  | 'directive'
  | 'variable'
  | 'value'
  | 'connection'
  | 'chatter'
  | 'note'
  | 'verb'
  | 'response'
  | 'content'
  | 'include'
  | 'path'
  | 'terminator'
  | 'raw'
  | 'code'
  | 'regex'
  | 'elision'
  | 'assertion'
  | 'expression'
  | 'lineEnd';

export interface Token extends Span {
  readonly kind: TokenKind;
}

/** The tokens of a whole document; their texts, joined, are the document's text. */
export function* tokens(document: TranscriptDocument): Generator<Token> {
  const bom = document.lines[0]?.span.start ?? document.text.length;
  if (bom > 0) yield { kind: 'whitespace', start: 0, end: bom };
  for (const line of document.lines) yield* tokensOfLine(document.text, line);
}

/** The tokens of one line, its line end among them, without a gap. */
function tokensOfLine(text: string, line: LineNode): Token[] {
  const cursor = new Cursor(text, line.span.start, isFilledIn(line.kind));
  for (const part of partsOf(line)) cursor.add(part);
  cursor.to(line.span.end, 'text');
  cursor.to(line.fullEnd, 'lineEnd');
  return cursor.tokens;
}

class Cursor {
  readonly tokens: Token[] = [];
  readonly #text: string;
  readonly #filledIn: boolean;
  #at: number;

  constructor(text: string, start: number, filledIn: boolean) {
    this.#text = text;
    this.#filledIn = filledIn;
    this.#at = start;
  }

  /** Everything up to `end` that no part claimed. */
  to(end: number, kind: TokenKind): void {
    if (end <= this.#at) return;
    const blank = kind === 'text' && this.#text.slice(this.#at, end).trim() === '';
    this.tokens.push({ kind: blank ? 'whitespace' : kind, start: this.#at, end });
    this.#at = end;
  }

  add(part: Token): void {
    this.to(part.start, 'text');
    const slice = this.#text.slice(part.start, part.end);
    if (this.#filledIn && hasTemplate(slice)) {
      for (const piece of parseTemplate(slice, part.start)) {
        this.to(piece.span.start, part.kind);
        this.to(piece.span.end, piece.kind === 'text' ? part.kind : 'expression');
      }
    }
    this.to(part.end, part.kind);
  }
}

/** The parts of a line that mean something, in order and without overlap. */
function partsOf(line: LineNode): Token[] {
  const prefix = 'prefix' in line && line.prefix !== undefined ? [token('prefix', line.prefix)] : [];
  switch (line.kind) {
    case 'blank':
      return [];
    case 'separator':
      return [
        token('separator', { start: line.span.start, end: line.title.start }),
        token('title', line.title),
      ];
    case 'comment':
    case 'chatter':
      return [token(line.kind, line.span)];
    case 'directive':
      return [token('directive', { start: line.span.start, end: line.name.end }), token('value', line.value)];
    case 'variable':
      return [token('variable', { start: line.span.start, end: line.name.end }), token('value', line.value)];
    case 'connection':
    case 'assertion':
      return [token(line.kind, line.value)];
    case 'note':
    case 'response':
    case 'content':
    case 'terminator':
    case 'raw':
      return [...prefix, token(line.kind, line.value)];
    case 'include':
      return [
        ...prefix,
        token('include', { start: line.value.start, end: line.path.start }),
        token('path', line.path),
      ];
    case 'command':
      return [
        ...prefix,
        token('verb', line.verb),
        token('text', { start: line.verb.end, end: line.value.end }),
      ];
    case 'server':
      return [...prefix, ...patternParts(line)];
    case 'bare':
      return [token('text', line.value)];
  }
}

function patternParts(line: Extract<LineNode, { kind: 'server' }>): Token[] {
  const { pattern } = line;
  if (pattern.kind === 'malformed') return [];
  if (pattern.kind === 'bytes') return [token('raw', line.value)];
  if (pattern.kind !== 'reply') return [token('elision', line.value)];
  const code = token('code', pattern.code);
  if (pattern.regex !== undefined) return [code, token('regex', pattern.regex.span)];
  return pattern.text === undefined ? [code] : [code, token('text', pattern.text.span)];
}

function token(kind: TokenKind, span: Span): Token {
  return { kind, start: span.start, end: span.end };
}
