import type { FormattingOptions, Position, TextEdit } from 'vscode-languageserver-types';
import type {
  CommandLine,
  Content,
  LineNode,
  ServerLine,
  Transcript,
  TranscriptDocument,
} from '../syntax/document';
import type { Span } from '../syntax/span';
import { toTextEdit } from './lspTypes';
import { verbOf } from './transactions';
import { transcriptAt } from './variables';

/** The characters that an editor asks after. */
export const ON_TYPE_TRIGGERS: readonly string[] = ['\n'];

/**
 * What Enter (`\n`) starts the line below with, in an annotated transcript:
 *
 * - `C: ` in a message whose lines carry it: below a line of it, below `S: 354`, and below a `BDAT` line whose chunk is due;
 * - `S: 250`, with the code of the line above, below a line `S: 250-…` that more lines of the reply have to follow.
 *
 * A line that has a prefix already is left alone, and so is every other place: after a command, whether the next line is
 * the reply or another command is for the author to say.
 *
 * @param position of the cursor, after Enter was pressed: on the new line
 */
export function onTypeFormatting(
  document: TranscriptDocument,
  position: Position,
  ch: string,
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- every editor sends them; a prefix has no tabs
  _options?: FormattingOptions,
): TextEdit[] {
  const above = document.lines[position.line - 1];
  const line = document.lines[position.line];
  if (!ON_TYPE_TRIGGERS.includes(ch) || above === undefined || above.fullEnd === above.span.end) return [];
  if (line !== undefined && !mayStart(line)) return [];
  const start = startBelow(document, above);
  if (start === undefined) return [];
  const { text } = document;
  const at = line === undefined ? text.length : line.span.start;
  const end = at + indentOf(text, line?.span).length;
  const newText = indentOf(text, above.span) + start;
  return [toTextEdit(document, { span: { start: at, end }, newText })];
}

/** Whether nothing says who speaks: the line is empty, or the rest of the one that Enter was pressed in. */
function mayStart(line: LineNode): boolean {
  switch (line.kind) {
    case 'blank':
    case 'bare':
      return true;
    case 'content':
      return line.prefix === undefined;
    case 'note':
      return line.wrapped;
    default:
      return false;
  }
}

function indentOf(text: string, span: Span | undefined): string {
  return span === undefined ? '' : (/^[ \t]*/.exec(text.slice(span.start, span.end))?.[0] ?? '');
}

function startBelow(document: TranscriptDocument, above: LineNode): string | undefined {
  const transcript = transcriptAt(document, above.index);
  if (transcript === undefined) return undefined;
  switch (above.kind) {
    case 'content':
    case 'include':
      return above.prefix !== undefined && isInside(transcript, above.index)
        ? mark(document, above.prefix)
        : undefined;
    case 'command':
      return above.prefix !== undefined && isChunkDue(transcript, above)
        ? mark(document, above.prefix)
        : undefined;
    case 'server':
      return above.prefix === undefined ? undefined : belowReply(document, transcript, above, above.prefix);
    default:
      return undefined;
  }
}

/** Whether a line of content is one of several that all have prefixes, and the message goes on below it. */
function isInside({ exchanges }: Transcript, line: number): boolean {
  for (const { request } of exchanges) {
    const content = request?.kind === 'content' ? request.content : undefined;
    const chunk = request?.kind === 'command' ? request.chunk : undefined;
    const { lines } = content ?? chunk ?? { lines: [] };
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined || line < first.index || line > last.index) continue;
    // Whether a chunk is complete its size tells, and not what stands below its last line.
    return first.prefix !== undefined && (content !== undefined || line < last.index);
  }
  return false;
}

function isChunkDue({ exchanges }: Transcript, { index }: CommandLine): boolean {
  const request = exchanges.find(
    (each) => each.request?.kind === 'command' && each.request.line.index === index,
  )?.request;
  return request?.kind === 'command' && request.chunk !== undefined && mayHavePrefixes(request.chunk);
}

function belowReply(
  document: TranscriptDocument,
  transcript: Transcript,
  { index, pattern }: ServerLine,
  prefix: Span,
): string | undefined {
  if (pattern.kind !== 'reply') return undefined;
  const own = mark(document, prefix);
  if (pattern.continues) return own + document.text.slice(pattern.code.start, pattern.code.end);
  if (!pattern.codes.every((code) => code.startsWith('3'))) return undefined;
  const { exchanges, notation } = transcript;
  const at = exchanges.findIndex(({ replies }) => replies.at(-1)?.lines.at(-1)?.index === index);
  const request = exchanges[at]?.request;
  if (request?.kind !== 'command' || verbOf(document, request.line) !== 'DATA') return undefined;
  const next = exchanges[at + 1]?.request;
  if (next?.kind === 'content' && !mayHavePrefixes(next.content)) return undefined;
  return CLIENT[notation];
}

/** Whether the first line, which decides, has one or is still to be written. */
function mayHavePrefixes({ lines: [first] }: Content): boolean {
  return first === undefined || first.prefix !== undefined;
}

/** What marks a client line; a space after it is no part of what is sent. */
const CLIENT: Readonly<Record<Transcript['notation'], string>> = {
  letters: 'C: ',
  'sender-receiver': 'S: ',
  angles: '>>> ',
  swaks: ' -> ',
};

function mark({ text }: TranscriptDocument, { start, end }: Span): string {
  return `${text.slice(start, end).trimEnd()} `;
}
