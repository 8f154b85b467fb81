import type { LineNode, Settings, Transcript, TranscriptDocument } from '../syntax/document';
import { lineAt } from '../syntax/positions';
import { isFilledIn } from '../syntax/filledIn';
import { finish, type Steps } from './steps';
import { parseBytesTemplate, parseTemplate, type Template, type TemplatePart } from '../syntax/template';

/** A `{{name}}` or `{{$function …}}` that is filled in, nested ones included. */
export interface Expression {
  readonly part: Extract<TemplatePart, { readonly kind: 'variable' | 'call' }>;
  readonly line: LineNode;
  /** Undefined in the file's preamble. */
  readonly transcript: Transcript | undefined;
}

/** Every expression of a document that a run fills in, in order. Lines without `{{` cost nothing. */
export function expressionsIn(document: TranscriptDocument): readonly Expression[] {
  return finish(readExpressions(document));
}

/** The same, and those that only a scripted server fills in: in what it says. */
export function expressionsOfBothSides(document: TranscriptDocument): readonly Expression[] {
  return finish(readExpressions(document, (line) => line.kind === 'server' || isFilledIn(line.kind)));
}

/** {@link expressionsIn} in small steps, for a big document. */
export function* readExpressions(
  document: TranscriptDocument,
  accepts: (line: LineNode) => boolean = ({ kind }) => isFilledIn(kind),
): Steps<readonly Expression[]> {
  const { text, transcripts } = document;
  const found: Expression[] = [];
  let transcriptIndex = 0;
  let filledIn = 0;
  let at = text.indexOf('{{');
  while (at !== -1) {
    const line = lineAt(document, at);
    if (line === undefined) break;
    while ((transcripts[transcriptIndex]?.endLine ?? Infinity) <= line.index) transcriptIndex++;
    const candidate = transcripts[transcriptIndex];
    const transcript = candidate !== undefined && candidate.firstLine <= line.index ? candidate : undefined;
    if (accepts(line)) {
      const isBytes = line.kind === 'server' && line.pattern.kind === 'bytes';
      const template = (isBytes ? parseBytesTemplate : parseTemplate)(
        text.slice(line.span.start, line.span.end),
        line.span.start,
      );
      for (const part of partsOf(template)) found.push({ part, line, transcript });
      if (++filledIn % LINES === 0) yield;
    }
    at = text.indexOf('{{', line.fullEnd);
  }
  return found;
}

/** That are read at one go: a millisecond or so. */
const LINES = 500;

/** The names that settings give a value with `@name = value`. */
export function declaredNames({ text }: TranscriptDocument, { variables }: Settings): Set<string> {
  return new Set(variables.map(({ name }) => text.slice(name.start, name.end)));
}

function* partsOf(template: Template): Generator<Expression['part']> {
  for (const part of template) {
    if (part.kind !== 'variable' && part.kind !== 'call') continue;
    yield part;
    if (part.kind === 'call') for (const { value } of part.args) yield* partsOf(value);
  }
}
