import { movedDiagnostic, type Diagnostic } from '../syntax/diagnostic';
import type { Transcript, TranscriptDocument } from '../syntax/document';
import { detached } from '../syntax/detached';
import { modelTranscript } from './conversationModel';
import type { ConversationPart } from './conversationParts';
import { sentMessages } from './message/envelope';
import { keepInPart, keyOf, knownInPart } from './partFindings';
import { pipelinedGroups } from './pipelinedGroups';
import { printedIn } from './printedSession';
import { RULES } from './rules';
import type { Finding, Found, Rule, StepContext } from './rules/rule';
import { rulesAbout } from './stepRules';
import type { Steps } from './steps';

/**
 * What is known to be wrong with a transcript, in the order of the text: the same text under the same preamble is asked
 * about once, in whatever version of a document it stands, so that a keystroke costs the transcript that it changes.
 * Undefined if it is not known yet.
 *
 * @param preamble the text of the document's preamble
 */
export function knownFindings(
  document: TranscriptDocument,
  { identity, firstLine }: Transcript,
  preamble: string,
): readonly Diagnostic[] | undefined {
  const known = cache.get(identity);
  if (known?.preamble !== preamble) return undefined;
  const base = document.lines[firstLine]?.span.start ?? 0;
  if (known.base === base || known.diagnostics.length === 0) return known.diagnostics;
  const diagnostics = known.diagnostics.map((diagnostic) => movedDiagnostic(diagnostic, base - known.base));
  cache.set(identity, { preamble: known.preamble, base, diagnostics });
  return diagnostics;
}

/**
 * Asks the rules about a transcript, and keeps what they find. Of a long one, only about the parts that have changed since they were
 * asked last. Yields where the work may be interrupted.
 */
export function* findInTranscript(
  document: TranscriptDocument,
  transcript: Transcript,
  preamble: string,
): Steps<readonly Diagnostic[]> {
  const isBig = transcript.endLine - transcript.firstLine > MANY_LINES;
  const diagnostics: Diagnostic[] = [];
  const model = modelTranscript(document, transcript);
  const { parts } = model;
  const isPrinted = printedIn(document, model) !== undefined;
  yield;
  for (const rule of TRANSCRIPT_RULES) {
    for (const finding of rule.checkTranscript({ document, model })) {
      if (finding === undefined) yield;
      else diagnostics.push(keepable(rule, finding));
    }
    if (isBig) yield;
  }
  const key = parts.length > 1 ? keyOf(document, model, preamble, isPrinted) : undefined;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    if (part === undefined) continue;
    let found = key === undefined ? undefined : knownInPart(document, model, at, key);
    if (found === undefined) {
      found = yield* findInPart({ document, model, settings: transcript, isPrinted }, part, isBig);
      if (key !== undefined) keepInPart(document, model, at, key, found);
    }
    for (const diagnostic of found) diagnostics.push(diagnostic);
  }
  diagnostics.sort(byPlace);
  const base = document.lines[transcript.firstLine]?.span.start ?? 0;
  cache.set(transcript.identity, { preamble: detached(preamble), base, diagnostics });
  return diagnostics;
}

function* findInPart(
  context: StepContext,
  part: ConversationPart,
  isBig: boolean,
): Steps<readonly Diagnostic[]> {
  const { document, settings } = context;
  const diagnostics: Diagnostic[] = [];
  const add = (rule: Rule, found: Found): void => {
    for (const finding of all(found)) diagnostics.push(keepable(rule, finding));
  };
  for (const group of pipelinedGroups(document, settings, part))
    for (const rule of GROUP_RULES) add(rule, rule.checkGroup(group, context));
  const { steps } = part;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at];
    if (step === undefined) continue;
    for (const rule of rulesAbout(step)) add(rule, rule.checkStep.find(step, context));
    if (isBig && at % MANY_STEPS === 0) yield;
  }
  for (const sent of sentMessages(document, part)) {
    for (const rule of MESSAGE_RULES) {
      add(rule, rule.checkMessage(sent, context));
      if (isBig) yield;
    }
  }
  return diagnostics;
}

/** Less than these are checked by all rules in a fraction of a millisecond. */
const MANY_LINES = 200;

/** Steps that are checked in a fraction of a millisecond. */
const MANY_STEPS = 50;

const NONE: readonly Finding[] = [];

function all(found: Found): Iterable<Finding> {
  if (found === undefined) return NONE;
  return 'message' in found ? [found] : found;
}

/** A finding of a rule as a diagnostic. */
export function toDiagnostic(
  { code, severity }: Rule,
  { message, span, fixes = [], severity: own = severity }: Finding,
): Diagnostic {
  return { code, severity: own, message, span, fixes };
}

/** The order of the text. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

interface Entry {
  readonly preamble: string;
  /** Where the transcript started for which the spans hold. */
  readonly base: number;
  readonly diagnostics: readonly Diagnostic[];
}

const cache = new WeakMap<object, Entry>();

const TRANSCRIPT_RULES = RULES.filter(
  (rule): rule is Rule & Required<Pick<Rule, 'checkTranscript'>> => rule.checkTranscript !== undefined,
);

const GROUP_RULES = RULES.filter(
  (rule): rule is Rule & Required<Pick<Rule, 'checkGroup'>> => rule.checkGroup !== undefined,
);

const MESSAGE_RULES = RULES.filter(
  (rule): rule is Rule & Required<Pick<Rule, 'checkMessage'>> => rule.checkMessage !== undefined,
);

/** A piece of a string keeps the whole in memory: what outlives a version of a document must hold nothing of its text. */
function keepable(rule: Rule, finding: Finding): Diagnostic {
  const { code, severity, message, span, fixes } = toDiagnostic(rule, finding);
  return {
    code,
    severity,
    message: detached(message),
    span,
    fixes: fixes.map((fix) => ({
      ...fix,
      title: detached(fix.title),
      changes: fix.changes.map((change) => ({ span: change.span, newText: detached(change.newText) })),
    })),
  };
}
