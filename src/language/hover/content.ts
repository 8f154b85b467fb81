import type { ContentLine, TerminatorLine } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { isIn, messagesIn } from '../message';
import { transcriptAt } from '../variables';
import { hoverBody } from './body';
import { hoverHeader } from './header';
import { paragraphs, sourceLink } from './markdown';
import { isAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** The lone dot. */
export function hoverTerminator(place: Place, { value }: TerminatorLine): Found | undefined {
  if (!isAt(place, value)) return undefined;
  return {
    span: value,
    text: paragraphs(
      '**.** ends the message: a line with a single dot and nothing else. Now the server accepts or refuses all of it.',
      `${sourceLink('RFC 5321 section 4.1.1.4')}, ${sourceLink('RFC 5321 section 4.5.2')}`,
    ),
  };
}

/** A line of a message: its dots, a header field, or its body as what it is. */
export function hoverContent(place: Place, line: ContentLine): Found | undefined {
  const { document } = place;
  const transcript = transcriptAt(document, line.index);
  if (transcript === undefined) return undefined;
  const message = messagesIn(document, transcript).find(({ range }) => isIn(range, line.index));
  const isChunk =
    message?.contents.every(({ terminator }) => terminator === undefined) === true && isSentByBdat();
  return (
    (isChunk ? undefined : hoverDots(place, line)) ??
    (message === undefined ? undefined : (hoverHeader(place, message) ?? hoverBody(place, line, message)))
  );

  /** Nothing is doubled or taken away in a chunk of BDAT (RFC 3030 section 2). */
  function isSentByBdat(): boolean {
    return (
      transcript?.exchanges.some(
        ({ request }) =>
          request?.kind === 'command' &&
          request.chunk !== undefined &&
          message?.contents.includes(request.chunk) === true,
      ) === true
    );
  }
}

function hoverDots({ document, offset }: Place, { value }: ContentLine): Found | undefined {
  const written = textOf(document.text, value);
  const dots = /^\.+/.exec(written)?.[0];
  if (dots === undefined) return undefined;
  const span = { start: value.start, end: value.start + dots.length };
  if (offset < span.start || offset > span.end) return undefined;
  const received = written.slice(1);
  return {
    span,
    text: paragraphs(
      dots === '.'
        ? `The server takes this dot away and keeps ${quoted(document, received)}. Write two to send one.`
        : `The first dot is there for the server to take away: it keeps ${quoted(document, received)}.`,
      sourceLink('RFC 5321 section 4.5.2'),
    ),
  };
}
