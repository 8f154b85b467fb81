import type { Span } from './span';

/** What an `S:` line expects. Offsets are absolute in the document. */
export type Pattern =
  | ReplyPattern
  /** `...`: any further lines of this reply. */
  | { readonly kind: 'elision' }
  | { readonly kind: 'close' }
  | { readonly kind: 'silence'; readonly milliseconds: number }
  | { readonly kind: 'malformed'; readonly reason: string };

export interface ReplyPattern {
  readonly kind: 'reply';
  /** Each three characters: digits, or `x` for any digit. At least one. */
  readonly codes: readonly string[];
  readonly code: Span;
  /** Whether more lines of the same reply follow (`250-`). */
  readonly continues: boolean;
  /** The recorded text after the code; absent when only a code is expected. */
  readonly text: { readonly value: string; readonly span: Span } | undefined;
  readonly regex: { readonly source: string; readonly flags: string; readonly span: Span } | undefined;
}

const CODE =
  /^([2-5][0-9]{2}|[2-5][0-9]x|[2-5]xx)((?:\|(?:[2-5][0-9]{2}|[2-5][0-9]x|[2-5]xx))*)(?:([ -])(.*))?$/is;
const SILENCE = /^<silence\s+(\d+(?:\.\d+)?)\s*(ms|s|m)>$/i;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const REGEX = /^\/(.+)\/([a-z]*)$/s;

/**
 * Reads the text after `S:`.
 *
 * @param start where `text` begins in the document
 */
export function parsePattern(text: string, start: number): Pattern {
  const trimmed = text.trim();
  // Authors align the codes of `S:` and `S?:` lines, so white space before one means nothing.
  const codeStart = start + text.length - text.trimStart().length;
  const match = CODE.exec(trimmed);
  if (match?.[1] === undefined) return withoutCode(trimmed);
  const codeText = match[1] + (match[2] ?? '');
  const rest = match[4] ?? '';
  const restStart = codeStart + codeText.length + 1;
  const regex = rest.startsWith('/') ? REGEX.exec(rest) : null;
  return {
    kind: 'reply',
    codes: match[2] === '' ? [match[1].toLowerCase()] : codeText.toLowerCase().split('|'),
    code: { start: codeStart, end: codeStart + codeText.length },
    continues: match[3] === '-',
    text:
      rest === '' || regex !== null
        ? undefined
        : { value: rest, span: { start: restStart, end: restStart + rest.length } },
    regex:
      regex?.[1] === undefined
        ? undefined
        : {
            source: regex[1],
            flags: regex[2] ?? '',
            span: { start: restStart, end: restStart + rest.length },
          },
  };
}

function withoutCode(text: string): Pattern {
  if (text === '...') return { kind: 'elision' };
  if (/^<close>$/i.test(text)) return { kind: 'close' };
  const silence = SILENCE.exec(text);
  if (silence?.[1] === undefined) return { kind: 'malformed', reason: malformedReason(text) };
  const unit = UNITS[silence[2]?.toLowerCase() ?? ''] ?? 1;
  return { kind: 'silence', milliseconds: Number(silence[1]) * unit };
}

/** Whether a reply with this code (three digits) could satisfy one of the pattern's codes. */
export function codeMatches(codes: readonly string[], code: string): boolean {
  return codes.some((wanted) => [0, 1, 2].every((at) => wanted[at] === 'x' || wanted[at] === code[at]));
}

/** Whether one of the codes may be of the class that starts with this digit. */
export function mayBeClass(codes: readonly string[], digit: string): boolean {
  return codes.some((code) => code.startsWith(digit));
}

/** Whether a text is meant as a silence, right or wrong: it is never a note for the reader. */
export function isSilence(text: string): boolean {
  return /^\s*<silence\b/i.test(text);
}

function malformedReason(text: string): string {
  if (isSilence(text)) return 'a silence takes a number with ms, s or m, as in `<silence 3s>`';
  if (/^\d{3}[^ \d-]/.test(text))
    return 'after the three digits comes a space, or a hyphen when more lines follow';
  if (/^[016-9]\d\d(?!\d)/.test(text)) return 'the first digit of a reply code is 2, 3, 4 or 5';
  if (/^\d/.test(text)) return 'a reply code has three digits';
  return 'a reply starts with a three-digit code, as in `S: 250 Ok`';
}
