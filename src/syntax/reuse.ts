/** What a parse takes over from the version before, so that a keystroke costs what it changed. */
import { movedDiagnostic } from './diagnostic';
import type { LineNode, Settings, Transcript } from './document';
import { lineOf, moved, type Source } from './line';
import type { ParsedSection } from './parse';
import { ParsedTranscript } from './transcript';

/** How far an edit has moved what stands behind it. */
export interface Shift {
  readonly offset: number;
  readonly lines: number;
}

/**
 * How many sections from the first on an edit has left where they are, and from which on their text is the same again
 * at the end of the file. A section ends where the next `###` line begins, so that line has to be the same too.
 */
export function keepPrefix(
  text: string,
  previousText: string,
  sections: readonly ParsedSection[],
): { readonly kept: number; readonly following: number } {
  const end = sections.findIndex(({ start, end }) => !text.startsWith(previousText.slice(start, end), start));
  const same = end === -1 ? sections.length : end;
  const kept = endsAsBefore(text, previousText, sections[same]?.start) ? same : Math.max(0, same - 1);
  const from = sections[kept - 1]?.end ?? 0;
  const offset = text.length - previousText.length;
  let following = sections.length;
  while (following > kept) {
    const { start, end } = sections[following - 1] ?? { start: 0, end: 0 };
    if (start < from || start + offset < from) break;
    if (!text.startsWith(previousText.slice(start, end), start + offset)) break;
    following--;
  }
  return { kept, following };
}

/** Whether the section that ends here still does: the `###` line of the next is untouched, or it is the end of both. */
function endsAsBefore(text: string, previousText: string, next: number | undefined): boolean {
  if (next === undefined) return text.length === previousText.length;
  const lineEnd = endOfLine(previousText, next);
  return endOfLine(text, next) === lineEnd && text.startsWith(previousText.slice(next, lineEnd), next);
}

/** A section where an edit above has moved it to; its lines are added to `lines`. */
export function movedSection(
  section: ParsedSection,
  previousLines: readonly LineNode[],
  lines: LineNode[],
  text: string,
  shift: Shift,
): ParsedSection {
  const { offset } = shift;
  const source: Source = { text, lines };
  for (let at = section.firstLine; at < section.endLine; at++) {
    const line = previousLines[at];
    if (line !== undefined) lines.push(moved(lineOf(line), source, shift, lines));
  }
  const newLine = movedLines(lines, shift.lines);
  const { directives, variables, connections } = section.settings;
  const settings = {
    directives: directives.map(newLine),
    variables: variables.map(newLine),
    connections: connections.map(newLine),
  };
  return {
    start: section.start + offset,
    end: section.end + offset,
    firstLine: section.firstLine + shift.lines,
    endLine: section.endLine + shift.lines,
    source,
    settings,
    transcript:
      section.transcript === undefined
        ? undefined
        : movedTranscript(section.transcript, settings, shift.lines, source),
    diagnostics: section.diagnostics.map((diagnostic) => movedDiagnostic(diagnostic, offset)),
  };
}

function movedTranscript(
  { identity, title, mode, notation, anchor, firstLine, endLine }: Transcript,
  settings: Settings,
  shift: number,
  source: Source,
): Transcript {
  const place = { anchor: anchor + shift, firstLine: firstLine + shift, endLine: endLine + shift };
  return new ParsedTranscript({ identity, title, mode, notation, ...place, ...settings }, source);
}

/** Finds the line that a line has become. */
function movedLines(lines: readonly LineNode[], shift: number): NewLine {
  return <Node extends LineNode>({ index, kind }: Node): Node => {
    const line = lines[index + shift];
    if (line?.kind !== kind) throw new Error('a line that did not move with its section');
    return line as Node;
  };
}

type NewLine = <Node extends LineNode>(line: Node) => Node;

function endOfLine(text: string, from: number): number {
  const end = /\r\n?|\n|$/g;
  end.lastIndex = from;
  const match = end.exec(text);
  return match === null ? text.length : match.index + match[0].length;
}
