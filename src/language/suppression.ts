import type { Diagnostic } from '../syntax/diagnostic';
import type { DirectiveLine, Settings, Transcript, TranscriptDocument } from '../syntax/document';
import { lineAt } from '../syntax/positions';
import { textOf } from '../syntax/span';
import type { Severities } from './diagnostics';
import { settingsIn } from './settings';
import { withPauses, type Steps } from './steps';

/**
 * What is left of the diagnostics after what a person does not want to hear, by settings or by `# @disable` and
 * `# @disable-next-line` in the file. An error of the parser stays as it is: it keeps the file from running, and a file
 * that shows no error and does not run would be a riddle.
 *
 * @param found in the order of the text
 * @param disablingDirectives of the document
 */
export function settled(
  document: TranscriptDocument,
  found: readonly Diagnostic[],
  disablingDirectives: readonly DirectiveLine[],
  severities: Severities = {},
): readonly Diagnostic[] {
  if (Object.keys(severities).length === 0 && disablingDirectives.length === 0) return found;
  const kept = new Set(document.diagnostics.filter(({ severity }) => severity === 'error'));
  const isDisabled = disabling(document);
  const left: Diagnostic[] = [];
  for (const diagnostic of found) {
    if (kept.has(diagnostic)) left.push(diagnostic);
    else {
      const severity = Object.hasOwn(severities, diagnostic.code) ? severities[diagnostic.code] : undefined;
      if (severity === 'off' || isDisabled(diagnostic)) continue;
      left.push(severity === undefined ? diagnostic : { ...diagnostic, severity });
    }
  }
  return left;
}

/** The codes that a `@disable` or `@disable-next-line` names, each with its place; all are meant if there is none. */
export function codesOf({ text }: TranscriptDocument, { value }: DirectiveLine): NamedCode[] {
  return [...textOf(text, value).matchAll(/[^\s,]+/g)].map(({ 0: code, index }) => ({
    code,
    span: { start: value.start + index, end: value.start + index + code.length },
  }));
}

export interface NamedCode {
  readonly code: string;
  readonly span: Diagnostic['span'];
}

/** Which of the two a directive is, if it is one of them. */
export function disablingKind(
  { text }: TranscriptDocument,
  { name }: DirectiveLine,
): 'disable' | 'disable-next-line' | undefined {
  const written = textOf(text, name).toLowerCase();
  return written === 'disable' || written === 'disable-next-line' ? written : undefined;
}

/** Every directive of a document that disables something, in small steps for a big one. */
export function* readDisablingDirectives(document: TranscriptDocument): Steps<readonly DirectiveLine[]> {
  const found: DirectiveLine[] = [];
  for (const settings of withPauses(settingsIn(document))) {
    if (settings === undefined) yield;
    else
      for (const directive of settings.directives)
        if (disablingKind(document, directive) !== undefined) found.push(directive);
  }
  return found;
}

/** Lines on which codes are disabled; no codes means all. */
interface Suppression {
  readonly firstLine: number;
  readonly endLine: number;
  readonly codes: ReadonlySet<string> | undefined;
}

/** Whether a directive disables a diagnostic. Only the directives of transcripts that have one to disable are read. */
function disabling(document: TranscriptDocument): (diagnostic: Diagnostic) => boolean {
  const everywhere = suppressionsIn(document, document.preamble, document.lines.length);
  const known = new Map<Transcript, readonly Suppression[]>();
  return ({ code, span }) => {
    const line = lineAt(document, span.start)?.index ?? 0;
    const applies = ({ firstLine, endLine, codes }: Suppression): boolean =>
      firstLine <= line && line < endLine && (codes?.has(code) ?? true);
    if (everywhere.some(applies)) return true;
    const transcript = transcriptAt(document, line);
    if (transcript === undefined) return false;
    let suppressions = known.get(transcript);
    if (suppressions === undefined)
      known.set(transcript, (suppressions = suppressionsIn(document, transcript, transcript.endLine)));
    return suppressions.some(applies);
  };
}

function suppressionsIn(document: TranscriptDocument, settings: Settings, endLine: number): Suppression[] {
  const found: Suppression[] = [];
  for (const directive of settings.directives) {
    const kind = disablingKind(document, directive);
    if (kind === undefined) continue;
    const named = codesOf(document, directive);
    const codes = named.length === 0 ? undefined : new Set(named.map(({ code }) => code));
    const { index } = directive;
    if (kind === 'disable-next-line')
      found.push({ firstLine: index + 1, endLine: afterNextLine(document, index), codes });
    // What the preamble says holds for the whole file, the lines above it among them.
    else found.push({ firstLine: settings === document.preamble ? 0 : index, endLine, codes });
  }
  return found;
}

/** The line after the one that is meant: comments and directives between are passed over, so that they can be stacked. */
function afterNextLine({ lines }: TranscriptDocument, directive: number): number {
  let at = directive + 1;
  while (lines[at]?.kind === 'comment' || lines[at]?.kind === 'directive') at++;
  return at + 1;
}

/** The transcript that a line belongs to; undefined in the preamble. */
export function transcriptAt({ transcripts }: TranscriptDocument, line: number): Transcript | undefined {
  let low = 0;
  let high = transcripts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((transcripts[middle]?.endLine ?? Infinity) <= line) low = middle + 1;
    else high = middle;
  }
  const transcript = transcripts[low];
  return transcript !== undefined && transcript.firstLine <= line && line < transcript.endLine
    ? transcript
    : undefined;
}
