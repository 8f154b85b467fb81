import {
  describeReplyCode,
  describeReplyTo,
  explainReplyClass,
  replyCategory,
  replyClass,
  type ReplyOccasion,
} from '../../smtp/replyCodes';
import type { ServerLine } from '../../syntax/document';
import type { ReplyPattern } from '../../syntax/pattern';
import { linked, list, paragraphs, sourceLink } from './markdown';
import { occasionOf } from './occasion';
import { wordAt, type Found, type Place } from './place';

/** `250`, `2xx`, or the one of `250|251` that the place is on. */
export function hoverReplyCode(place: Place, line: ServerLine, pattern: ReplyPattern): Found | undefined {
  const word = wordAt(place, pattern.code, /[^|]+/g);
  if (word === undefined) return undefined;
  return { span: word.span, text: describeCodes(word.text, occasionOf(place.document, line)?.asked) };
}

/** `250` or `2xx`, in Markdown; what it means here, if it is known what was asked. */
export function describeCodes(written: string, asked: ReplyOccasion | undefined): string {
  return written.toLowerCase().includes('x')
    ? describeRange(written.toLowerCase(), asked)
    : describeCode(Number(written), asked);
}

function describeCode(code: number, asked: ReplyOccasion | undefined): string {
  const meaning = describeReplyCode(code);
  const here = asked === undefined ? undefined : describeReplyTo(asked, code);
  return paragraphs(
    `**${code}** ${linked(meaning ?? 'This code is not registered: only its digits say something.')}`,
    here === undefined ? undefined : `${occasionInWords(asked)}: ${linked(here)}`,
    meaning === undefined ? explainCategory(code) : undefined,
    explainClass(code),
    // A code of an extension names its RFC already.
    meaning?.includes('RFC') === true ? undefined : sourceLink(REPLY_CODES),
  );
}

/** RFC 5321's list of codes in numeric order. */
const REPLY_CODES = 'RFC 5321 section 4.2.3';

/** `2xx` and `45x`: any code that begins so. */
function describeRange(written: string, asked: ReplyOccasion | undefined): string {
  const digits = written.replace(/x+$/, '');
  const known = asked === undefined ? [] : codesOf(digits, asked);
  return paragraphs(
    `**${written}** any code that begins with ${digits}`,
    explainClass(Number(written.replaceAll('x', '0'))),
    known.length === 0 ? undefined : `${occasionInWords(asked)}:`,
    list(known.map(([code, meaning]) => `**${code}** ${linked(meaning)}`)),
    sourceLink('RFC 5321 section 4.2.1'),
  );
}

function codesOf(digits: string, asked: ReplyOccasion): [number, string][] {
  const found: [number, string][] = [];
  const first = Number(digits.padEnd(3, '0'));
  for (let code = first; String(code).startsWith(digits); code++) {
    const meaning = describeReplyTo(asked, code);
    if (meaning !== undefined) found.push([code, meaning]);
  }
  return found;
}

function explainCategory(code: number): string | undefined {
  const category = replyCategory(code);
  return category === undefined ? undefined : `The second digit says what it is about: ${category}.`;
}

function explainClass(code: number): string {
  const codeClass = replyClass(code);
  return `${codeClass}: ${explainReplyClass(codeClass)}.`;
}

function occasionInWords(asked: ReplyOccasion | undefined): string {
  switch (asked) {
    case 'GREETING':
      return 'As a greeting';
    case 'MESSAGE':
      return 'After a message';
    case 'RESPONSE':
      return 'After a response to AUTH';
    default:
      return `After ${asked ?? ''}`;
  }
}
