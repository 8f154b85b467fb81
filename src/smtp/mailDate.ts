import { withoutComments } from './comments';

/** A date as mail headers have it (RFC 5322 section 3.3). */
export interface MailDate {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Minutes that the zone is ahead of UTC. */
  readonly offset: number;
  /** As written, `Tue`; absent if there is none. */
  readonly weekday: string | undefined;
  /** The day of the week that the date falls on, `Tue`. */
  readonly actualWeekday: string;
}

/** Reads a date, its obsolete forms (section 4.3) among them; undefined if it is none. */
export function parseMailDate(text: string): MailDate | undefined {
  const match = DATE.exec(withoutComments(text).trim());
  if (match === null) return undefined;
  const [, weekday, day = '', monthName = '', year = '', hour = '', minute = '', second = '0', zone = ''] =
    match;
  const month = MONTHS.findIndex((name) => name.toLowerCase() === monthName.toLowerCase());
  const offset = offsetOf(zone);
  if (month === -1 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  if (/^[+-]\d\d[6-9]/.test(zone)) return undefined;
  const midnight = new Date(Date.UTC(fullYear(year), month, Number(day)));
  if (midnight.getUTCDate() !== Number(day)) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return {
    time: midnight.getTime() + seconds * 1000 - offset * 60_000,
    offset,
    weekday,
    // Of the day as it is written, which a leap second belongs to as well.
    actualWeekday: WEEKDAYS[midnight.getUTCDay()] ?? '',
  };
}

const DATE =
  /^(?:([a-z]{3})\s*,)?\s*(\d{1,2})\s+([a-z]{3})\s+(\d{2,4})\s+(\d{2})\s*:\s*(\d{2})(?:\s*:\s*(\d{2}))?\s+([+-]\d{4}|[a-z]{1,5})$/i;
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** RFC 5322 section 4.3; any other name says nothing of the zone. */
const ZONES: Readonly<Record<string, number>> = {
  EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420,
}; // prettier-ignore

function offsetOf(zone: string): number {
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d\d)(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return ZONES[zone.toUpperCase()] ?? 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function fullYear(year: string): number {
  const number = Number(year);
  if (year.length === 2) return number < 50 ? 2000 + number : 1900 + number;
  return year.length === 3 ? 1900 + number : number;
}
