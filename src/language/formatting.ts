import type { FormattingOptions, Range, TextEdit } from 'vscode-languageserver-types';
import { findCommand } from '../smtp/commands';
import type { TextChange } from '../syntax/diagnostic';
import type { CommandLine, LineNode, TranscriptDocument } from '../syntax/document';
import type { Span } from '../syntax/span';
import { toTextEdit } from './lspTypes';

export { ON_TYPE_TRIGGERS, onTypeFormatting } from './onTypeFormatting';

/** What an editor asks for, and whether verbs are written in upper case: the one thing that changes what is sent. */
export interface TranscriptFormattingOptions extends FormattingOptions {
  readonly upperCaseVerbs?: boolean;
}

/**
 * Puts a document, or the lines of a range, into one shape: `C: ` and `S: ` in upper case, at the start of the line and
 * with one space; `# @name value`, `@name = value` and `### Title` with one space; one blank line above a `###`; no white
 * space at the end of lines where it is not sent. What is sent and what is expected stays as it is to the octet, so
 * message content, `C!:` bytes and recorded text are left alone, and so is a bare transcript's dialogue.
 */
export function formatting(
  document: TranscriptDocument,
  options: TranscriptFormattingOptions,
  range?: Range,
): TextEdit[] {
  const firstLine = range?.start.line ?? 0;
  // A range that ends at the start of a line does not mean that line.
  const beforeLast = range !== undefined && range.end.character === 0 && range.end.line > range.start.line;
  const lastLine = range === undefined ? Infinity : range.end.line - (beforeLast ? 1 : 0);
  const changes: TextChange[] = [];
  for (const line of document.lines.slice(firstLine, lastLine + 1)) {
    const isSeparator = line.kind === 'separator';
    if (isSeparator) changes.push(...blankLinesAbove(document, line.index, firstLine));
    changes.push(...lineChanges(document.text, line, options));
  }
  if (lastLine >= document.lines.length - 1) changes.push(...finalNewlines(document, options));
  return withoutOverlaps(changes).map((change) => toTextEdit(document, change));
}

type LineOf<Kind extends LineNode['kind']> = Extract<LineNode, { readonly kind: Kind }>;

/** How the line of a node should be written; only what differs becomes a change. */
function lineChanges(
  text: string,
  line: LineNode,
  options: TranscriptFormattingOptions,
): readonly TextChange[] {
  switch (line.kind) {
    case 'blank':
      return replace(text, line.span, '');
    case 'separator':
      return replace(text, line.span, separator(text, line));
    case 'comment':
      return trimEnd(text, line.span);
    case 'directive':
      return replace(text, line.span, directive(text, line));
    case 'variable':
      return replace(text, line.span, variable(text, line));
    case 'assertion':
      return replace(text, line.span, joined('??', text.slice(line.value.start, line.value.end)));
    case 'connection':
      return replace(text, line.span, text.slice(line.value.start, line.value.end));
    case 'note':
      // Without a prefix its white space tells it from a terminal's chatter, or from what a run would read.
      return line.prefix === undefined
        ? NO_CHANGES
        : [...prefixChanges(text, line.prefix, trimmedStart(text, line.value)), ...trimEnd(text, line.value)];
    case 'server':
      return line.prefix === undefined
        ? trimEnd(text, line.span)
        : [...prefixChanges(text, line.prefix, trimmedStart(text, line.value)), ...trimEnd(text, line.value)];
    case 'command':
      return options.upperCaseVerbs === true
        ? [...clientChanges(text, line), ...verbChanges(text, line)]
        : clientChanges(text, line);
    case 'response':
    case 'content':
    case 'include':
    case 'terminator':
    case 'raw':
      return clientChanges(text, line);
    case 'chatter':
    case 'bare':
      return NO_CHANGES;
  }
}

const NO_CHANGES: readonly TextChange[] = [];

function clientChanges(
  text: string,
  { prefix, value }: LineOf<'command' | 'response' | 'content' | 'include' | 'terminator' | 'raw'>,
): readonly TextChange[] {
  return prefix === undefined ? NO_CHANGES : prefixChanges(text, prefix, value);
}

/**
 * The prefix at the start of its line, in upper case, with the one space that is not part of the value. White space in
 * `C: & S:` stays, as the RFCs write it in several ways, and so do the arrows of other notations, which are padded.
 */
function prefixChanges(text: string, prefix: Span, value: Span): readonly TextChange[] {
  const written = text.slice(prefix.start, prefix.end).trimEnd();
  // After a space, an `&` would make it a line of both sides.
  if (!/^[a-z]/i.test(written) || text.charAt(value.start) === '&') return NO_CHANGES;
  const mark = written.toUpperCase();
  const span = { start: startOfLine(text, prefix.start), end: Math.max(prefix.end, value.start) };
  return replace(text, span, value.start >= value.end ? mark : `${mark} `);
}

