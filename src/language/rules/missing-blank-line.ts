import type { Content, ContentLine, TranscriptDocument } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import type { Finding, Rule } from './rule';

/** A message whose body follows its headers at once: without the blank line it is read as a broken header (RFC 5322 section 2.1). */
export const rule: Rule = {
  code: 'missing-blank-line',
  severity: 'error',
  *check({ document, conversations }) {
    for (const { steps } of conversations.transcripts) {
      for (const { exchange } of steps) {
        if (exchange.request?.kind !== 'content') continue;
        const line = bodyWithoutBlankLine(document, exchange.request.content);
        if (line !== undefined) yield finding(document, line);
      }
    }
  },
};

const HEADER = /^[!-9;-~]+[ \t]*:/;
/** Something left out, or described: what would stand there is not known. */
const OMISSION = /\.\.\.\s*$|^<.*>\s*$|^\[.*\]\s*$|^\(.*\)\s*$/;

/** The first line of the body, if only headers stand before it; a message that starts with no header has none to end. */
function bodyWithoutBlankLine({ text }: TranscriptDocument, { lines }: Content): ContentLine | undefined {
  let headers = 0;
  for (const line of lines) {
    if (line.kind !== 'content') return undefined;
    const value = textOf(text, line.value);
    const folded = /^[ \t]/.test(value);
    if (value.trim() === '' || value.includes('{{') || OMISSION.test(value)) return undefined;
    if (HEADER.test(value) || (folded && headers > 0)) headers++;
    else return headers > 0 ? line : undefined;
  }
  return undefined;
}

function finding({ text, lines }: TranscriptDocument, line: ContentLine): Finding {
  const prefix = line.prefix === undefined ? '' : text.slice(line.span.start, line.prefix.end).trimEnd();
  const above = lines[line.index - 1];
  const lineEnd = above === undefined ? '\n' : text.slice(above.span.end, above.fullEnd);
  const start = { start: line.span.start, end: line.span.start };
  return {
    message:
      'A blank line is missing between the headers and the body: this would be read as a broken header',
    span: line.value,
    fixes: [{ title: 'Insert the blank line', changes: [{ span: start, newText: `${prefix}${lineEnd}` }] }],
  };
}
