import type { TranscriptDocument } from '../syntax/document';
import { withEscapes } from '../syntax/template';
import type { SeenReply } from './events';
import { MASK } from './redaction';

/** A reply as `S:` lines have it, without their marks. */
export function writtenLines({ code, lines }: SeenReply): string[] {
  const last = lines.length - 1;
  return lines.map((line, at) => {
    const text = withEscapes(line.trimEnd());
    if (at < last) return `${code}-${text}`;
    return text === '' ? String(code) : `${code} ${text}`;
  });
}

/** Why a reply cannot be written down; undefined if it can. */
export function refusalToWrite({ lines }: SeenReply): string | undefined {
  if (lines.some((line) => line.includes(MASK))) return 'the reply holds a secret';
  if (lines.some((line) => ESCAPE.test(line))) return 'the reply holds control characters';
  if (lines.some((line) => line.startsWith('/'))) return 'the reply would be read as a regular expression';
  return undefined;
}

/** As the line ends; that of the last line of a file, which may have none, as the first one does. */
export function lineEndOf(
  { text, lines }: TranscriptDocument,
  line: { readonly span: { readonly end: number }; readonly fullEnd: number },
): string {
  const own = text.slice(line.span.end, line.fullEnd);
  const [first] = lines;
  return own !== '' || first === undefined ? own || '\n' : text.slice(first.span.end, first.fullEnd) || '\n';
}

/** How what is not safe to print is shown: what was received is not known any more. */
const ESCAPE = /\\x[\da-f]{2}|\\u\{[\da-f]+\}/;
