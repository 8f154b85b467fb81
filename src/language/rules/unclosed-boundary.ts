import type { TranscriptDocument } from '../../syntax/document';
import { inEach, type Entity } from '../message';
import { lineAfter } from '../message/edits';
import { isLiteral } from '../message/literal';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A multipart whose closing delimiter never comes (RFC 2046 section 5.1.1). */
export const rule: Rule = {
  code: 'unclosed-boundary',
  group: 'message',
  severity: 'warning',
  checkMessage({ message, chunked }, { document }) {
    return inEach(message, (entity) => finding(document, entity, chunked));
  },
};

export const documentation: RuleDocumentation = {
  why: `After the last part the boundary stands once more, with two hyphens behind it (RFC 2046 section 5.1.1). Without that line nobody can tell
whether the message was cut off, and some programs show its last part as an attachment, or not at all.`,
  bad: `C: DATA
S: 354
C: From: ann@example.com
C: Content-Type: multipart/mixed; boundary=part
C:
C: --part
C:
C: How are you?
C: .
S: 250`,
  good: `C: DATA
S: 354
C: From: ann@example.com
C: Content-Type: multipart/mixed; boundary=part
C:
C: --part
C:
C: How are you?
C: --part--
C: .
S: 250`,
};

function finding(document: TranscriptDocument, entity: Entity, chunked: boolean): Finding | undefined {
  const { multipart } = entity;
  if (multipart === undefined || multipart.closed || multipart.delimiters.length === 0) return undefined;
  const { boundary, delimiters } = multipart;
  const { body } = entity;
  if (!isLiteral(document, body)) return undefined;
  const last = document.lines[body.endLine - 1];
  const closing = `--${boundary}--`;
  return {
    message: `The multipart does not end: the line ${closing} is missing`,
    span: delimiters.at(-1)?.span ?? { start: 0, end: 0 },
    fixes:
      last === undefined || chunked
        ? []
        : [{ title: `Add ${closing}`, changes: [lineAfter(document, last, closing)] }],
  };
}
