import type { LineNode, TranscriptDocument } from '../../syntax/document';
import { isFilledIn } from '../../syntax/filledIn';
import type { Span } from '../../syntax/span';
import { parseTemplate, type Template } from '../../syntax/template';
import { findFunction } from '../functions';
import type { Piece } from './legend';
import type { Coverage } from './linePieces';
import { sourceOf } from './variableSources';

/** The `{{…}}` of a line: where they stand, and the names in them. Nothing where they are not filled in. */
export function expressionPieces(
  document: TranscriptDocument,
  line: LineNode,
  coverage: Coverage,
): { readonly cuts: readonly Span[]; readonly pieces: readonly Piece[] } {
  if (!isFilledIn(line.kind)) return { cuts: [], pieces: [] };
  const { start, end } = line.span;
  const template = parseTemplate(document.text.slice(start, end), start);
  const cuts = template.filter(({ kind }) => kind === 'variable' || kind === 'call').map(({ span }) => span);
  return { cuts, pieces: [...namesIn(document, line, template, coverage)] };
}

function* namesIn(
  document: TranscriptDocument,
  line: LineNode,
  template: Template,
  coverage: Coverage,
): Generator<Piece> {
  for (const part of template) {
    if (part.kind === 'variable') {
      const start = document.text.indexOf(part.name, part.span.start + 2);
      const modifier = sourceOf(document, line.index, part.name);
      yield { start, end: start + part.name.length, type: 'variable', modifier };
    } else if (part.kind === 'call') {
      if (coverage === 'everything' && findFunction(part.name) !== undefined)
        yield { ...part.nameSpan, type: 'function', modifier: 'defaultLibrary' };
      for (const { value } of part.args) yield* namesIn(document, line, value, coverage);
    }
  }
}
