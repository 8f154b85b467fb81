import type { Transcript, TranscriptDocument } from '../syntax/document';
import type { Span } from '../syntax/span';
import { parseTemplate, type Template } from '../syntax/template';
import type { Problem } from './planTypes';

/** What the parts of planning share: the text that they read, and the list of what stands in the way. */
export class PlanSource {
  readonly #problems: Problem[] = [];

  constructor(
    readonly document: TranscriptDocument,
    readonly transcript: Transcript,
  ) {}

  text(span: Span): string {
    return this.document.text.slice(span.start, span.end);
  }

  template(span: Span): Template {
    return parseTemplate(this.text(span), span.start);
  }

  /** @param line counted from 1 */
  problem(line: number, message: string): void {
    this.#problems.push({ line, message });
  }

  get problems(): readonly Problem[] {
    return [...this.#problems].sort((a, b) => a.line - b.line);
  }
}
