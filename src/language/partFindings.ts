import { detached } from '../syntax/detached';
import { movedDiagnostic, type Diagnostic } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import type { TranscriptModel } from './conversationModel';
import type { ConversationPart, PartRecord } from './conversationParts';

/**
 * What is known to be wrong with a part of a long conversation: what the rules have found in another version of the document, if all
 * that they have read is the same. They read the steps of the part, others that they went to from there, the line above it, and
 * what is the same for the whole transcript. Undefined if it is not known.
 *
 * @param at which part it is
 * @param key from {@link keyOf}
 */
export function knownInPart(
  document: TranscriptDocument,
  { parts }: TranscriptModel,
  at: number,
  key: string,
): readonly Diagnostic[] | undefined {
  const part = parts[at];
  const kept = part === undefined ? undefined : KEPT.get(part.record);
  if (part === undefined || kept?.key !== key) return undefined;
  if (!kept.before.every((record, nth) => parts[at - 1 - nth]?.record === record)) return undefined;
  if (!kept.after.every((record, nth) => parts[at + 1 + nth]?.record === record)) return undefined;
  const { start, above } = placeOf(document, part);
  if (kept.above !== above) return undefined;
  if (kept.start === start || kept.diagnostics.length === 0) return kept.diagnostics;
  const diagnostics = kept.diagnostics.map((diagnostic) => movedDiagnostic(diagnostic, start - kept.start));
  KEPT.set(part.record, { ...kept, start, diagnostics });
  return diagnostics;
}

/** Keeps what the rules have just found in a part, unless a fix changes something elsewhere: that may move in another way. */
export function keepInPart(
  document: TranscriptDocument,
  { parts }: TranscriptModel,
  at: number,
  key: string,
  diagnostics: readonly Diagnostic[],
): void {
  const part = parts[at];
  if (part === undefined) return;
  const { start, end, above } = placeOf(document, part);
  const isInside = ({ span }: Pick<Diagnostic, 'span'>): boolean =>
    span.start >= start - above.length && span.end <= end;
  const areInside = diagnostics.every(
    (diagnostic) => isInside(diagnostic) && diagnostic.fixes.every(({ changes }) => changes.every(isInside)),
  );
  if (!areInside) return;
  KEPT.set(part.record, { key, above: detached(above), start, diagnostics, ...readAround(parts, at) });
}

/** All that rules may read of a transcript as a whole, in one. */
export function keyOf(
  { text }: TranscriptDocument,
  { transcript, replyPrefix, saysStartTls }: TranscriptModel,
  preamble: string,
  isPrinted: boolean,
): string {
  const { mode, directives, variables, connections } = transcript;
  const settings = [directives, variables, connections].map((lines) =>
    lines.map(({ span: { start, end } }) => text.slice(start, end)),
  );
  return JSON.stringify([preamble, mode, settings, replyPrefix ?? null, saysStartTls, isPrinted]);
}

interface Kept {
  readonly key: string;
  /** The line above the part. */
  readonly above: string;
  /** Where the part started for which the spans hold. */
  readonly start: number;
  readonly diagnostics: readonly Diagnostic[];
  /** The parts that were read besides: before it, the nearest first, and behind it. Undefined is the conversation's end. */
  readonly before: readonly (PartRecord | undefined)[];
  readonly after: readonly (PartRecord | undefined)[];
}

const KEPT = new WeakMap<PartRecord, Kept>();

/** How far somebody who began at a part may have gone. */
function readAround(parts: readonly ConversationPart[], at: number): Pick<Kept, 'before' | 'after'> {
  const before: (PartRecord | undefined)[] = [];
  for (let nth = at; parts[nth]?.wentBefore === true; nth--) before.push(parts[nth - 1]?.record);
  const after: (PartRecord | undefined)[] = [];
  for (let nth = at; parts[nth]?.wentAfter === true; nth++) after.push(parts[nth + 1]?.record);
  return { before, after };
}

function placeOf(
  { text, lines }: TranscriptDocument,
  { firstLine, endLine }: ConversationPart,
): { readonly start: number; readonly end: number; readonly above: string } {
  const start = lines[firstLine]?.span.start ?? 0;
  const above = lines[firstLine - 1]?.span.start ?? 0;
  return { start, end: lines[endLine - 1]?.fullEnd ?? start, above: text.slice(above, start) };
}
