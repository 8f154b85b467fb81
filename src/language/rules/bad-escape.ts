import { decodeEscapes } from '../../smtp/escape';
import type {
  Content,
  ExpectedReply,
  RawLine,
  Request,
  ServerLine,
  TranscriptDocument,
} from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { unusualLines } from '../message/scan';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A backslash in a `C!:` or `S!:` line that escapes nothing. */
export const rule: Rule = {
  code: 'bad-escape',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    // The bytes of an `S!:` line may stand behind any request.
    on: ['any'],
    // It is an error before anything is sent, whatever the server would say to it.
    evenRefused: true,
    find({ exchange: { request, replies } }, { document }) {
      const sent = request === undefined ? NONE : rawLinesOf(document, request);
      const said = bytesIn(replies);
      if (sent.length + said.length === 0) return undefined;
      return [...sent, ...said].flatMap((line) => finding(document, line) ?? []);
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `In a \`C!:\` line (and in a scripted server's \`S!:\`) a backslash starts an escape: \`\\r\` \`\\n\` \`\\t\` \`\\0\` \`\\s\` (a space) \`\\\\\` \`\\{\` \`\\xHH\` (a byte) and \`\\u{H…}\` (a character). Before
anything else it is an error, and nothing is sent: the line is there to say exactly which bytes go out.`,
  bad: 'C!: NOOP C:\\dir\\r\\n',
  good: 'C!: NOOP C:\\\\dir\\r\\n',
};

/** One for all steps, as nearly all are without. */
const NONE: readonly never[] = [];

function rawLinesOf(document: TranscriptDocument, request: Request): readonly RawLine[] {
  const within = (content: Content | undefined): readonly RawLine[] =>
    content === undefined ? NONE : unusualLines(document, content).raws;
  switch (request.kind) {
    case 'raw':
      return [request.line];
    case 'content':
      return within(request.content);
    case 'command':
      return within(request.chunk);
    case 'response':
      return NONE;
  }
}

function bytesIn(replies: readonly ExpectedReply[]): readonly ServerLine[] {
  let found: ServerLine[] | undefined;
  for (const { lines } of replies)
    for (const line of lines) if (line.pattern.kind === 'bytes') (found ??= []).push(line);
  return found ?? NONE;
}

function finding({ text }: TranscriptDocument, { value }: RawLine | ServerLine): Finding | undefined {
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
