import type { Diagnostic, Fix, TextChange } from '../syntax/diagnostic';
import type { DirectiveLine, LineNode, TranscriptDocument } from '../syntax/document';
import { lineAt } from '../syntax/positions';
import { findRule } from './rules';
import { staysError } from './rules/rule';
import { codesOf, disablingKind, transcriptAt } from './suppression';

/** The ways to hear no more of a diagnostic; none of one that keeps the file from running. */
export function disableFixes(document: TranscriptDocument, { code, span }: Diagnostic): Fix[] {
  const rule = findRule(code);
  const line = lineAt(document, span.start);
  if (rule === undefined || line === undefined || staysError(rule)) return [];
  const scope = scopeOf(document, line);
  const onThisLine = nextLineChange(document, line, code);
  return [
    ...(onThisLine === undefined ? [] : [{ title: `Disable ${code} on this line`, changes: [onThisLine] }]),
    {
      title: `Disable ${code} in this ${scope.name}`,
      changes: [
        appended(document, scope.directives, code) ?? inserted(document, scope.line, `# @disable ${code}`),
      ],
    },
  ];
}

/** Undefined in content whose lines have no prefix: there a comment would be a part of the message. */
function nextLineChange(document: TranscriptDocument, line: LineNode, code: string): TextChange | undefined {
  if ((line.kind === 'content' || line.kind === 'include') && line.prefix === undefined) return undefined;
  const above = document.lines[line.index - 1];
  if (above?.kind === 'directive' && disablingKind(document, above) === 'disable-next-line') {
    const change = appended(document, [above], code);
    if (change !== undefined) return change;
  }
  const indent = /^[ \t]*/.exec(document.text.slice(line.span.start, line.span.end))?.[0] ?? '';
  return inserted(document, line, `${indent}# @disable-next-line ${code}`);
}

/** A `@disable` for all that a line belongs to. */
interface Scope {
  readonly name: 'file' | 'transcript';
  /** Where it goes: before this line. */
  readonly line: LineNode | undefined;
  /** Those that are in force at the line already. */
  readonly directives: readonly DirectiveLine[];
}

/** The file, if it has a preamble, can have one, or is a single transcript; the transcript of the line otherwise. */
function scopeOf(document: TranscriptDocument, line: LineNode): Scope {
  const { lines, transcripts, preamble } = document;
  const isDisable = (directive: DirectiveLine): boolean => disablingKind(document, directive) === 'disable';
  const first = transcripts[0];
  const startsInDialogue = first !== undefined && lines[first.firstLine]?.kind !== 'separator';
  if (!startsInDialogue)
    return { name: 'file', line: lines[0], directives: preamble.directives.filter(isDisable) };
  const transcript = transcriptAt(document, line.index) ?? first;
  const start = lines[transcript.firstLine];
  return {
    name: transcripts.length === 1 ? 'file' : 'transcript',
    line: start?.kind === 'separator' ? lines[start.index + 1] : start,
    directives: transcript.directives.filter(
      (directive) => directive.index < line.index && isDisable(directive),
    ),
  };
}

/** Adds a code to the last of the directives; undefined if there is none, or if it names none and so means all. */
function appended(
  document: TranscriptDocument,
  directives: readonly DirectiveLine[],
  code: string,
): TextChange | undefined {
  const directive = directives.at(-1);
  if (directive === undefined || codesOf(document, directive).length === 0) return undefined;
  const { end } = directive.value;
  return { span: { start: end, end }, newText: ` ${code}` };
}

/** A line of its own before another, with the line end that the file has. */
function inserted(
  { text, lines }: TranscriptDocument,
  before: LineNode | undefined,
  line: string,
): TextChange {
  const [first] = lines;
  const lineEnd =
    first === undefined || first.fullEnd === first.span.end
      ? '\n'
      : text.slice(first.span.end, first.fullEnd);
  const start = before?.span.start ?? 0;
  return { span: { start, end: start }, newText: `${line}${lineEnd}` };
}
