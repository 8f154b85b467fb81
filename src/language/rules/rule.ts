import type { Fix, Severity } from '../../syntax/diagnostic';
import type { TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import type { ConversationModel } from '../conversationModel';
import type { Credential } from '../credentials';
import type { Expression } from '../expressions';

/** One thing that can be wrong with a document. A rule reads, once per parse, and keeps nothing. */
export interface Rule {
  /** Stable, kebab-case, the name of the rule's file. */
  readonly code: string;
  /** Of its findings, unless one says otherwise. */
  readonly severity: Severity;
  readonly check: (context: RuleContext) => Iterable<Finding>;
}

export interface Finding {
  readonly message: string;
  readonly span: Span;
  readonly fixes?: readonly Fix[];
  readonly severity?: Severity;
}

/** What is computed once for all rules. */
export interface RuleContext {
  readonly document: TranscriptDocument;
  readonly conversations: ConversationModel;
  readonly expressions: readonly Expression[];
  readonly credentials: readonly Credential[];
  /** Names that the active environment, or the command line, gives a value. */
  readonly environmentNames: ReadonlySet<string>;
}
