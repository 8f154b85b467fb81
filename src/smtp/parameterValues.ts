import { parseMailbox } from './address';
import { decodeXtext } from './xtext';

/**
 * What is wrong with the value of an ESMTP parameter, as a sentence that does not quote it; undefined if nothing is, or if
 * any value will do. The name is in upper case.
 */
export function checkValue(name: string, value: string): string | undefined {
  return CHECKS[name]?.(value);
}

type Check = (value: string) => string | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  SIZE: matching(/^\d{1,20}$/, 'SIZE is a number of octets, of up to 20 digits.'),
  BODY: matching(/^(?:7BIT|8BITMIME|BINARYMIME)$/i, 'BODY is 7BIT, 8BITMIME or BINARYMIME.'),
  RET: matching(/^(?:FULL|HDRS)$/i, 'RET is FULL or HDRS.'),
  ENVID: (value) =>
    value.length > 100 ? 'ENVID has up to 100 characters.' : xtext('ENVID', value, PRINTABLE),
  NOTIFY: matching(
    /^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*)$/i,
    'NOTIFY is NEVER alone, or SUCCESS, FAILURE and DELAY with commas between them.',
  ),
  ORCPT: originalRecipient,
  AUTH: mailboxOrNull('AUTH'),
  SUBMITTER: mailboxOrNull('SUBMITTER'),
  BY: deliverBy,
  HOLDFOR: matching(/^\d{1,9}$/, 'HOLDFOR is a number of seconds, of up to 9 digits.'),
  HOLDUNTIL: (value) => dateTime('HOLDUNTIL', value),
  'MT-PRIORITY': matching(/^(?:0|-?[1-9])$/, 'MT-PRIORITY is a number from -9 to 9.'),
  RRVS: (value) => dateTime('RRVS', value.replace(/;[CR]$/i, '')),
  TRANSID: matching(
    /^<[^<>@\s]+@[^<>@\s]+>$/,
    'TRANSID is an identifier in angle brackets, as in <12345@client.example.com>.',
  ),
  SOLICIT: matching(
    /^[a-z][\w.:-]*(?:,[a-z][\w.:-]*)*$/i,
    'SOLICIT is a list of class names with commas between them, as in com.example:ADV.',
  ),
  MTRK: matching(
    /^[a-z\d+/]+={0,2}(?::\d{1,9})?$/i,
    'MTRK is a certifier in base64, and perhaps a colon and a number of seconds.',
  ),
};

/** RFC 3461 section 4.4: what stands in an envelope identifier is printable. */
const PRINTABLE = /^[ -~]*$/;

function matching(pattern: RegExp, message: string): Check {
  return (value) => (pattern.test(value) ? undefined : message);
}

function xtext(name: string, value: string, decoded: RegExp): string | undefined {
  const result = decodeXtext(value);
  if (!result.ok) return `${name} is xtext. ${result.message}`;
  return decoded.test(result.text) ? undefined : `${name} may hold printable ASCII only.`;
}

/** RFC 3461 section 4.2; the address of type `utf-8` may be in UTF-8 itself (RFC 6533 section 3). */
function originalRecipient(value: string): string | undefined {
  const [, type, address = ''] = /^([^;]*);(.*)$/s.exec(value) ?? [];
  if (type === undefined || !/^[a-z\d-]+$/i.test(type) || address === '')
    return 'ORCPT is a type of address, a semicolon and the address, as in rfc822;ann@example.com.';
  if (value.length > 500) return 'ORCPT has up to 500 characters.';
  if (type.toLowerCase() === 'utf-8') return undefined;
  return xtext('ORCPT', address, PRINTABLE);
}

/** RFC 4954 section 5: the mailbox of the submitter as xtext, or `<>`. */
function mailboxOrNull(name: string): Check {
  return (value) => {
    if (value === '<>') return undefined;
    const bare = /^<(.*)>$/.exec(value)?.[1];
    if (bare !== undefined) return `${name} is a mailbox without angle brackets, or <>.`;
    const decoded = decodeXtext(value);
    if (!decoded.ok && !/[^\0-\x7f]/.test(value)) return `${name} is xtext. ${decoded.message}`;
    const mailbox = parseMailbox(decoded.ok ? decoded.text : value);
    return 'kind' in mailbox ? `${name} is a mailbox as xtext, or <>.` : undefined;
  };
}

/** RFC 2852 section 4: a time for return has to be above 0, one for a notice may have passed already. */
function deliverBy(value: string): string | undefined {
  const [, seconds, mode] = /^([+-]?\d{1,9});([NR])T?$/i.exec(value) ?? [];
  if (seconds === undefined) return 'BY is a number of seconds, a semicolon, and R or N, as in 120;R.';
  if (mode?.toUpperCase() === 'R' && Number(seconds) <= 0)
    return 'BY with R needs a number of seconds above 0.';
  return undefined;
}

/** RFC 3339 section 5.6. */
function dateTime(name: string, value: string): string | undefined {
  const shaped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(value);
  return shaped && !Number.isNaN(Date.parse(value.toUpperCase()))
    ? undefined
    : `${name} is a date and time as in 2026-11-23T10:00:00Z.`;
}
