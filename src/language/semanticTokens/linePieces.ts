import { findCommand } from '../../smtp/commands';
import type { AssertionValue } from '../../syntax/assertion';
import type {
  AssertionLine,
  CommandLine,
  LineNode,
  ServerLine,
  TranscriptDocument,
} from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { assertionOn } from '../assertionOn';
import type { Piece, TokenType } from './legend';

/** How much is told: what only the conversation knows, or everything. */
export type Coverage = 'conversation' | 'everything';

/**
 * The pieces of a line, in order and apart.
 *
 * @param placed what its place in an exchange or a message makes of it, which goes before what it says by itself
 */
export function linePieces(
  document: TranscriptDocument,
  line: LineNode,
  coverage: Coverage,
  placed: readonly Piece[] | undefined,
): readonly Piece[] {
  const known = placed ?? knownPieces(document, line);
  return coverage === 'conversation' ? known : [...grammarPieces(document, line), ...known].sort(byStart);
}

const NO_PIECES: readonly Piece[] = [];

function knownPieces({ text }: TranscriptDocument, line: LineNode): readonly Piece[] {
  switch (line.kind) {
    case 'command':
      return commandPieces(text, line);
    case 'response':
      return pieces(trimmed(text, line.value), 'string');
    case 'note':
      // The rest of a wrapped line is no remark.
      return line.wrapped ? NO_PIECES : pieces(trimmed(text, line.value), 'comment');
    case 'content':
      return looksLikeSyntax(text, line.value) ? pieces(trimmed(text, line.value), 'content') : NO_PIECES;
    case 'blank':
    case 'separator':
    case 'comment':
    case 'directive':
    case 'variable':
    case 'connection':
    case 'chatter':
    case 'include':
    case 'terminator':
    case 'raw':
    case 'server':
    case 'assertion':
    case 'bare':
      return NO_PIECES;
  }
}

/** The words FROM: and TO: belong to their verbs. */
const WITH_PATH = /^[ \t]+(?:FROM|TO)(?=[ \t]*:)/i;

function commandPieces(text: string, { verb, value }: CommandLine): readonly Piece[] {
  const written = text.slice(verb.start, verb.end);
  if (written === '' || written.includes('{{')) return NO_PIECES;
  if (findCommand(written) === undefined) return pieces(verb, 'unknownCommand');
  const path = /^(?:MAIL|RCPT|SEND|SOML|SAML)$/i.test(written)
    ? (WITH_PATH.exec(text.slice(verb.end, Math.min(value.end, verb.end + 40)))?.[0] ?? '')
    : '';
  return pieces({ start: verb.start, end: verb.end + path.length }, 'keyword');
}

/** Text of a message that outside of it would be something else. */
const SYNTAX =
  /^(?:#|\/\/|--\S|@[A-Za-z_]|\?\?|[2-5]\d\d(?:[ -]|$)|[CS][!?]?:|(?:telnet|nc|ncat|openssl|CONNECT)[ \t])/i;
const WORD = /^([a-z]{4,10})(?:[ \t:]|$)/i;

function looksLikeSyntax(text: string, { start, end }: Span): boolean {
  // Of a long line its start is enough.
  const head = text.slice(start, Math.min(end, start + 16));
  return SYNTAX.test(head) || findCommand(WORD.exec(head)?.[1] ?? '') !== undefined;
}

/** What a grammar would find. */
function grammarPieces(document: TranscriptDocument, line: LineNode): Piece[] {
  const { text } = document;
  const found: Piece[] = [];
  const add = (span: Span | undefined, type: TokenType): void => {
    if (span !== undefined && span.end > span.start) found.push({ start: span.start, end: span.end, type });
  };
  switch (line.kind) {
    case 'separator':
      add({ start: line.span.start, end: trimmed(text, line.span).end }, 'class');
      break;
    case 'comment':
    case 'chatter':
      add(trimmed(text, line.span), 'comment');
      break;
    case 'directive':
      add({ start: line.name.start - 1, end: line.name.end }, 'decorator');
      add(line.value, 'string');
      break;
    case 'variable':
      found.push({ ...line.name, type: 'variable', modifier: 'declaration' });
      add(line.value, 'string');
      break;
    case 'connection':
      add(firstWord(text, line.value), 'keyword');
      break;
    case 'include':
      add(prefixOf(text, line.prefix), 'type');
      add(line.path, 'string');
      break;
    case 'terminator':
      add(prefixOf(text, line.prefix), 'type');
      add(line.value, 'keyword');
      break;
    case 'raw':
      add(prefixOf(text, line.prefix), 'type');
      add(line.value, 'string');
      break;
    case 'server':
      found.push(...serverPieces(text, line));
      break;
    case 'command':
    case 'response':
    case 'content':
    case 'note':
      add(prefixOf(text, line.prefix), 'type');
      break;
    case 'assertion':
      found.push(...assertionPieces(document, line));
      break;
    case 'blank':
    case 'bare':
      break;
  }
  return found;
}

function serverPieces(text: string, { prefix, value, pattern }: ServerLine): Piece[] {
  const found = [...pieces(prefixOf(text, prefix), 'function')];
  if (pattern.kind === 'reply') {
    found.push(...pieces(pattern.code, 'number'));
    if (pattern.regex !== undefined) found.push(...pieces(pattern.regex.span, 'regexp'));
  } else if (pattern.kind === 'elision') found.push(...pieces(trimmed(text, value), 'comment'));
  else if (pattern.kind !== 'malformed') found.push(...pieces(trimmed(text, value), 'keyword'));
  return found;
}

function assertionPieces(document: TranscriptDocument, line: AssertionLine): readonly Piece[] {
  const { subject, negation, predicate, value } = assertionOn(document, line);
  const marks = trimmed(document.text, { start: line.span.start, end: line.value.start });
  return [
    ...pieces(marks, 'keyword'),
    ...(subject?.kind === 'fact' ? pieces(subject.span, 'property') : pieces(subject?.span, 'string')),
    ...(subject?.kind === 'fact' ? pieces(subject.keyword?.span, 'type') : []),
    ...pieces(negation, 'keyword'),
    ...pieces(predicate?.span, 'keyword'),
    ...pieces(value?.span, typeOfValue(value)),
  ];
}

function typeOfValue(value: AssertionValue | undefined): TokenType {
  if (value?.kind === 'regex') return 'regexp';
  return value?.quantity === undefined ? 'string' : 'number';
}

function prefixOf(text: string, prefix: Span | undefined): Span | undefined {
  return prefix === undefined ? undefined : trimmed(text, prefix);
}

function pieces(span: Span | undefined, type: TokenType): readonly Piece[] {
  return span === undefined || span.end <= span.start
    ? NO_PIECES
    : [{ start: span.start, end: span.end, type }];
}

function firstWord(text: string, { start, end }: Span): Span {
  const word = /^(?:\$\s+)?\S+/.exec(text.slice(start, end))?.[0] ?? '';
  return { start, end: start + word.length };
}

function trimmed(text: string, { start, end }: Span): Span {
  const written = text.slice(start, end);
  const from = start + (written.length - written.trimStart().length);
  return { start: from, end: Math.max(from, start + written.trimEnd().length) };
}

function byStart(a: Piece, b: Piece): number {
  return a.start - b.start;
}
