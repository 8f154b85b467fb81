import type { CompletionItem, Position } from 'vscode-languageserver-types';
import type { Content, TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { assertionCandidates } from './assertions';
import { toItems, type Candidate } from './candidate';
import { commandLineCandidates } from './commands';
import { connectionCandidates } from './connections';
import { contentCandidates, includeCandidates } from './content';
import type { CompletionContext } from './context';
import { commentCandidates, directiveCandidates } from './directives';
import { expressionCandidates, openExpressionAt } from './expressions';
import { lineStartCandidates } from './lineStarts';
import { placeAt, wordAt, type Place } from './place';
import { rawLineCandidates } from './rawBytes';
import { serverLineCandidates } from './replies';
import { responseCandidates } from './responses';

export type { CompletionContext } from './context';
export { GOES_ON } from './candidate';

/** Characters after which an editor asks by itself; within words it does anyway. */
export const COMPLETION_TRIGGERS: readonly string[] = [
  ':',
  ' ',
  '<',
  '@',
  '=',
  '{',
  '$',
  '/',
  '.',
  '-',
  ',',
  ';',
  '?',
  '!',
  '#',
  '|',
  '\\',
];

/** What may be written at a position: the most useful first, each with an edit on the position's line. */
export async function completion(
  document: TranscriptDocument,
  position: Position,
  context: CompletionContext,
): Promise<CompletionItem[]> {
  const place = placeAt(document, position);
  return toItems(place, await candidatesAt(place, context), context.snippets);
}

async function candidatesAt(place: Place, context: CompletionContext): Promise<Candidate[]> {
  const expression = openExpressionAt(place);
  if (expression !== undefined) return expressionCandidates(place, expression, context);
  const { line, offset } = place;
  switch (line?.kind) {
    case undefined:
    case 'blank':
    case 'bare':
      return openLine(place, context);
    case 'command':
      if (offset < line.value.start) return [];
      if (line.prefix === undefined && isFirstWord(place)) return lineStartCandidates(place, context);
      return spaced(place, line.value, await commandLineCandidates(place, line, context));
    case 'response':
      if (offset < line.value.start) return [];
      return spaced(
        place,
        line.value,
        responseCandidates(place, line.command, line.step, wordAt(place, line.value, /\S/)),
      );
    case 'content':
      return spaced(
        place,
        line.value,
        await contentCandidates(place, contentPlace(place, line.value, line.prefix !== undefined), context),
      );
    case 'include':
      return includeCandidates(place, line, context);
    case 'raw':
      return spaced(place, line.value, rawLineCandidates(place, line));
    case 'server':
      return spaced(place, line.value, serverLineCandidates(place, line));
    case 'comment':
      return place.next.kind === 'content' ? [] : commentCandidates(place, line);
    case 'directive':
      return directiveCandidates(place, line, context);
    case 'connection':
      return connectionCandidates(place, line, context);
    case 'assertion':
      return assertionCandidates(place, line, context.workspace);
    case 'separator':
    case 'variable':
    case 'chatter':
    case 'note':
    case 'terminator':
      return [];
  }
}

/** A line that nobody says yet: what stands above it tells what it may become. */
async function openLine(place: Place, context: CompletionContext): Promise<Candidate[]> {
  const { next, span, offset, mode } = place;
  switch (next.kind) {
    case 'content':
      return contentCandidates(
        place,
        contentPlace(place, { start: Math.min(span.start, offset), end: span.end }, false),
        context,
      );
    case 'response':
      return responseCandidates(
        place,
        next.command,
        next.step,
        wordAt(place, span, /\S/),
        mode === 'bare' ? '' : 'C: ',
      );
    case 'command':
      return lineStartCandidates(place, context);
  }
}

/** Whether a line without a prefix is no more than begun: it may become anything. */
function isFirstWord({ document, span, offset }: Place): boolean {
  return (
    !/\S\s/.test(document.text.slice(span.start, offset)) &&
    document.text.slice(offset, span.end).trim() === ''
  );
}

function contentPlace(
  place: Place,
  value: Span,
  prefixed: boolean,
): { content: Content | undefined; value: Span; prefix: string } {
  const content = place.next.kind === 'content' ? place.next.content : undefined;
  return { content, value, prefix: prefixed || !needsPrefix(place, content) ? '' : 'C: ' };
}

/** Whether the lines of the message carry `C:`, as those of the transcript's latest one do if it has none yet. */
function needsPrefix({ mode, above, lineIndex }: Place, content: Content | undefined): boolean {
  if (mode === 'bare') return false;
  const own = content?.lines.find(({ index, kind }) => index !== lineIndex && kind !== 'raw');
  if (own !== undefined) return own.prefix !== undefined;
  for (const { request } of [...above].reverse())
    if (request?.kind === 'content' && request.content !== content) {
      const [first] = request.content.lines;
      if (first !== undefined) return first.prefix !== undefined;
    }
  return true;
}

/** Behind a prefix without its space, as in `C:`, the space comes along. */
function spaced({ document }: Place, value: Span, candidates: Candidate[]): Candidate[] {
  if (value.end > value.start || document.text.charAt(value.start - 1) !== ':') return candidates;
  return candidates.map(({ text, snippet, filter, ...rest }) => ({
    ...rest,
    text: ` ${text}`,
    ...(snippet === undefined ? {} : { snippet: ` ${snippet}` }),
    filter: filter ?? text,
  }));
}
