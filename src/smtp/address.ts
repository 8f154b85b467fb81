/** A mailbox in its parts (RFC 5321 section 4.1.2), each as it was written. */
export interface Mailbox {
  /** The local part, with its quotes if it has any. */
  readonly local: string;
  /** The domain or address literal; absent for `<postmaster>`, which needs none. */
  readonly domain?: string;
}

/** What is wrong with a path or mailbox: `message` is a sentence, the span is in UTF-16 units of the text given. */
export interface AddressFault {
  readonly kind: 'error';
  readonly reason:
    'empty' | 'unclosed' | 'phrase' | 'trailing' | 'local' | 'noDomain' | 'domain' | 'literal' | 'length';
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

/** What stands after `MAIL FROM:` or `RCPT TO:`. */
export type ParsedPath =
  | {
      /** `path` is in angle brackets, as it must be; `bare` is a good address without them. */
      readonly kind: 'path' | 'bare';
      /** The address without brackets and route; empty for the null reverse-path `<>`. */
      readonly address: string;
      /** Where the address starts in the text. */
      readonly addressOffset: number;
      /** The address in its parts; absent for `<>`. */
      readonly mailbox?: Mailbox;
      /** The source route of `<@a,@b:user@host>` without its colon, which receivers ignore (RFC 5321 appendix C). */
      readonly route?: string;
      /** Where the path starts: more than 0 if white space follows the colon, which RFC 5321 section 3.3 forbids. */
      readonly start: number;
      readonly end: number;
      /** Where the ESMTP parameters start; the end of the text if there are none. */
      readonly parametersOffset: number;
      /** Whether the address needs SMTPUTF8 (RFC 6531). */
      readonly utf8: boolean;
    }
  | AddressFault;

/** Reads the path, and finds where the parameters after it start. */
export function parsePath(text: string): ParsedPath {
  const plain = PLAIN_PATH.exec(text);
  if (plain !== null) {
    const [{ length: end }, local = '', domain = ''] = plain;
    return {
      kind: 'path',
      address: text.slice(1, end - 1),
      addressOffset: 1,
      mailbox: { local, domain },
      start: 0,
      end,
      parametersOffset: end === text.length ? end : text.length - text.slice(end).trimStart().length,
      utf8: false,
    };
  }
  const start = text.length - text.trimStart().length;
  if (start === text.length) return fault('empty', start, 0, 'The address is missing.');
  const bracketed = text[start] === '<';
  const match = (bracketed ? BRACKETED : BARE).exec(text.slice(start));
  if (!match) {
    return bracketed && !text.includes('>')
      ? fault('unclosed', start, text.length - start, 'The closing > of the address is missing.')
      : fault(
          'local',
          start,
          text.length - start,
          'An address has no white space, <, > or open quotes in it.',
        );
  }
  const [whole] = match;
  const route = match[1];
  const address = bracketed ? (match[2] ?? '') : whole;
  const end = start + whole.length;
  const rest = text.slice(end);
  if (!bracketed && /^[^<]*<[^<>]+>/.test(rest)) {
    return fault(
      'phrase',
      start,
      text.length - start,
      'Only the address belongs here, in angle brackets, without a name.',
    );
  }
  if (/^\S/.test(rest)) {
    return fault('trailing', end, rest.length, 'After the address comes a space, and then parameters.');
  }
  const addressOffset = end - address.length - (bracketed ? 1 : 0);
  const mailbox = bracketed && address === '' && route === undefined ? undefined : parseMailbox(address);
  if (mailbox && 'kind' in mailbox) return { ...mailbox, offset: addressOffset + mailbox.offset };
  return {
    kind: bracketed ? 'path' : 'bare',
    address,
    addressOffset,
    ...(mailbox ? { mailbox } : {}),
    ...(route === undefined ? {} : { route: route.slice(0, -1) }),
    start,
    end,
    parametersOffset: text.length - rest.trimStart().length,
    utf8: /[^\0-\x7f]/.test(address),
  };
}

/** Reads an address without brackets. `postmaster` alone needs no domain (RFC 5321 section 4.1.1.3). */
export function parseMailbox(text: string): Mailbox | AddressFault {
  const plain = text.length <= 64 ? PLAIN.exec(text) : null;
  if (plain?.[1] !== undefined && plain[2] !== undefined) return { local: plain[1], domain: plain[2] };
  const split = /^(?:("(?:\\[^]|[^"\\])*")|([^@]*))(@?)([^]*)$/.exec(text);
  const local = split?.[1] ?? split?.[2] ?? '';
  const domain = split?.[4] ?? '';
  const at = local.length;
  if (local === '') return fault('empty', 0, text.length, 'The address has nothing before the @.');
  const valid = split?.[1] === undefined ? DOT_STRING.test(local) : QUOTED_STRING.test(local);
  if (!valid)
    return fault(
      'local',
      0,
      at,
      `“${local}” is no local part; unusual characters need quotes around all of it.`,
    );
  if (split?.[3] !== '@') {
    if (domain !== '') return fault('local', at, domain.length, 'After the quoted local part comes an @.');
    if (/^postmaster$/i.test(local)) return { local };
    return fault('noDomain', 0, at, `The address has no domain: ${local}@example.com, say.`);
  }
  const wrong = checkDomain(domain) ?? checkLength(local, domain);
  if (wrong) return fault(wrong[0], at + 1, domain.length, wrong[1]);
  return { local, domain };
}

const BRACKETED = /^<(@[^:<>\s]*:)?((?:"(?:\\[^]|[^"\\])*"|[^"<>\s])*)>/;
const BARE = /^(?:"(?:\\[^]|[^"\\])*"|[^"<>\s])+/;

