import { decodeBase64, decodeToText, encodeBase64 } from '../smtp/base64';

/**
 * Base64 of a selection, as UTF-8. `\0` and `\000` in it become NUL, as in the perl and printf lines that people know for
 * this; before them, `\\` is a backslash. Everything else, backslashes and line ends included, is taken as it stands.
 */
export function encodeSelection(text: string): string {
  return encodeBase64(decodeNulEscapes(text));
}

export type DecodedSelection =
  /** With each NUL as `\0`, so that {@link encodeSelection} gives back what was decoded. */
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };

/** What a selection of base64 holds, if that is text. White space and line ends in it, as in a folded attachment, don't count. */
export function decodeSelection(selection: string): DecodedSelection {
  const base64 = selection.replace(/\s+/g, '');
  if (base64 === '') return { ok: false, error: 'Nothing is selected that could be decoded.' };
  const decoded = decodeBase64(base64);
  if (!decoded.ok) return { ok: false, error: `This is not base64. ${decoded.message}` };
  const text = decodeToText(base64);
  if (text === undefined)
    return {
      ok: false,
      error: `This is base64 of ${decoded.bytes.length} octets that are not text in UTF-8.`,
    };
  return { ok: true, text: encodeNulEscapes(text) };
}

/**
 * The line, or lines, of an AUTH PLAIN (RFC 4616), without a line end after the last.
 *
 * @param user and `password` must hold no NUL
 */
export function authPlainSnippet(user: string, password: string, { annotated = false } = {}): string {
  const command = `AUTH PLAIN ${encodeBase64(plainMessage(user, password))}`;
  return annotated ? `C: ${command}\nS: 235` : command;
}

/** The lines of an AUTH LOGIN, without a line end after the last; annotated, with the replies that they expect. */
export function authLoginSnippet(user: string, password: string, { annotated = false } = {}): string {
  const lines = ['AUTH LOGIN', encodeBase64(user), encodeBase64(password)];
  if (!annotated) return lines.join('\n');
  const replies = ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235'];
  return lines.map((line, at) => `C: ${line}\nS: ${replies[at] ?? ''}`).join('\n');
}

/** The message of AUTH PLAIN: whom to act as (mostly nobody else), user and password, parted by NUL (RFC 4616 section 2). */
export function plainMessage(user: string, password: string, authzid = ''): string {
  return `${authzid}\0${user}\0${password}`;
}

/** Text with `\0` and `\000` made NUL; of backslashes before them each pair is one backslash. */
export function decodeNulEscapes(text: string): string {
  return text.replace(/(\\+)(000|0)/g, (_, slashes: string, zeros: string) => {
    const literal = '\\'.repeat(Math.floor(slashes.length / 2));
    return slashes.length % 2 === 1 ? `${literal}\0` : literal + zeros;
  });
}

function encodeNulEscapes(text: string): string {
  return text.replace(
    /(\\*)([0\0])(?=(0{0,2}))/g,
    (whole, slashes: string, end: string, following: string) => {
      if (end === '0') return slashes === '' ? whole : `${slashes}${slashes}0`;
      return `${slashes}${slashes}\\${following === '00' ? '000' : '0'}`;
    },
  );
}