function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && isSpace(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Verbs that are known, and the words FROM: and TO: that belong to them. */
const KEYWORDS = /^[ \t]*(?:FROM|TO)[ \t]*:/i;

function verbChanges(text: string, { verb, value }: CommandLine): readonly TextChange[] {
  const written = text.slice(verb.start, verb.end);
  if (findCommand(written) === undefined) return NO_CHANGES;
  const withPath = /^(?:MAIL|RCPT|SEND|SOML|SAML)$/i.test(written);
  const keyword = withPath ? KEYWORDS.exec(text.slice(verb.end, value.end)) : null;
  const end = verb.end + (keyword?.[0].length ?? 0);
  return replace(text, { start: verb.start, end }, text.slice(verb.start, end).toUpperCase());
}

function separator(text: string, { span, title }: LineOf<'separator'>): string {
  const marks = /^#+/.exec(text.slice(span.start, span.end))?.[0] ?? '###';
  return joined(marks, text.slice(title.start, title.end));
}

function directive(text: string, { span, name, value }: LineOf<'directive'>): string {
  const mark = text.slice(span.start, name.start).trimStart().startsWith('#') ? '#' : '//';
  return joined(`${mark} @${text.slice(name.start, name.end)}`, text.slice(value.start, value.end));
}

function variable(text: string, { name, value }: LineOf<'variable'>): string {
  return joined(`@${text.slice(name.start, name.end)} =`, text.slice(value.start, value.end));
}

function joined(start: string, rest: string): string {
  return rest === '' ? start : `${start} ${rest}`;
}

/** One blank line above a `###`, unless it is the first line, or comments that introduce it stand there. */
function blankLinesAbove(
  { text, lines }: TranscriptDocument,
  index: number,
  firstLine: number,
): TextChange[] {
  const line = lines[index];
  if (line === undefined || index === 0 || index < firstLine) return [];
  let first = index;
  while (first > firstLine && lines[first - 1]?.kind === 'blank') first--;
  const before = lines[first - 1];
  const blank = index - first;
  if (before === undefined) {
    const start = lines[0]?.span.start ?? 0;
    return blank === 0 ? [] : [{ span: { start, end: line.span.start }, newText: '' }];
  }
  if (first === firstLine && before.kind === 'blank') return [];
  if (blank > 1) {
    const second = lines[first + 1];
    return second === undefined
      ? []
      : [{ span: { start: second.span.start, end: line.span.start }, newText: '' }];
  }
  if (blank === 1 || before.kind === 'comment') return [];
  // As the line above ends: a lone CR and an added LF would be one line end.
  const newText = text.slice(before.span.end, before.fullEnd);
  return [{ span: { start: before.fullEnd, end: before.fullEnd }, newText }];
}

/** What the editor's own options say of the end of a file; lines that are sent stay. */
function finalNewlines(
  { text, lines }: TranscriptDocument,
  options: TranscriptFormattingOptions,
): TextChange[] {
  const last = lines.at(-1);
  if (last === undefined) return [];
  if (options.trimFinalNewlines === true && last.kind === 'blank') {
    let first = lines.length - 1;
    while (first > 0 && lines[first - 1]?.kind === 'blank') first--;
    const start = lines[first]?.span.start;
    return start === undefined || start >= text.length
      ? []
      : [{ span: { start, end: text.length }, newText: '' }];
  }
  const open = last.fullEnd === last.span.end && last.kind !== 'blank';
  return options.insertFinalNewline === true && open
    ? [{ span: { start: text.length, end: text.length }, newText: lineEnd(text) }]
    : [];
}

/** As the first line ends. */
function lineEnd(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** Blank lines that are taken away whole need no other change, and what is put above a line is one change with its own. */
function withoutOverlaps(changes: readonly TextChange[]): TextChange[] {
  const sorted = [...changes].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const kept: TextChange[] = [];
  for (const change of sorted) {
    const previous = kept.at(-1);
    if (previous === undefined || change.span.start > previous.span.start) {
      if (previous === undefined || change.span.start >= previous.span.end) kept.push(change);
    } else kept.splice(-1, 1, { span: change.span, newText: previous.newText + change.newText });
  }
  return kept;
}

function replace(text: string, span: Span, wanted: string): readonly TextChange[] {
  return text.slice(span.start, span.end) === wanted ? NO_CHANGES : [{ span, newText: wanted }];
}

function trimEnd(text: string, span: Span): readonly TextChange[] {
  const end = span.start + text.slice(span.start, span.end).trimEnd().length;
  return end === span.end ? NO_CHANGES : [{ span: { start: end, end: span.end }, newText: '' }];
}

function trimmedStart(text: string, span: Span): Span {
  const written = text.slice(span.start, span.end);
  return { start: span.start + written.length - written.trimStart().length, end: span.end };
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}
