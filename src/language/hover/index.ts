import type { Hover } from 'vscode-languageserver-types';
import type { TranscriptDocument } from '../../syntax/document';
import { offsetAt, type Position } from '../../syntax/positions';
import { toRange } from '../lspTypes';
import { hoverAssertion } from './assertion';
import { hoverCommand } from './command';
import { hoverConnection } from './connection';
import { hoverContent, hoverTerminator } from './content';
import { hoverDirective } from './directive';
import { hoverExpression } from './expression';
import { hoverInclude } from './include';
import type { Found, HoverContext, Place } from './place';
import { hoverPrefix } from './prefix';
import { hoverRaw } from './raw';
import { hoverResponse } from './response';
import { hoverServer } from './server';

export type { HoverContext } from './place';

/** What there is to say about what stands at a position: Markdown, and the range that it is about. */
export async function hover(
  document: TranscriptDocument,
  position: Position,
  context: HoverContext,
): Promise<Hover | undefined> {
  const line = document.lines[position.line];
  if (line === undefined) return undefined;
  const place: Place = { document, line, offset: offsetAt(document, position), context };
  const found = hoverPrefix(place) ?? (await hoverExpression(place)) ?? (await hoverLine(place));
  if (found === undefined) return undefined;
  return { contents: { kind: 'markdown', value: found.text }, range: toRange(document, found.span) };
}

function hoverLine(place: Place): Found | undefined | Promise<Found | undefined> {
  const { line } = place;
  switch (line.kind) {
    case 'command':
      return hoverCommand(place, line);
    case 'response':
      return hoverResponse(place, line);
    case 'server':
      return hoverServer(place, line);
    case 'content':
      return hoverContent(place, line);
    case 'terminator':
      return hoverTerminator(place, line);
    case 'include':
      return hoverInclude(place, line);
    case 'raw':
      return hoverRaw(place, line);
    case 'directive':
      return hoverDirective(place, line);
    case 'connection':
      return hoverConnection(place, line);
    case 'assertion':
      return hoverAssertion(place, line);
    case 'blank':
    case 'bare':
    case 'chatter':
    case 'comment':
    case 'note':
    case 'separator':
    case 'variable':
      return undefined;
  }
}
