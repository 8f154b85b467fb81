import { meantDate } from '../../smtp/meantDate';
import { parseMailDate } from '../../smtp/mailDate';
import { replacement } from '../../syntax/diagnostic';
import { headerOf, inEach, spanInValue, type Entity, type Header } from '../message';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A Date that is not written as mail has it, or names the wrong day of the week (RFC 5322 section 3.3). */
export const rule: Rule = {
  code: 'bad-date',
  group: 'message',
  severity: 'information',
  checkMessage({ message, chunked }) {
    return inEach(message, (entity) => {
      for (const name of ['Date', 'Resent-Date']) {
        const header = headerOf(entity, name);
        const found = header && finding(header, entity, chunked);
        if (found !== undefined) return found;
      }
      return undefined;
    });
  },
};

export const documentation: RuleDocumentation = {
  why: `A date in a header is a day, a time and a zone in one form, and the day of the week, which may be left out, has to be that of the day (RFC 5322 section 3.3).
The obsolete forms of its section 4.3 are read as well. Servers pass on what else is there, programs show another date or none, and filters hold it against the
message. Words, as in \`Date: today\`, draw nothing, and neither does a day alone in a message that is not there in full.`,
  bad: `C: DATA
S: 354
C: From: ann@example.com
C: Date: 2026-11-23T10:00:00Z
C:
C: How are you?
C: .
S: 250`,
  good: `C: DATA
S: 354
C: From: ann@example.com
C: Date: Mon, 23 Nov 2026 10:00:00 +0000
C:
C: How are you?
C: .
S: 250`,
};

/** What is filled in later or left out; without digits it is a word in the place of a date. */
const OPEN = /\{\{|\.\.\.|…|^[^\d]*$|^[<[(].*[>\])]$/s;

function finding(header: Header, entity: Entity, chunked: boolean): Finding | undefined {
  const { name, nameSpan, value, valueSpans } = header;
  const date = parseMailDate(value);
  const { weekday, actualWeekday = '' } = date ?? {};
  const isRight = weekday === undefined || weekday.toLowerCase() === actualWeekday.toLowerCase();
  if ((date !== undefined && isRight) || OPEN.test(value)) return undefined;
  const [span, ...more] = valueSpans;
  // The octets of a chunk are counted, and a value over several lines is one for a person to mend.
  const isMendable = span !== undefined && more.length === 0 && !chunked;
  if (date !== undefined && weekday !== undefined) {
    const day = spanInValue(header, value.indexOf(weekday), weekday.length);
    return {
      message: `This day is a ${actualWeekday}, and not a ${weekday}`,
      severity: 'hint',
      span: day,
      fixes: [replacement(day, actualWeekday)],
    };
  }
  if (!/\d:\d\d/.test(value) && !isWhole(entity)) return undefined;
  const meant = meantDate(value);
  const now = isMendable ? [replacement(span, '{{$date}}')] : [];
  return {
    message: `${name} is not written as mail has it, as in Mon, 23 Nov 2026 10:00:00 +0000`,
    span: span === undefined || span.start === span.end ? nameSpan : span,
    fixes: isMendable && meant !== undefined ? [replacement(span, meant), ...now] : now,
  };
}

/** A short example has a From and a Subject at most, and may abbreviate the rest. */
function isWhole(entity: Entity): boolean {
  return headerOf(entity, 'Message-ID') !== undefined || headerOf(entity, 'MIME-Version') !== undefined;
}
