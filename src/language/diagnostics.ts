import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import type { Diagnostic, Severity } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { pageOf } from './diagnosticPages';
import { readExpressions } from './expressions';
import { forOneLook } from '../syntax/parsedSection';
import { toRange, toSeverity } from './lspTypes';
import { RULES } from './rules';
import type { RuleContext } from './rules/rule';
import { finish, type Steps } from './steps';
import { readDisablingDirectives, settled } from './suppression';
import { byPlace, findInTranscript, knownFindings, toDiagnostic } from './transcriptFindings';

/** What validation needs to know that the document does not say. */
export interface ValidationContext {
  /** Names that the active environment, or the command line, gives a value; none if absent. */
  readonly environmentNames?: Iterable<string>;
  /** What a person wants to hear of each code; those that are absent keep the severity that they have. */
  readonly severities?: Severities;
  /** What has been found by somebody who looked beyond the document. */
  readonly others?: readonly Diagnostic[];
}

export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** What of a setting's value can be taken for {@link Severities}: the rest of it has no meaning. */
export function readSeverities(value: unknown): Severities {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry) => isSeverity(entry)));
}

function isSeverity(entry: [string, unknown]): entry is [string, Severity | 'off'] {
  return SEVERITIES.has(entry[1]);
}

const SEVERITIES: ReadonlySet<unknown> = new Set<Severity | 'off'>([
  'error',
  'warning',
  'information',
  'hint',
  'off',
]);

/** All that is wrong with a document, what the parser found among it, in the order of the text. */
export function validate(
  document: TranscriptDocument,
  context: ValidationContext = {},
): readonly Diagnostic[] {
  return finish(validation(document, context));
}

/**
 * The same in small steps, for a big document: whoever drives it may do something else wherever it yields. What was found
 * in the transcripts done so far is kept, so that beginning anew after a keystroke costs little.
 */
export function* validation(
  document: TranscriptDocument,
  context: ValidationContext = {},
): Steps<readonly Diagnostic[]> {
  const found = [...document.diagnostics, ...(context.others ?? [])];
  const preamble = preambleOf(document);
  const isLarge = document.lines.length > LARGE;
  let looked = document;
  let looks = 0;
  for (const [at, transcript] of document.transcripts.entries()) {
    if (at % 1000 === 999) yield;
    let findings = knownFindings(document, transcript, preamble);
    if (findings === undefined) {
      // What is remembered about a document is remembered under it: this one is forgotten after a few transcripts.
      if (isLarge && looks++ % TRANSCRIPTS === 0) looked = { ...document };
      findings = yield* findInTranscript(looked, isLarge ? forOneLook(transcript) : transcript, preamble);
    }
    for (const diagnostic of findings) found.push(diagnostic);
  }
  const disablingDirectives = yield* readDisablingDirectives(document);
  const ruleContext: RuleContext = {
    document,
    rules: RULES,
    expressions: yield* readExpressions(document),
    disablingDirectives,
    environmentNames: new Set(context.environmentNames),
  };
  for (const rule of RULES) {
    if (rule.check === undefined) continue;
    yield;
    for (const finding of rule.check(ruleContext)) {
      if (finding === undefined) yield;
      else found.push(toDiagnostic(rule, finding));
    }
  }
  yield;
  return settled(document, found.sort(byPlace), disablingDirectives, context.severities);
}

/**
 * Lines from which on a document is looked at transcript by transcript, and what has been worked out about one is let go: to
 * keep the conversation of each in memory costs more than to follow it again when somebody asks. In a small document the
 * next question is likely to be about the same.
 */
const LARGE = 2000;
const TRANSCRIPTS = 16;

/** As the Language Server Protocol has it. */
export function toLspDiagnostic(document: TranscriptDocument, diagnostic: Diagnostic): LspDiagnostic {
  return {
    range: toRange(document, diagnostic.span),
    severity: toSeverity(diagnostic.severity),
    code: diagnostic.code,
    codeDescription: { href: pageOf(diagnostic.code) },
    source: 'smtp',
    message: diagnostic.message,
  };
}

/** All that stands before the first transcript. */
function preambleOf({ text, lines, transcripts }: TranscriptDocument): string {
  const first = transcripts[0];
  return first === undefined ? text : text.slice(0, lines[first.firstLine]?.span.start ?? 0);
}
