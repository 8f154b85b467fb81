import type { TextChange } from '../../syntax/diagnostic';
import type { LineNode, TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';

/** Puts a line of content before another one, with the same prefix. */
export function lineBefore(document: TranscriptDocument, line: LineNode, content: string): TextChange {
  const { start } = line.span;
  return {
    span: { start, end: start },
    newText: prefixed(document, line, content) + lineEndOf(document, line),
  };
}

/** Puts a line of content after another one, with the same prefix. */
export function lineAfter(document: TranscriptDocument, line: LineNode, content: string): TextChange {
  const written = prefixed(document, line, content);
  const lineEnd = lineEndOf(document, line);
  return {
    span: { start: line.fullEnd, end: line.fullEnd },
    newText: line.fullEnd === line.span.end ? lineEnd + written : written + lineEnd,
  };
}

/** How lines end here: as this one does, or, where the file ends without a line end, as the one above. */
function lineEndOf({ text, lines }: TranscriptDocument, { index, span, fullEnd }: LineNode): string {
  if (fullEnd > span.end) return text.slice(span.end, fullEnd);
  const above = lines[index - 1];
  return (above === undefined ? '' : text.slice(above.span.end, above.fullEnd)) || '\n';
}

function prefixed({ text, lines }: TranscriptDocument, line: LineNode, content: string): string {
  // Among lines with a prefix, one that lacks it is a mistake of its own, and another such would be none of the message.
  const above = lines[line.index - 1];
  const model = hasPrefix(line) || above?.kind !== 'content' ? line : above;
  if (!hasPrefix(model)) return content;
  const prefix = text.slice(model.span.start, model.prefix.end).trimEnd();
  return content === '' ? prefix : `${prefix} ${content}`;
}

function hasPrefix(line: LineNode): line is LineNode & { readonly prefix: Span } {
  return 'prefix' in line && line.prefix !== undefined;
}
