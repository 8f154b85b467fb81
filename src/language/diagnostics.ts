import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import type { Diagnostic } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { modelConversations } from './conversationModel';
import { credentialsAt } from './credentials';
import { expressionsIn } from './expressions';
import { toRange, toSeverity } from './lspTypes';
import { RULES } from './rules';
import type { Rule, RuleContext } from './rules/rule';

/** What validation needs to know that the document does not say. */
export interface ValidationContext {
  /** Names that the active environment, or the command line, gives a value; none if absent. */
  readonly environmentNames?: Iterable<string>;
}

/** All that is wrong with a document, what the parser found among it, in the order of the text. */
export function validate(document: TranscriptDocument, context: ValidationContext = {}): Diagnostic[] {
  const conversations = modelConversations(document);
  const ruleContext: RuleContext = {
    document,
    conversations,
    expressions: expressionsIn(document),
    credentials: credentialsAt(document),
    environmentNames: new Set(context.environmentNames),
  };
  return [...document.diagnostics, ...RULES.flatMap((rule) => [...findings(rule, ruleContext)])].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
}

/** As the Language Server Protocol has it. */
export function toLspDiagnostic(document: TranscriptDocument, diagnostic: Diagnostic): LspDiagnostic {
  return {
    range: toRange(document, diagnostic.span),
    severity: toSeverity(diagnostic.severity),
    code: diagnostic.code,
    source: 'smtp',
    message: diagnostic.message,
  };
}

function* findings(rule: Rule, context: RuleContext): Generator<Diagnostic> {
  for (const { message, span, fixes = [], severity = rule.severity } of rule.check(context))
    yield { code: rule.code, severity, message, span, fixes };
}
