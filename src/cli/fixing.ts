import { safeFixes } from '../language/fixAll';
import type { Diagnostic } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { parse } from '../syntax/parse';
import { applyChanges } from './applyChanges';
import { toFinding, type CheckFinding } from './checkFinding';

/** A text with all that is safe to fix fixed. */
export interface FixedText {
  readonly text: string;
  readonly document: TranscriptDocument;
  /** What is left. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was fixed, where it stood when it was, with the fix that was made as its only one. */
  readonly fixed: readonly CheckFinding[];
}

/**
 * Fixes, looks again, and fixes what has come to light, until nothing is left to do.
 *
 * @param name of the file
 */
export async function fixText(
  name: string,
  text: string,
  validate: (document: TranscriptDocument) => Promise<readonly Diagnostic[]>,
): Promise<FixedText> {
  const fixed: CheckFinding[] = [];
  for (let round = 1; ; round++) {
    const document = parse(text);
    const diagnostics = await validate(document);
    const chosen = round > MOST_ROUNDS ? [] : safeFixes(diagnostics);
    if (chosen.length === 0) return { text, document, diagnostics, fixed };
    for (const { diagnostic, fix } of chosen)
      fixed.push(toFinding(name, document, { ...diagnostic, fixes: [fix] }));
    text = applyChanges(
      text,
      chosen.flatMap(({ fix }) => fix.changes),
    );
  }
}

/** Two fixes that undo each other must not keep the program busy for ever. */
const MOST_ROUNDS = 10;
