/** What a parse takes over from the version before, so that a keystroke costs what it changed. */
import { movedDiagnostic } from './diagnostic';
import type { LineNode } from './document';
import { lineOf, moved, type Source } from './line';
import { SIGHT } from './lookahead';
import { mapStretches, ParsedSection } from './parsedSection';
import { ParsedStretch } from './stretch';

/** How far an edit has moved what stands behind it. */
export interface Shift {
  readonly offset: number;
  readonly lines: number;
}

/** A stretch of the version before, and whose it is. */
export interface PlacedStretch {
  readonly section: ParsedSection;
  readonly stretch: ParsedStretch;
}

/**
 * How many stretches from the first on an edit has left where they are, and from which on their text is the same again
 * at the end of the file.
 */
export function keepPrefix(
  text: string,
  previousText: string,
  stretches: readonly PlacedStretch[],
): { readonly kept: number; readonly following: number } {
  const isSame = ({ start, end }: ParsedStretch, offset: number): boolean =>
    text.startsWith(previousText.slice(start, end), start + offset);
  let kept = stretches.findIndex(({ stretch }) => !isSame(stretch, 0));
  if (kept === -1) kept = stretches.length;
  while (kept > 0 && !isReadAsBefore(text, previousText, stretches[kept - 1], stretches[kept])) kept--;
  const from = stretches[kept - 1]?.stretch.end ?? 0;
  const offset = text.length - previousText.length;
  let following = stretches.length;
  while (following > kept) {
    const stretch = stretches[following - 1]?.stretch;
    if (stretch === undefined || stretch.start < from || stretch.start + offset < from) break;
    if (!isSame(stretch, offset)) break;
    following--;
  }
  return { kept, following };
}

/**
 * Whether a stretch whose own text is untouched is read as before and ends where it did. A section ends where the `###` line
 * of the next begins, and inside of one a line is read by what stands below it, but no further than a page.
 */
function isReadAsBefore(
  text: string,
  previousText: string,
  placed: PlacedStretch | undefined,
  next: PlacedStretch | undefined,
): boolean {
  const from = placed?.stretch.end ?? 0;
  if (next === undefined) return text.length === previousText.length;
  const seen = next.section === placed?.section ? SIGHT : 1;
  const end = endOfLines(previousText, from, seen);
  return endOfLines(text, from, seen) === end && text.startsWith(previousText.slice(from, end), from);
}

/** Where so many lines end, the line ends among them. */
function endOfLines(text: string, from: number, count: number): number {
  LINE_END.lastIndex = from;
  for (let left = count; left > 0; left--) if (!LINE_END.test(text)) return text.length;
  return LINE_END.lastIndex;
}

const LINE_END = /\r\n?|\n/g;

/** A stretch where an edit above has moved it to; its lines are added to `lines`. */
export function movedStretch(
  stretch: ParsedStretch,
  previousLines: readonly LineNode[],
  lines: LineNode[],
  text: string,
  shift: Shift,
): ParsedStretch {
  const { offset } = shift;
  const source: Source = { text, lines };
  for (let at = stretch.firstLine; at < stretch.endLine; at++) {
    const line = previousLines[at];
    if (line !== undefined) lines.push(moved(lineOf(line), source, shift, lines));
  }
  const newLine = movedLines(lines, shift.lines);
  const { directives, variables, connections } = stretch.settings;
  return new ParsedStretch({
    identity: stretch.identity,
    source,
    start: stretch.start + offset,
    end: stretch.end + offset,
    firstLine: stretch.firstLine + shift.lines,
    endLine: stretch.endLine + shift.lines,
    settings: {
      directives: directives.map(newLine),
      variables: variables.map(newLine),
      connections: connections.map(newLine),
    },
    diagnostics: stretch.diagnostics.map((diagnostic) => movedDiagnostic(diagnostic, offset)),
  });
}

/** A whole section, in the same way. */
export function movedSection(
  section: ParsedSection,
  previousLines: readonly LineNode[],
  lines: LineNode[],
  text: string,
  shift: Shift,
): ParsedSection {
  const stretches = mapStretches(section.stretches, (stretch) =>
    movedStretch(stretch, previousLines, lines, text, shift),
  );
  return new ParsedSection(section, section.anchor + shift.lines, stretches);
}

/** Finds the line that a line has become. */
function movedLines(lines: readonly LineNode[], shift: number): NewLine {
  return <Node extends LineNode>({ index, kind }: Node): Node => {
    const line = lines[index + shift];
    if (line?.kind !== kind) throw new Error('a line that did not move with its stretch');
    return line as Node;
  };
}

type NewLine = <Node extends LineNode>(line: Node) => Node;
