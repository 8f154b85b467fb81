import type { Span } from './span';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Replaces the text of a span; an empty span inserts. */
export interface TextChange {
  readonly span: Span;
  readonly newText: string;
}

/** One way to mend a diagnostic; all of its changes are applied together. */
export interface Fix {
  readonly title: string;
  readonly changes: readonly TextChange[];
}

/** What is wrong with a document, where, and how it can be mended. */
export interface Diagnostic {
  /** Stable, kebab-case; the key of its page in the documentation. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly fixes: readonly Fix[];
}
