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
  /**
   * Whether it may be made unseen, together with all others, as on saving: it is the only thing that can have been meant.
   * A guess at what was meant (a did-you-mean) is not. No if absent.
   */
  readonly safe?: boolean;
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

/** A fix that writes something else in the place of a piece of the text. */
export function replacement(span: Span, newText: string, title = `Change to “${newText}”`): Fix {
  return { title, changes: [{ span, newText }] };
}

/** The same diagnostic where an edit above has moved it to. */
export function movedDiagnostic(diagnostic: Diagnostic, offset: number): Diagnostic {
  const at = ({ start, end }: Span): Span => ({ start: start + offset, end: end + offset });
  return {
    ...diagnostic,
    span: at(diagnostic.span),
    fixes: diagnostic.fixes.map((fix) => ({
      ...fix,
      changes: fix.changes.map((change) => ({ ...change, span: at(change.span) })),
    })),
  };
}
