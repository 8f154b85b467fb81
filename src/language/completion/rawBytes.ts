import type { RawLine } from '../../syntax/document';
import type { Candidate } from './candidate';
import { upToCursor, type Place } from './place';

/** Escapes behind a backslash of a `C!:` line; on an empty one, bytes that are often wanted. */
export function rawLineCandidates(place: Place, { value }: RawLine): Candidate[] {
  const { document, offset } = place;
  if (offset < value.start) return [];
  const before = document.text.slice(value.start, offset);
  const backslashes = /\\+$/.exec(before)?.[0].length ?? 0;
  if (backslashes % 2 === 1) {
    const span = upToCursor(place, offset - 1);
    return ESCAPES.map(([text, detail, snippet], rank) => ({
      label: text,
      kind: 'value',
      span,
      text,
      ...(snippet === undefined ? {} : { snippet }),
      detail,
      rank,
    }));
  }
  if (before.trim() !== '' || value.end > offset) return [];
  const endings = place.next.kind === 'content' ? ENDINGS : COMMANDS;
  return endings.map(([text, detail], rank) => ({
    label: text,
    kind: 'value',
    span: { start: value.start, end: value.end },
    text,
    detail,
    rank,
  }));
}

const ESCAPES: readonly (readonly [text: string, detail: string, snippet?: string])[] = [
  ['\\r\\n', 'the end of a line'],
  ['\\r', 'a carriage return'],
  ['\\n', 'a line feed'],
  ['\\t', 'a tab'],
  ['\\0', 'NUL'],
  ['\\s', 'a space'],
  ['\\\\', 'a backslash'],
  ['\\x00', 'a byte, in two hexadecimal digits', '\\\\x${1:00}'],
  ['\\u{e9}', 'a character, as UTF-8', '\\\\u{${1:e9}\\}'],
];

/** What a server may take, or must not take, for the end of a message. */
const ENDINGS: readonly (readonly [text: string, detail: string])[] = [
  ['\\r\\n.\\r\\n', 'the end of the message (RFC 5321 section 4.1.1.4)'],
  ['\\n.\\n', 'bare line feeds: no end, though some take it for one'],
  ['\\n.\\r\\n', 'a bare line feed before the dot'],
  ['\\r\\n.\\n', 'a bare line feed after the dot'],
  ['\\r\\n.\\r', 'a bare carriage return after the dot'],
  ['\\r.\\r', 'bare carriage returns'],
  ['\\r\\n\\0.\\r\\n', 'NUL before the dot'],
];

const COMMANDS: readonly (readonly [text: string, detail: string])[] = [
  ['STARTTLS\\r\\nNOOP\\r\\n', 'a command behind STARTTLS, in clear (CVE-2011-0411)'],
  ['EHLO client.example.com\\n', 'a command that ends with a bare line feed'],
  ['NOOP\\r\\n', 'a command with its line end'],
];
