import type { Diagnostic } from '../syntax/diagnostic';
import type { Transcript, TranscriptDocument } from '../syntax/document';
import type { Span } from '../syntax/span';
import { modelTranscript } from './conversationModel';
import { credentialsIn } from './credentials';
import { sentMessages } from './message/envelope';
import { RULES } from './rules';
import type { Finding, Found, Rule, TranscriptContext } from './rules/rule';
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
  const diagnostics = known.diagnostics.map((diagnostic) => shifted(diagnostic, base - known.base));
  cache.set(identity, { preamble: known.preamble, base, diagnostics });
  return diagnostics;
}

/** Asks the rules about a transcript, and keeps what they find. Yields where the work may be interrupted. */
export function* findInTranscript(
  document: TranscriptDocument,
  transcript: Transcript,
  preamble: string,
): Steps<readonly Diagnostic[]> {
  const isBig = transcript.endLine - transcript.firstLine > MANY_LINES;
  const diagnostics: Diagnostic[] = [];
  const add = (rule: Rule, finding: Finding): void =>
    void diagnostics.push(copied(toDiagnostic(rule, finding)));
  const model = modelTranscript(document, transcript);
  const context: TranscriptContext = {
    document,
    model,
    credentials: credentialsIn(document, transcript),
  };
  yield;
  for (const rule of TRANSCRIPT_RULES) {
    for (const finding of rule.checkTranscript(context)) {
      if (finding === undefined) yield;
      else add(rule, finding);
    }
    if (isBig) yield;
  }
  const { steps } = model;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at];
    if (step === undefined) continue;
    for (const rule of rulesAbout(step)) {
      for (const finding of all(rule.checkStep.find(step, context, at))) add(rule, finding);
    }
    if (isBig && at % MANY_STEPS === 0) yield;
  }
  for (const sent of sentMessages(document, model)) {
    for (const rule of MESSAGE_RULES) {
      for (const finding of all(rule.checkMessage(sent, context))) add(rule, finding);
      if (isBig) yield;
    }
  }
  diagnostics.sort(byPlace);
  const base = document.lines[transcript.firstLine]?.span.start ?? 0;
  cache.set(transcript.identity, { preamble: copy(preamble), base, diagnostics });
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

const MESSAGE_RULES = RULES.filter(
  (rule): rule is Rule & Required<Pick<Rule, 'checkMessage'>> => rule.checkMessage !== undefined,
);

function shifted(diagnostic: Diagnostic, by: number): Diagnostic {
  const shift = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  return {
    ...diagnostic,
    span: shift(diagnostic.span),
    fixes: diagnostic.fixes.map((fix) => ({
      ...fix,
      changes: fix.changes.map(({ span, newText }) => ({ span: shift(span), newText })),
    })),
  };
}

function copied({ code, severity, message, span, fixes }: Diagnostic): Diagnostic {
  return {
    code,
    severity,
    message: copy(message),
    span,
    fixes: fixes.map((fix) => ({
      ...fix,
      title: copy(fix.title),
      changes: fix.changes.map((change) => ({ span: change.span, newText: copy(change.newText) })),
    })),
  };
}

/** A piece of a string keeps the whole in memory: what outlives a version of a document must hold nothing of its text. */
function copy(piece: string): string {
  return ` ${piece}`.slice(1);
}
