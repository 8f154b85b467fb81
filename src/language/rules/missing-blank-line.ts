import { findHeader } from '../../smtp/headers';
import type { Fix } from '../../syntax/diagnostic';
import type { ContentLine, TranscriptDocument } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { isOmission, type Entity } from '../message';
import { lineBefore } from '../message/edits';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A message, or a part of one, whose text follows its headers at once (RFC 5322 section 2.1, RFC 2046 section 5.1). */
export const rule: Rule = {
  code: 'missing-blank-line',
  group: 'message',
  // No error: servers take it, and half of what people type into telnet to try one is “Subject: test” and a word.
  severity: 'warning',
  checkMessage({ message, chunked }, { document }) {
    // Another line would make the chunk longer than its command says.
    if (chunked || (message.headerEnd !== 'text' && message.parts.length === 0)) return undefined;
    return findings(document, message, false);
  },
};

export const documentation: RuleDocumentation = {
  why: `A blank line ends the headers (RFC 5322 section 2.1). Without it the first line of the text is read as a broken header: it is lost, or the
message is refused. The same holds for each part of a multipart message, even one without headers (RFC 2046 section 5.1).`,
  bad: `C: DATA
S: 354
C: From: ann@example.com
C: Subject: Hello
C: How are you?
C: .
S: 250`,
  good: `C: DATA
S: 354
C: From: ann@example.com
C: Subject: Hello
C:
C: How are you?
C: .
S: 250`,
};

function findings(document: TranscriptDocument, entity: Entity, isPart: boolean): Finding[] {
  const line = entity.headerEnd === 'text' ? document.lines[entity.body.firstLine] : undefined;
  const own =
    line?.kind === 'content' && isMissing(document, entity, line, isPart)
      ? [finding(document, line, isPart && entity.headers.length === 0)]
      : [];
  return own.concat(entity.parts.flatMap((part) => findings(document, part, entity.multipart !== undefined)));
}

/** A message that starts with no header has none to end, and one whose fields nobody knows may have none either. */
function isMissing(
  { text }: TranscriptDocument,
  entity: Entity,
  line: ContentLine,
  isPart: boolean,
): boolean {
  if (!entity.complete || isOmission(textOf(text, line.value))) return false;
  if (entity.headers.length === 0) return isPart;
  return entity.headers.some(({ name }) => findHeader(name) !== undefined || /^X-/i.test(name));
}

function finding(document: TranscriptDocument, line: ContentLine, afterBoundary: boolean): Finding {
  const fix: Fix = { title: 'Insert the blank line', safe: true, changes: [lineBefore(document, line, '')] };
  return {
    message: afterBoundary
      ? 'A blank line is missing between the boundary and the text: this would be read as a broken header'
      : 'A blank line is missing between the headers and the body: this would be read as a broken header',
    span: line.value,
    fixes: [fix],
  };
}
