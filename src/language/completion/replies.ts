import { findCommand } from '../../smtp/commands';
import {
  describeReplyCode,
  describeReplyTo,
  explainReplyClass,
  repliesTo,
  replyClass,
  type ReplyClass,
  type ReplyOccasion,
} from '../../smtp/replyCodes';
import type { ServerLine } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import type { Candidate } from './candidate';
import type { Place } from './place';
import { replyAt, type ReplyHere } from './replyHere';
import { replyTextCandidates } from './replyText';

/** What a server's line may hold at the cursor: a code, an enhanced code, a keyword of the EHLO reply, or a pattern. */
export function serverLineCandidates(place: Place, line: ServerLine): Candidate[] {
  const { document, offset } = place;
  const reply = replyAt(place);
  const text = document.text.slice(line.value.start, line.value.end);
  const codes = /^\s*([^\s-]*)/.exec(text);
  const codeEnd = line.value.start + (codes?.[0].length ?? 0);
  if (offset <= codeEnd) {
    const codeStart = codeEnd - (codes?.[1]?.length ?? 0);
    if (offset < codeStart) return [];
    return codeLineCandidates(place, reply, { start: codeStart, end: codeEnd }, line);
  }
  return replyTextCandidates(place, reply, { start: codeEnd + 1, end: line.value.end }, text);
}

/** Codes and the other patterns for a reply, each with `prefix` before it. */
export function codeCandidates(reply: ReplyHere | undefined, span: Span, prefix = ''): Candidate[] {
  if (reply?.code !== undefined) return continuing(reply.code, span, prefix);
  const candidate = (text: string, detail: string, rank: number, documentation?: string): Candidate => ({
    label: text,
    kind: 'code',
    span,
    text: prefix + text,
    filter: text,
    detail,
    ...(documentation === undefined ? {} : { documentation }),
    rank,
  });
  const occasions = [reply?.occasion ?? 'GREETING', reply?.or].filter((each) => each !== undefined);
  return [
    ...occasions.flatMap((occasion, at) => {
      const codes = codesFor(occasion);
      const usual = repliesTo(occasion);
      const classes = [...new Set(codes.map(replyClass))];
      return [
        ...codes.map((code) => {
          const detail = describeReplyCode(code) ?? '';
          return candidate(
            String(code),
            detail,
            codeRank(code, usual) + at / 2,
            describeReplyTo(occasion, code),
          );
        }),
        ...classes.map((each) => candidate(each, explainReplyClass(each), CLASS_RANKS[each] + at / 2)),
      ];
    }),
    candidate('...', 'any lines of this reply', 5),
    candidate('<close>', 'the server closes the connection', 6),
    candidate('<silence 3s>', 'nothing arrives for that long', 7),
  ];
}

/** All lines of a reply carry one code (RFC 5321 section 4.2.1). */
function continuing(code: string, span: Span, prefix: string): Candidate[] {
  const candidate = (text: string, detail: string, rank: number): Candidate => ({
    label: text.trimEnd(),
    kind: 'code',
    span,
    text: prefix + text,
    filter: text,
    detail,
    rank,
    goesOn: true,
  });
  return [
    candidate(`${code}-`, 'a line of this reply, and not the last', 0),
    candidate(`${code} `, 'the last line of this reply', 1),
    { ...candidate('...', 'any lines of this reply', 2), goesOn: false },
  ];
}

function codeLineCandidates(place: Place, reply: ReplyHere, span: Span, line: ServerLine): Candidate[] {
  const { document, offset } = place;
  const written = document.text.slice(span.start, span.end);
  const followed = /^[ -]/.test(document.text.slice(span.end, line.value.end));
  const bar = written.lastIndexOf('|', offset - span.start - 1);
  const nextBar = written.indexOf('|', offset - span.start);
  const word = {
    start: bar === -1 ? span.start : span.start + bar + 1,
    end: nextBar === -1 ? span.end : span.start + nextBar,
  };
  const others = written.includes('|')
    ? `${document.text.slice(span.start, word.start)}${document.text.slice(word.end, span.end)}`.split('|')
    : [];
  if (reply.code !== undefined) {
    return followed
      ? [
          {
            label: reply.code,
            kind: 'code',
            span: word,
            text: reply.code,
            detail: 'as the lines above',
            rank: 0,
          },
        ]
      : continuing(reply.code, word, '');
  }
  // A reply that was recorded in a terminal has a code and no pattern.
  return codeCandidates(reply, word).filter(
    ({ label }) =>
      (others.length === 0 || (/^\d/.test(label) && !others.includes(label))) &&
      (line.prefix !== undefined || /^\d{3}$/.test(label)),
  );
}

/** The codes that a request can draw, and their classes, without the other patterns. */
export function codesOnly(occasion: ReplyOccasion, span: Span): Candidate[] {
  const reply = { occasion, or: undefined, above: [], code: undefined };
  return codeCandidates(reply, span).filter(({ label }) => /^[2-5]/.test(label));
}

function codesFor(occasion: ReplyOccasion): number[] {
  const verb = occasion === 'RESPONSE' ? 'AUTH' : occasion;
  const listed = findCommand(verb)?.replies ?? [];
  // 421 may come at any time (RFC 5321 section 3.8).
  return [...new Set([...listed, ...repliesTo(occasion), 421])].sort((a, b) => a - b);
}

/** Success first, then the failures that say something about this command, then those of any command. */
function codeRank(code: number, usual: readonly number[]): number {
  if (code >= 200 && code < 400) return 0;
  return usual.includes(code) ? 2 : 4;
}

const CLASS_RANKS: Readonly<Record<ReplyClass, number>> = {
  '1xx': 9,
  '2xx': 1,
  '3xx': 1,
  '4xx': 3,
  '5xx': 3,
};
