import { findMechanism } from '../../smtp/mechanisms';
import type { ResponseLine, TranscriptDocument } from '../../syntax/document';
import { textOf, type Span } from '../../syntax/span';
import { clientMessageAt, mechanismOf, type ClientMessage } from '../authExchange';
import { fieldList } from './fields';
import { paragraphs, sourceLink } from './markdown';
import { isAt, wordAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** A response inside an AUTH exchange. */
export function hoverResponse(place: Place, line: ResponseLine): Found | undefined {
  return hoverClientMessage(place, line.value, mechanismOf(place.document, line.command) ?? '');
}

/**
 * What the client says in an AUTH exchange, on the AUTH line or on one of its own: decoded, without what is secret.
 *
 * @param within where it stands, white space around it included
 */
export function hoverClientMessage(place: Place, within: Span, mechanism: string): Found | undefined {
  const { document, line } = place;
  const sign = wordAt(place, within);
  const whole = textOf(document.text, within).trim();
  if (sign !== undefined && sign.text === whole) {
    if (whole === '*')
      return {
        span: sign.span,
        text: `**\\*** gives the authentication up. ${sourceLink('RFC 4954 section 4')}`,
      };
    if (whole === '=')
      return {
        span: sign.span,
        text: `**=** an empty initial response. ${sourceLink('RFC 4954 section 4')}`,
      };
  }
  const message = clientMessageAt(document, line.index);
  if (message === undefined || !isAt(place, message.span)) return undefined;
  return { span: message.span, text: describe(document, message, mechanism) };
}

function describe(
  document: TranscriptDocument,
  { credential, fields }: ClientMessage,
  mechanism: string,
): string {
  const info = findMechanism(mechanism);
  return paragraphs(
    fields === undefined
      ? 'What this holds cannot be read, and is treated as a secret.'
      : fields.length === 0
        ? 'An empty response.'
        : fieldList(document, fields),
    `What the client says in ${quoted(document, mechanism)}, ${credential.state === 'clear' ? 'not yet in the base64 that the server reads' : 'in base64'}.` +
      (info?.reveals === 'clear'
        ? ' Base64 is not encryption: without TLS anybody on the way can read this.'
        : ''),
    sourceLink(info?.rfc ?? 'RFC 4954 section 4'),
  );
}
