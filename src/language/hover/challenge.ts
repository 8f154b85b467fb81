import { decodeBase64 } from '../../smtp/base64';
import { readChallenge, utf8 } from '../../smtp/saslMessages';
import type { TranscriptDocument } from '../../syntax/document';
import type { ReplyPattern } from '../../syntax/pattern';
import { mechanismOf } from '../authExchange';
import { fieldList } from './fields';
import { paragraphs, sourceLink } from './markdown';
import type { Occasion } from './occasion';
import { wordAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** The base64 after a 334, decoded. */
export function hoverChallenge(
  place: Place,
  { codes, text }: ReplyPattern,
  occasion: Occasion | undefined,
): Found | undefined {
  if (text === undefined || !codes.includes('334')) return undefined;
  const word = wordAt(place, text.span);
  if (word === undefined) return undefined;
  const decoded = decodeBase64(word.text);
  if (!decoded.ok || decoded.bytes.length === 0) return undefined;
  const mechanism =
    occasion?.command === undefined ? undefined : mechanismOf(place.document, occasion.command);
  return {
    span: word.span,
    text: paragraphs(
      describeChallenge(place.document, mechanism ?? '', decoded.bytes),
      `The server’s challenge${mechanism === undefined ? '' : ` of ${quoted(place.document, mechanism)}`}, in base64. ${sourceLink('RFC 4954 section 4')}`,
    ),
  };
}

function describeChallenge(document: TranscriptDocument, mechanism: string, bytes: Uint8Array): string {
  const fields = readChallenge(mechanism, bytes);
  if (fields !== undefined && fields.length > 0) return fieldList(document, fields);
  const text = utf8(bytes);
  return text === undefined || /[\0-\x08\x0e-\x1f\x7f]/.test(text)
    ? `${bytes.length} octets that are no text`
    : quoted(document, text);
}
