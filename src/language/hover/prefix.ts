import type { LineNode } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { paragraphs } from './markdown';
import type { Found, Place } from './place';

/** `C:`, `C!:`, `S:`, `S?:`, `S!:` at the start of a line. */
export function hoverPrefix({ document, line, offset }: Place): Found | undefined {
  if (!('prefix' in line) || line.prefix === undefined) return undefined;
  const written = textOf(document.text, line.prefix).trimEnd();
  const span = { start: line.prefix.start, end: line.prefix.start + written.length };
  // After the colon begins what is sent, and there is more to say about that.
  if (offset < span.start || offset >= span.end) return undefined;
  const meaning = meaningOf(line);
  return meaning === undefined ? undefined : { span, text: paragraphs(meaning) };
}

function meaningOf(line: LineNode): string | undefined {
  switch (line.kind) {
    case 'raw':
      return '**C!:** the client sends exactly these bytes. `\\r` `\\n` `\\t` `\\0` `\\s` `\\\\` `\\xHH` `\\u{H…}` are escapes; no line end is added.';
    case 'command':
    case 'response':
    case 'content':
    case 'terminator':
      return '**C:** the client sends the rest of the line, as it stands, and CRLF.';
    case 'include':
      return '**C:** the client sends a file in the place of this line.';
    case 'server':
      if (line.pattern.kind === 'bytes')
        return '**S!:** a scripted server (`serve`) sends exactly these bytes.';
      return line.optional
        ? '**S?:** the server may answer this, or nothing. It is waited for a second.'
        : '**S:** the server is expected to answer this. Another code is a failure; another text is only shown, unless `# @match text` says otherwise.';
    case 'note':
      return 'A note for the reader: it is shown, but neither sent nor expected.';
    default:
      return undefined;
  }
}
