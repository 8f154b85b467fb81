import type { Range, SemanticTokens } from 'vscode-languageserver-types';
import type { TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import type { LineRange } from '../message';
import { expressionPieces } from './expressionPieces';
import { linePieces, type Coverage } from './linePieces';
import { LEGEND, modifierBits, typeNumber, type Piece } from './legend';
import { exchangePieces, messagePieces } from './placedPieces';

/** What the numbers of {@link semanticTokens} mean, for a client to be told once. */
export const SEMANTIC_TOKENS_LEGEND = LEGEND;

/**
 * The colours that only the conversation knows: verbs, the responses of an AUTH exchange, notes, where a variable has its
 * value from, header fields and boundaries, keywords of an EHLO reply, and text that looks like syntax but is content or
 * recorded. Everything else is left to a TextMate grammar, unless there is none.
 *
 * Sorted, without overlaps, none longer than its line, encoded as the protocol has it (five numbers a token, line and
 * column relative to the token before). For a range only its lines, and the messages and exchanges on them, are looked at.
 *
 * @param coverage `everything` for editors without a grammar of this language
 */
export function semanticTokens(
  document: TranscriptDocument,
  range?: Range,
  coverage: Coverage = 'conversation',
): SemanticTokens {
  const { text, lines } = document;
  const within = linesIn(document, range);
  const placed = new Map<number, Piece[]>();
  exchangePieces(document, within, placed);
  messagePieces(document, within, coverage, placed);
  const data: number[] = [];
  let lastLine = 0;
  let lastStart = 0;
  let nextBraces = text.indexOf('{{', lines[within.firstLine]?.span.start ?? text.length);
  for (let index = within.firstLine; index < within.endLine; index++) {
    const line = lines[index];
    if (line === undefined) break;
    let pieces: readonly Piece[] = linePieces(document, line, coverage, placed.get(index));
    if (nextBraces !== -1 && nextBraces < line.span.end) {
      const expressions = expressionPieces(document, line, coverage);
      pieces = [...without(pieces, expressions.cuts), ...expressions.pieces].sort(
        (a, b) => a.start - b.start,
      );
      nextBraces = text.indexOf('{{', line.span.end);
    }
    for (const { start, end, type, modifier } of pieces) {
      const column = start - line.span.start;
      data.push(
        index - lastLine,
        index === lastLine ? column - lastStart : column,
        end - start,
        typeNumber(type),
        modifierBits(modifier),
      );
      lastLine = index;
      lastStart = column;
    }
  }
  return { data };
}

function linesIn({ lines }: TranscriptDocument, range: Range | undefined): LineRange {
  if (range === undefined) return { firstLine: 0, endLine: lines.length };
  return { firstLine: range.start.line, endLine: Math.min(lines.length, range.end.line + 1) };
}

/** What is left of pieces once the expressions among them are cut out, which have colours of their own. */
function without(pieces: readonly Piece[], cuts: readonly Span[]): Piece[] {
  return pieces.flatMap((piece) => {
    const left: Piece[] = [];
    let { start } = piece;
    for (const cut of cuts) {
      if (cut.end <= start || cut.start >= piece.end) continue;
      if (cut.start > start) left.push({ ...piece, start, end: cut.start });
      start = cut.end;
    }
    if (start < piece.end) left.push({ ...piece, start });
    return left;
  });
}
