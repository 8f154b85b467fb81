import type { TranscriptDocument } from '../../syntax/document';
import { headerOf, inEach, spanInValue, type Entity } from '../message';
import { boundaryParameter, usedBoundary } from '../message/boundaries';
import { isLiteral } from '../message/literal';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A multipart whose boundary never comes (RFC 2046 section 5.1.1). */
export const rule: Rule = {
  code: 'unused-boundary',
  group: 'message',
  severity: 'warning',
  checkMessage({ message, chunked }, { document }) {
    return inEach(message, (entity) => finding(document, entity, chunked));
  },
};

export const documentation: RuleDocumentation = {
  why: `No line of the body starts a part: each part comes after a line with two hyphens and the boundary that \`Content-Type\` names, and nothing else
(RFC 2046 section 5.1.1). So the message is empty for every program that knows MIME.`,
  bad: `C: DATA
S: 354
C: From: ann@example.com
C: Content-Type: multipart/mixed; boundary="part"
C:
C: --parts
C:
C: How are you?
C: --parts--
C: .
S: 250`,
  good: `C: DATA
S: 354
C: From: ann@example.com
C: Content-Type: multipart/mixed; boundary="parts"
C:
C: --parts
C:
C: How are you?
C: --parts--
C: .
S: 250`,
};

function finding(document: TranscriptDocument, entity: Entity, chunked: boolean): Finding | undefined {
  const { multipart, contentType, body } = entity;
  if (multipart === undefined || multipart.delimiters.length > 0 || entity.headerEnd !== 'blank')
    return undefined;
  const header = headerOf(entity, 'Content-Type');
  const parameter = contentType?.parameters.find(({ name }) => name === 'boundary');
  // Without a body nothing is there to divide, as in an example that shows the header only.
  if (header === undefined || parameter === undefined || isEmpty(document, entity)) return undefined;
  if (!isLiteral(document, body)) return undefined;
  const span = spanInValue(header, parameter.offset, parameter.length);
  const used = chunked ? undefined : usedBoundary(document, body);
  const newText = used === undefined ? undefined : boundaryParameter(used);
  return {
    message: `No line of the body starts a part: it would be --${multipart.boundary} and nothing else`,
    span,
    fixes: newText === undefined ? [] : [{ title: `Change to ${newText}`, changes: [{ span, newText }] }],
  };
}

function isEmpty({ lines }: TranscriptDocument, { body }: Entity): boolean {
  for (let at = body.firstLine; at < body.endLine; at++) {
    const line = lines[at];
    if (line?.kind === 'content' && line.value.end > line.value.start) return false;
  }
  return true;
}
