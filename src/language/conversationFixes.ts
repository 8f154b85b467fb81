import type { TextChange } from '../syntax/diagnostic';
import type { LineNode, TranscriptDocument } from '../syntax/document';
import type { Span } from '../syntax/span';
import type { PlacedParameter, Step, TranscriptModel } from './conversationModel';

/**
 * Writes a command above that of a step, in the style of the transcript, and the reply to expect if the transcript records
 * replies. Undefined inside of a pipelined group, where a reply in between would be given to another command.
 */
export function insertCommand(
  { text, lines }: TranscriptDocument,
  { replyPrefix }: Pick<TranscriptModel, 'replyPrefix'>,
  step: Step,
  command: string,
  reply: string,
): readonly TextChange[] | undefined {
  const line = lines[step.line];
  const isPipelined = step.exchange.grouped || step.next?.exchange.grouped === true;
  if (line === undefined || isPipelined) return undefined;
  const above = lines[line.index - 1];
  const own = text.slice(line.span.end, line.fullEnd);
  const lineEnd = own === '' && above !== undefined ? text.slice(above.span.end, above.fullEnd) : own;
  const written = `${prefixOf(text, line)}${command}${lineEnd}`;
  const answer = replyPrefix;
  const start = { start: line.span.start, end: line.span.start };
  if (answer === undefined) return [{ span: start, newText: written }];
  const expected = `${answer}${reply}${lineEnd}`;
  if (above === undefined) return [{ span: start, newText: written + expected }];
  // One change for each line.
  const behindAbove = { start: above.span.end, end: above.span.end };
  return [
    { span: behindAbove, newText: `${lineEnd}${written.slice(0, -lineEnd.length)}` },
    { span: start, newText: expected },
  ];
}

/** Takes a command away, with the replies that stand directly below it; undefined if they stand elsewhere. */
export function removeExchange(
  { lines }: TranscriptDocument,
  { exchange }: Step,
): readonly TextChange[] | undefined {
  const { request, replies } = exchange;
  if (request?.kind !== 'command' || request.chunk !== undefined) return undefined;
  const removed: LineNode[] = [request.line, ...replies.flatMap((reply) => reply.lines)];
  if (removed.some(({ index }, at) => index !== request.line.index + at)) return undefined;
  return removed.map(({ index, span, fullEnd }) => {
    // The last line of a file without a line end takes the one before it along.
    const above = lines[index - 1];
    const start = fullEnd === span.end && above !== undefined ? above.span.end : span.start;
    return { span: { start, end: fullEnd }, newText: '' };
  });
}

/** Takes a parameter away, with the white space before it. */
export function removeParameter({ text }: TranscriptDocument, { span }: PlacedParameter): TextChange {
  let start = span.start;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return { span: { start, end: span.end }, newText: '' };
}

/** Puts another verb in the place of one, in lower case if it was. */
export function changeVerb({ text }: TranscriptDocument, verbSpan: Span, verb: string): TextChange {
  const written = text.slice(verbSpan.start, verbSpan.end);
  return { span: verbSpan, newText: written === written.toLowerCase() ? verb.toLowerCase() : verb };
}

/** What stands before the client's text, with the space after the colon; empty in a bare transcript. */
export function prefixOf(text: string, line: LineNode): string {
  if (!('prefix' in line) || line.prefix === undefined) return '';
  return `${text.slice(line.span.start, line.prefix.end).trimEnd()} `;
}

/** Writes a separator above a step, so that what follows is a transcript of its own. */
export function startTranscript({ text, lines }: TranscriptDocument, { line }: Step): readonly TextChange[] {
  const at = lines[line]?.span.start ?? 0;
  const above = lines[line - 1];
  const lineEnd = above === undefined ? '\n' : text.slice(above.span.end, above.fullEnd);
  const gap = above?.kind === 'blank' ? '' : lineEnd;
  return [{ span: { start: at, end: at }, newText: `${gap}### The next connection${lineEnd}` }];
}
