import { parameterOf } from '../../smtp/contentType';
import type { TranscriptDocument } from '../../syntax/document';
import { headerOf, inEach, type Entity } from '../message';
import { boundaryParameter, usedBoundary } from '../message/boundaries';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A multipart whose Content-Type names no boundary (RFC 2046 section 5.1.1). */
export const rule: Rule = {
  code: 'missing-boundary',
  group: 'message',
  severity: 'warning',
  checkMessage({ message, chunked }, { document }) {
    return inEach(message, (entity) => finding(document, entity, chunked));
  },
};

export const documentation: RuleDocumentation = {
  why: `The parts of a multipart message are divided by a boundary that its \`Content-Type\` names (RFC 2046 section 5.1.1). Without it the whole is shown as
one text.`,
  bad: `C: DATA
S: 354
C: From: ann@example.com
C: Content-Type: multipart/mixed
C:
C: --part
C:
C: How are you?
C: --part--
C: .
S: 250`,
  good: `C: DATA
S: 354
C: From: ann@example.com
C: Content-Type: multipart/mixed; boundary="part"
C:
C: --part
C:
C: How are you?
C: --part--
C: .
S: 250`,
};

function finding(document: TranscriptDocument, entity: Entity, chunked: boolean): Finding | undefined {
  const { contentType, body } = entity;
  if (contentType?.type !== 'multipart') return undefined;
  const header = headerOf(entity, 'Content-Type');
  const span = header?.valueSpans.findLast(({ start, end }) => end > start);
  if (header === undefined || span === undefined || header.value.includes('{{')) return undefined;
  const written = parameterOf(contentType, 'boundary');
  if (written !== undefined && written !== '') return undefined;
  const used = chunked || written !== undefined ? undefined : usedBoundary(document, body);
  const parameter = used === undefined ? undefined : boundaryParameter(used);
  const separator = header.value.endsWith(';') ? ' ' : '; ';
  return {
    message: `multipart/${contentType.subtype} needs a boundary parameter: what stands between its parts`,
    span,
    fixes:
      parameter === undefined
        ? []
        : [
            {
              title: `Add ${parameter}`,
              changes: [{ span: { start: span.end, end: span.end }, newText: separator + parameter }],
            },
          ],
  };
}
