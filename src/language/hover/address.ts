import type { TranscriptDocument } from '../../syntax/document';
import { parseMailbox, type ParsedPath } from '../../smtp/address';
import { describeDomain } from './domain';
import { list, paragraphs, sourceLink } from './markdown';
import { quoted } from './quoted';

/** The path of MAIL or RCPT, in Markdown. */
export function describePath(
  document: TranscriptDocument,
  path: Exclude<ParsedPath, { readonly kind: 'error' }>,
  verb: string,
): string {
  if (path.mailbox === undefined)
    return paragraphs(
      '`<>` the null reverse-path: a failure to deliver is not reported to anybody. Bounces are sent so, that they can’t go round in circles.',
      sourceLink('RFC 5321 section 4.5.5'),
    );
  return paragraphs(
    verb === 'MAIL'
      ? 'The reverse-path: where a failure to deliver is reported. It need not be the author in `From`.'
      : 'The forward-path: a recipient. Only this counts for delivery, not `To` in the message.',
    describeMailbox(document, path.address),
    path.route === undefined
      ? undefined
      : `The source route ${quoted(document, path.route)} before it is ignored (${sourceLink('RFC 5321 section 4.1.1.3')}).`,
    path.utf8 ? `It needs SMTPUTF8 (${sourceLink('RFC 6531')}).` : undefined,
    sourceLink('RFC 5321 section 4.1.2'),
  );
}

/** An address in its parts, in Markdown; undefined if it is none. */
export function describeMailbox(document: TranscriptDocument, address: string): string | undefined {
  const mailbox = parseMailbox(address);
  if ('kind' in mailbox) return undefined;
  const { local, domain } = mailbox;
  const unquoted = /^"(.*)"$/s.exec(local)?.[1]?.replace(/\\(.)/gs, '$1');
  const tag = unquoted === undefined ? /^[^+]+\+(.+)$/.exec(local)?.[1] : undefined;
  return list([
    `Local part: ${quoted(document, local)}${unquoted === undefined ? '' : `, quoted; it is ${quoted(document, unquoted)}`}` +
      (tag === undefined ? '' : `, often read as a mailbox with the tag ${quoted(document, tag)}`),
    domain === undefined
      ? 'No domain: `postmaster` alone is always the server’s own'
      : ['Domain: ' + quoted(document, domain), describeDomain(document, domain)].filter(Boolean).join('. '),
  ]);
}
