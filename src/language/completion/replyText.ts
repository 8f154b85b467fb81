import { ENHANCED_CODES, describeEnhancedCode } from '../../smtp/enhancedCodes';
import { KEYWORDS } from '../../smtp/keywords';
import type { ReplyOccasion } from '../../smtp/replyCodes';
import type { Span } from '../../syntax/span';
import type { Candidate } from './candidate';
import { documentationOf } from './documentation';
import { MECHANISMS } from './mechanisms';
import type { Place } from './place';
import type { ReplyHere } from './replyHere';
import { seenFrom } from './seen';

/** What follows the code: an enhanced code, a keyword of the EHLO reply, or a pattern. */
export function replyTextCandidates(place: Place, reply: ReplyHere, text: Span, line: string): Candidate[] {
  const { document, offset } = place;
  const before = document.text.slice(text.start, offset);
  const code = /^\s*(\d{3})/.exec(line)?.[1] ?? '';
  const word = wordIn(place, text);
  const first = before.trim() === '' || !/\s/.test(before.trimStart());
  const greets = reply.occasion === 'EHLO' || reply.occasion === 'LHLO';
  if (greets && code.startsWith('2')) {
    if (reply.above.length > 0) return keywordCandidates(place, reply, word, before);
    return first ? domains(place, word) : [];
  }
  if (!first) return [];
  if (reply.occasion === 'GREETING' && code === '220') return domains(place, word);
  if (code === '334')
    return CHALLENGES.map(([label, detail], rank) => ({
      label,
      kind: 'value',
      span: word,
      text: label,
      detail,
      rank,
    }));
  return [
    ...(UNENHANCED.has(reply.occasion) || code.startsWith('3') || code === ''
      ? []
      : enhancedCodes(code, reply.occasion, word)),
    ...regexes(reply.occasion, code, word),
  ];
}

/** Whose replies have no enhanced code (RFC 2034 section 4). */
const UNENHANCED: ReadonlySet<string> = new Set(['GREETING', 'EHLO', 'HELO', 'LHLO']);

/** What LOGIN asks. */
const CHALLENGES: readonly (readonly [challenge: string, detail: string])[] = [
  ['VXNlcm5hbWU6', '“Username:”'],
  ['UGFzc3dvcmQ6', '“Password:”'],
];

function regexes(occasion: ReplyOccasion, code: string, span: Span): Candidate[] {
  if (occasion !== 'MESSAGE' || !code.startsWith('2')) return [];
  return [
    {
      label: '/queued as (?<queueId>\\S+)/',
      kind: 'text',
      span,
      text: '/queued as (?<queueId>\\S+)/',
      detail: 'keeps the queue id as {{queueId}}',
      rank: 90,
    },
  ];
}

/** The registered codes of a class, those that belong to the reply code first (RFC 3463, RFC 5248). */
function enhancedCodes(code: string, occasion: ReplyOccasion, span: Span): Candidate[] {
  const codeClass = Number(code.charAt(0));
  const found: Candidate[] = [];
  for (const info of ENHANCED_CODES) {
    const { subject, detail, replies } = info;
    if (!info.classes.some((each) => each === codeClass)) continue;
    const text = `${codeClass}.${subject}.${detail}`;
    found.push({
      label: text,
      kind: 'code',
      span,
      text: `${text} `,
      filter: text,
      detail: describeEnhancedCode(text) ?? info.text,
      documentation: documentationOf({ summary: info.explanation, rfc: info.rfc }),
      rank: (USUAL[occasion] ?? []).includes(text) ? 0 : replies.includes(Number(code)) ? 1 : 2,
    });
  }
  return found;
}

/** What servers say every day. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  MAIL: ['2.1.0', '5.1.8', '5.7.1'],
  RCPT: ['2.1.5', '5.1.1', '5.7.1', '4.2.0', '4.7.1'],
  MESSAGE: ['2.0.0', '2.6.0', '5.7.1', '5.3.4'],
  BDAT: ['2.0.0', '2.6.0'],
  RSET: ['2.0.0'],
  NOOP: ['2.0.0'],
  QUIT: ['2.0.0'],
  STARTTLS: ['2.0.0', '4.7.0'],
  AUTH: ['2.7.0', '5.7.8'],
  RESPONSE: ['2.7.0', '5.7.8'],
  VRFY: ['2.1.5', '2.0.0', '5.1.1'],
};

function keywordCandidates(place: Place, reply: ReplyHere, span: Span, before: string): Candidate[] {
  const { text } = place.document;
  const words = before.trimStart().split(/\s+/);
  if (words.length > 1) {
    if (words[0]?.toUpperCase() !== 'AUTH') return [];
    return MECHANISMS.filter(([name]) => !words.slice(0, -1).includes(name)).map(([name, detail], rank) => ({
      label: name,
      kind: 'value',
      span,
      text: name,
      detail,
      rank,
    }));
  }
  const said = new Set(
    reply.above.map(({ value }) =>
      (/^\s*\S{3}[ -]\s*(\S*)/.exec(text.slice(value.start, value.end))?.[1] ?? '').toUpperCase(),
    ),
  );
  return KEYWORDS.filter(({ keyword }) => !said.has(keyword)).map((info) => {
    const usual = USUAL_KEYWORDS.indexOf(info.keyword);
    return {
      label: info.keyword,
      kind: 'value',
      span,
      text: /^\S+ [^[]/.test(info.syntax) ? `${info.keyword} ` : info.keyword,
      filter: info.keyword,
      detail: info.title,
      documentation: documentationOf(info),
      rank: usual === -1 ? USUAL_KEYWORDS.length : usual,
    };
  });
}

const USUAL_KEYWORDS = [
  'PIPELINING',
  'SIZE',
  'STARTTLS',
  'AUTH',
  '8BITMIME',
  'ENHANCEDSTATUSCODES',
  'DSN',
  'SMTPUTF8',
  'CHUNKING',
];

function domains(place: Place, span: Span): Candidate[] {
  return seenFrom(place).domains.map((domain, rank) => ({
    label: domain,
    kind: 'address',
    span,
    text: domain,
    rank,
  }));
}

function wordIn({ document, offset }: Place, { start, end }: Span): Span {
  const { text } = document;
  let from = offset;
  let to = offset;
  while (from > start && !/\s/.test(text.charAt(from - 1))) from--;
  while (to < end && !/\s/.test(text.charAt(to))) to++;
  return { start: from, end: to };
}
