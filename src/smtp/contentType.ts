import { withoutComments } from './comments';

/** The value of a Content-Type field, taken apart (RFC 2045 section 5.1). */
export interface ContentType {
  /** In lower case, `multipart`. */
  readonly type: string;
  /** In lower case, `mixed`. */
  readonly subtype: string;
  readonly parameters: readonly MimeParameter[];
}

/** One parameter of Content-Type or Content-Disposition. Offsets are in the text given. */
export interface MimeParameter {
  /** In lower case; without the `*0` and `*` of RFC 2231. */
  readonly name: string;
  /** Without quotes and backslashes. */
  readonly value: string;
  /** Of the name, and of all from the name to the end of the value. */
  readonly offset: number;
  readonly length: number;
  /** Where the value stands, its quotes included. */
  readonly valueOffset: number;
  readonly valueLength: number;
}

/** Media types that mail is often made of, the most usual first. */
export const MEDIA_TYPES: readonly string[] = [
  'text/plain',
  'text/html',
  'multipart/mixed',
  'multipart/alternative',
  'multipart/related',
  'multipart/report',
  'multipart/signed',
  'multipart/encrypted',
  'multipart/digest',
  'multipart/form-data',
  'message/rfc822',
  'message/delivery-status',
  'message/disposition-notification',
  'message/global',
  'text/calendar',
  'text/csv',
  'text/markdown',
  'text/vcard',
  'text/xml',
  'application/octet-stream',
  'application/pdf',
  'application/json',
  'application/xml',
  'application/zip',
  'application/gzip',
  'application/pgp-signature',
  'application/pgp-encrypted',
  'application/pkcs7-mime',
  'application/pkcs7-signature',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/svg+xml',
  'image/webp',
  'audio/mpeg',
  'video/mp4',
];

/**
 * Reads the unfolded value of a Content-Type field. Undefined if it does not start with a type and a subtype; what is
 * wrong after these is passed over, as mail programs do. Never throws.
 */
export function parseContentType(value: string): ContentType | undefined {
  const text = withoutComments(value);
  const match = /^\s*([!#$%&'*+.^_`{|}~\w-]+)\s*\/\s*([!#$%&'*+.^_`{|}~\w-]+)\s*(?=;|$)/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return {
    type: match[1].toLowerCase(),
    subtype: match[2].toLowerCase(),
    parameters: readParameters(text, match[0].length),
  };
}

/** Reads the parameters after the first word of a field such as Content-Disposition. */
export function parseMimeParameters(value: string): readonly MimeParameter[] {
  const text = withoutComments(value);
  const semicolon = text.indexOf(';');
  return semicolon === -1 ? [] : readParameters(text, semicolon);
}

/** The value of a parameter, by its name in lower case. */
export function parameterOf(
  { parameters }: Pick<ContentType, 'parameters'>,
  name: string,
): string | undefined {
  return parameters.find((parameter) => parameter.name === name)?.value;
}

function readParameters(text: string, from: number): readonly MimeParameter[] {
  const found: (MimeParameter & { readonly section: number | undefined; readonly extended: boolean })[] = [];
  const pattern = /;\s*(?:([!#$%&'*+.^_`{|}~\w-]+)\s*=\s*("(?:[^"\\]|\\[^])*"?|[^\s;"]*))?/y;
  pattern.lastIndex = from;
  for (let at = from; at < text.length;) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) {
      // Something that is no parameter: the next one starts after the next semicolon.
      const next = text.indexOf(';', at + 1);
      if (next === -1) break;
      at = next;
      continue;
    }
    at = pattern.lastIndex;
    const [whole, written, value = ''] = match;
    if (written === undefined) continue;
    const offset = match.index + whole.length - whole.replace(/^;\s*/, '').length;
    const { name, section, extended } = readName(written);
    found.push({
      name,
      value: unquoted(value),
      offset,
      length: at - offset,
      valueOffset: at - value.length,
      valueLength: value.length,
      section,
      extended,
    });
  }
  return found.some(({ section, extended }) => section !== undefined || extended) ? joined(found) : found;
}

/** `title*1*` is the second section of `title`, percent-encoded (RFC 2231 sections 3 and 4). */
function readName(written: string): { name: string; section: number | undefined; extended: boolean } {
  const match = /^(.*?)(?:\*(\d{1,9}))?(\*)?$/.exec(written);
  return {
    name: (match?.[1] ?? written).toLowerCase(),
    section: match?.[2] === undefined ? undefined : Number(match[2]),
    extended: match?.[3] !== undefined,
  };
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  return value.replace(/^"|"$/g, '').replace(/\\([^])/g, '$1');
}

/** Puts the sections of a parameter together, at the place of the first. */
function joined(
  found: readonly (MimeParameter & {
    readonly section: number | undefined;
    readonly extended: boolean;
  })[],
): readonly MimeParameter[] {
  const byName = new Map<string, (typeof found)[number][]>();
  for (const each of found) {
    const known = byName.get(each.name);
    if (known === undefined) byName.set(each.name, [each]);
    else known.push(each);
  }
  return [...byName.values()].flatMap((sections) => {
    const ordered = [...sections].sort((a, b) => (a.section ?? 0) - (b.section ?? 0));
    const [first] = ordered;
    if (first === undefined) return [];
    const value = ordered.map((each) => (each.extended ? percentDecoded(each.value) : each.value)).join('');
    return [{ ...first, value }];
  });
}

function percentDecoded(value: string): string {
  const text = value.replace(/^[^']*'[^']*'/, '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // of another character set than UTF-8, or no percent-encoding at all
  }
}
