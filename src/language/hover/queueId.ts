import { findQueueId } from '../../smtp/queueIds';
import { textOf, type Span } from '../../syntax/span';
import { list, paragraphs } from './markdown';
import type { Occasion } from './occasion';
import { isAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** The identifier of a message in the reply that accepts it; a reply that is quoted alone may be one. */
export function hoverQueueId(
  place: Place,
  { code, text }: { readonly code: Span; readonly text: Span },
  occasion: Occasion | undefined,
): Found | undefined {
  const asked = occasion?.asked;
  const isAlone = asked === 'GREETING' && textOf(place.document.text, code).startsWith('250');
  if (asked !== 'MESSAGE' && asked !== 'BDAT' && !isAlone) return undefined;
  const found = findQueueId(textOf(place.document.text, text));
  if (found === undefined) return undefined;
  const start = text.start + found.offset;
  const span = { start, end: start + found.id.length };
  if (!isAt(place, span)) return undefined;
  return {
    span,
    text: paragraphs(
      `${quoted(place.document, found.id)} is the name of the message in the server’s queue and log${found.server === undefined ? '' : ` (${found.server}’s form)`}.`,
      found.lookUp.length === 0 ? undefined : 'An administrator of the server finds it with',
      list(found.lookUp.map(({ command, purpose }) => `${quoted(place.document, command)}: ${purpose}`)),
    ),
  };
}
