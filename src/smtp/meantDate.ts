import { withoutComments } from './comments';
import { MONTHS, parseMailDate } from './mailDate';

/**
 * A date that is written in some other way, as mail headers have it (RFC 5322 section 3.3): what ISO 8601, `date`,
 * `ctime`, JavaScript and people write. Undefined if there is more than one way to read it, or none. Without a zone it is
 * that of RFC 5322's `-0000`, which says that nothing is known of it.
 */
export function meantDate(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  let rest = withoutComments(text);
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(rest);
    if (match !== null) rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    return match ?? undefined;
  };
  const iso = take(/\b(\d{4})-(\d\d)-(\d\d)(?:T|\b)/i);
  const time = take(/\b(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:\s*([AP])\.?M\b\.?)?/i);
  const zone = take(/(?:\b(?:GMT|UTC)|(?<=\s))\s?([+-]\d\d):?(\d\d)\b|\b(?:Z|UTC?|GMT|[ECMP][SD]T)\b/i);
  const day = iso === undefined ? namedDay(rest) : isoDay(iso, rest);
  return day === undefined ? undefined : withWeekday(`${day} ${timeOf(time)} ${zoneOf(zone)}`);
}

/** More is no date. */
const LONGEST = 100;
const WEEKDAY = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]*day)?\b\.?/i;

function isoDay([, year = '', month, date]: RegExpExecArray, rest: string): string | undefined {
  const name = MONTHS[Number(month) - 1];
  if (name === undefined || /[^\s,]/.test(rest.replace(WEEKDAY, ''))) return undefined;
  return `${Number(date)} ${name} ${year}`;
}

/** A day of a month that is named: `November 23rd, 2026`, `23-Nov-2026`. Nothing else may stand beside them. */
function namedDay(text: string): string | undefined {
  const words = text
    .replace(WEEKDAY, '')
    .replace(/(?<=\d)(?:st|nd|rd|th)\b/i, '')
    .match(/[a-z]+|\d+|[^\s,.-]/gi);
  const name = MONTHS.find((each) => words?.some((word) => isMonth(word, each)) === true);
  const year = words?.find((word) => /^\d{4}$/.test(word));
  const date = words?.find((word) => /^\d\d?$/.test(word));
  if (words?.length !== 3 || name === undefined || year === undefined || date === undefined) return undefined;
  return `${Number(date)} ${name} ${year}`;
}

/** In full, or its first letters. */
function isMonth(word: string, month: string): boolean {
  return word.length > 2 && word.toLowerCase().startsWith(month.toLowerCase());
}

/** Midnight, if there is none. */
function timeOf(match: RegExpExecArray | undefined): string {
  const [, hour = '0', minute = '00', second = '00', half] = match ?? [];
  const base =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return `${String(base).padStart(2, '0')}:${minute}:${second}`;
}

function zoneOf(match: RegExpExecArray | undefined): string {
  const [name, hours, minutes = ''] = match ?? [];
  if (name === undefined) return '-0000';
  if (hours !== undefined) return hours + minutes;
  return /^(?:Z|UTC?|GMT)$/i.test(name) ? '+0000' : name.toUpperCase();
}

/** Undefined if it is no date after all. */
function withWeekday(text: string): string | undefined {
  const date = parseMailDate(text);
  return date === undefined ? undefined : `${date.actualWeekday}, ${text}`;
}
