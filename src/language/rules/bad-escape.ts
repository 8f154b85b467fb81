import { decodeEscapes } from '../../smtp/escape';
import type { RawLine, TranscriptDocument } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { unusualLines } from '../message/scan';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A backslash in a `C!:` line that escapes nothing. */
export const rule: Rule = {
  code: 'bad-escape',
  group: 'syntax',
  severity: 'error',
  *checkTranscript({ document, model: { steps } }) {
    for (const { exchange } of steps) {
      const { request } = exchange;
      const content = request?.kind === 'content' ? request.content : undefined;
      const chunk = request?.kind === 'command' ? request.chunk : content;
      const lines = chunk === undefined ? [] : unusualLines(document, chunk).raws;
      for (const line of request?.kind === 'raw' ? [request.line] : lines) {
        const found = finding(document, line);
        if (found !== undefined) yield found;
      }
    }
  },
};

export const documentation: RuleDocumentation = {
  why: `In a \`C!:\` line a backslash starts an escape: \`\\r\` \`\\n\` \`\\t\` \`\\0\` \`\\s\` (a space) \`\\\\\` \`\\xHH\` (a byte) and \`\\u{H…}\` (a character). Before
anything else it is an error, and nothing is sent: the line is there to say exactly which bytes go out.`,
  bad: 'C!: NOOP C:\\dir\\r\\n',
  good: 'C!: NOOP C:\\\\dir\\r\\n',
};

function finding({ text }: TranscriptDocument, { value }: RawLine): Finding | undefined {
  const written = textOf(text, value);
  const decoded = decodeEscapes(written);
  if (decoded.ok) return undefined;
  const start = value.start + decoded.offset;
  const backslash = text.charAt(start) === '\\';
  const at = { start, end: start };
  return {
    message: decoded.error.replace(/\.$/, ''),
    span: { start, end: Math.min(value.end, start + (backslash ? 2 : 1)) },
    fixes: backslash ? [{ title: 'Send a backslash', changes: [{ span: at, newText: '\\' }] }] : [],
  };
}
