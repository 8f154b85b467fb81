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
  checkStep: {
    on: ['raw', 'content', 'BDAT'],
    // It is an error before anything is sent, whatever the server would say to it.
    evenRefused: true,
    find({ exchange: { request } }, { document }) {
      if (request?.kind === 'raw') return finding(document, request.line);
      const content = request?.kind === 'content' ? request.content : undefined;
      const chunk = request?.kind === 'command' ? request.chunk : content;
      const lines = chunk === undefined ? undefined : unusualLines(document, chunk).raws;
      if (lines === undefined || lines.length === 0) return undefined;
      return lines.flatMap((line) => finding(document, line) ?? []);
    },
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
  const changes = doubled(written).map((offset) => ({
    span: { start: value.start + offset, end: value.start + offset },
    newText: '\\',
  }));
  return {
    message: decoded.error.replace(/\.$/, ''),
    span: { start, end: Math.min(value.end, start + (backslash ? 2 : 1)) },
    fixes: backslash
      ? [{ title: changes.length === 1 ? 'Send a backslash' : 'Send backslashes', changes }]
      : [],
  };
}

/** Where each backslash stands that escapes nothing: one path mostly has several. */
function doubled(written: string): number[] {
  const offsets: number[] = [];
  for (let from = 0; ;) {
    const decoded = decodeEscapes(written.slice(from));
    if (decoded.ok || written.charAt(from + decoded.offset) !== '\\') return offsets;
    offsets.push(from + decoded.offset);
    from += decoded.offset + 1;
  }
}
