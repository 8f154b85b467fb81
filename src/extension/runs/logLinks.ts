import type { Span } from '../../syntax/span';

/** A place in a log that names a line of the file that the heading above it names. */
export interface LogLink {
  /** Of the file, as the heading has it. */
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
  readonly span: Span;
}

/** A heading with the file's name, or what is told about a line; what was sent and received stands behind a time and its side. */
const HEADING_OR_LINE =
  /^─── (?<name>.+?)(?: · .*)? ───|^ +(?:✗|!|--) (?:\d\d:\d\d:\d\d connection \d+: )?(?<told>line (?<line>\d+)):/gm;

/** The lines that the panel of conversations and the log of the scripted server name. */
export function logLinks(log: string): readonly LogLink[] {
  const links: LogLink[] = [];
  let name: string | undefined;
  for (const match of log.matchAll(HEADING_OR_LINE)) {
    const { told, line } = match.groups ?? {};
    if (told === undefined || line === undefined) {
      name = match.groups?.name;
      continue;
    }
    // The colon is the last that the match has.
    const end = match.index + match[0].length - 1;
    if (name !== undefined) links.push({ name, line: Number(line), span: { start: end - told.length, end } });
  }
  return links;
}
