import { toAsciiDomain, toUnicodeDomain } from '../../smtp/idn';
import type { TranscriptDocument } from '../../syntax/document';
import { quoted } from './quoted';

/** What is worth knowing of a domain or address literal; undefined if it is a plain name. */
export function describeDomain(document: TranscriptDocument, domain: string): string | undefined {
  if (/^\[IPv6:/i.test(domain)) return 'An address literal: an IPv6 address in the place of a domain.';
  if (domain.startsWith('[')) return 'An address literal: an IP address in the place of a domain.';
  const unicode = toUnicodeDomain(domain);
  if (unicode !== undefined) return `An internationalized domain: ${quoted(document, unicode)}.`;
  const ascii = toAsciiDomain(domain);
  return ascii === undefined
    ? undefined
    : `An internationalized domain: ${quoted(document, ascii)} in ASCII.`;
}
