import type { Diagnostic, Fix } from '../syntax/diagnostic';
import type { Span } from '../syntax/span';

/** A fix that is made together with others. */
export interface ChosenFix {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}

/**
 * The fixes that may be made without being looked at, one of each diagnostic and none in the way of another; those that
 * are left out can be made once these are.
 */
export function safeFixes(diagnostics: readonly Diagnostic[]): ChosenFix[] {
  return firstFixes(diagnostics.filter(({ fixes }) => fixes[0]?.safe === true));
}

/** The first fix of each diagnostic, as far as they are not in the way of one another. */
export function firstFixes(diagnostics: readonly Diagnostic[]): ChosenFix[] {
  const taken = new TakenSpans();
  const chosen: ChosenFix[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes[0];
    if (fix === undefined || !fix.changes.every(({ span }) => taken.isFree(span))) continue;
    for (const { span } of fix.changes) taken.add(span);
    chosen.push({ diagnostic, fix });
  }
  return chosen;
}

/** Spans that changes have been given, in order; most come in the order of the text. */
class TakenSpans {
  readonly #spans: Span[] = [];

  /** Two changes at one place are no less in each other's way than two of the same letters: which comes first is open. */
  isFree({ start, end }: Span): boolean {
    const at = this.#indexAfter(start);
    const before = this.#spans[at - 1];
    const after = this.#spans[at];
    const isClear = (a: Span, b: Span): boolean =>
      a.end < b.start || (a.end === b.start && a.start < a.end && b.start < b.end);
    return (
      (before === undefined || isClear(before, { start, end })) &&
      (after === undefined || isClear({ start, end }, after))
    );
  }

  add(span: Span): void {
    this.#spans.splice(this.#indexAfter(span.start), 0, span);
  }

  /** The index of the first span that starts behind an offset. */
  #indexAfter(offset: number): number {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle]?.start ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