/** What nearly every address is, so that it needs no closer look: of letters, digits and hyphens, no longer than anything may be. */
const PLAIN = /^([a-z\d_+-]+(?:\.[a-z\d_+-]+)*)@([a-z\d]+(?:-+[a-z\d]+)*(?:\.[a-z\d]+(?:-+[a-z\d]+)*)*)$/i;

/** The same in its brackets, and nothing else of it that could be wrong: short, and followed by a space or nothing. */
const PLAIN_PATH =
  /^<(?=.{1,64}>)([a-z\d_+-]+(?:\.[a-z\d_+-]+)*)@([a-z\d]+(?:-+[a-z\d]+)*(?:\.[a-z\d]+(?:-+[a-z\d]+)*)*)>(?=\s|$)/i;

/** Dot-string and Quoted-string, with the UTF-8 of RFC 6531 section 3.3. */
const DOT_STRING =
  /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u;
const QUOTED_STRING = /^"(?:[ !#-[\]-~\u0080-\u{10ffff}]|\\[ -~])*"$/u;
const DOMAIN = /^[a-z\d\u0080-\u{10ffff}](?:[a-z\d\u0080-\u{10ffff}-]*[a-z\d\u0080-\u{10ffff}])?$/iu;

type Wrong = readonly [reason: AddressFault['reason'], message: string];

function checkDomain(domain: string): Wrong | undefined {
  if (domain === '') return ['noDomain', 'After the @ comes a domain.'];
  if (domain.startsWith('[')) {
    if (isAddressLiteral(domain)) return undefined;
    return ['literal', `${domain} is no address literal: [192.0.2.1] or [IPv6:2001:db8::1].`];
  }
  const bad = domain.split('.').find((label) => !DOMAIN.test(label));
  if (bad === undefined) return undefined;
  const part = bad === '' ? 'an empty part' : `the part “${bad}”`;
  return ['domain', `“${domain}” is no domain: it has ${part}.`];
}

/** RFC 5321 section 4.5.3.1, in octets. */
function checkLength(local: string, domain: string): Wrong | undefined {
  if (Buffer.byteLength(local) > 64) return ['length', 'The local part is longer than 64 octets.'];
  if (Buffer.byteLength(domain) > 255) return ['length', 'The domain is longer than 255 octets.'];
  return undefined;
}

/** RFC 5321 section 4.1.3. The form of an IPv6 address is checked by its groups, without a socket library. */
function isAddressLiteral(text: string): boolean {
  const content = /^\[([^[\]\\\s]+)\]$/.exec(text)?.[1] ?? '';
  if (isIPv4(content)) return true;
  const tagged = /^([a-z\d-]*[a-z\d]):([!-Z^-~]+)$/i.exec(content);
  if (!tagged) return false;
  return /^ipv6$/i.test(tagged[1] ?? '') ? isIPv6(tagged[2] ?? '') : true;
}

function isIPv4(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256);
}

function isIPv6(text: string): boolean {
  const tail = /:(\d[\d.]*\.[\d.]*)$/.exec(text)?.[1];
  if (tail !== undefined && !isIPv4(tail)) return false;
  const halves = (tail === undefined ? text : `${text.slice(0, -tail.length)}0:0`).split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length < 8;
}

function fault(
  reason: AddressFault['reason'],
  offset: number,
  length: number,
  message: string,
): AddressFault {
  return { kind: 'error', reason, offset, length, message };
}
