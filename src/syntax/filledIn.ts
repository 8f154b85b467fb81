import type { Diagnostic } from './diagnostic';
import type { LineNode } from './document';
import { badExpression } from './problems';
import { everyPart, parseTemplate } from './template';

/** Whether a run fills in the `{{…}}` of a line: not in what is only read, nor in exact bytes and expectations. */
export function isFilledIn(kind: LineNode['kind']): boolean {
  switch (kind) {
    case 'command':
    case 'response':
    case 'content':
    case 'include':
    case 'connection':
    case 'directive':
    case 'variable':
    case 'assertion':
    case 'bare':
      return true;
    case 'blank':
    case 'separator':
    case 'comment':
    case 'chatter':
    case 'note':
    case 'terminator':
    case 'raw':
    case 'server':
      return false;
  }
}

/** Finds what is wrong inside `{{…}}`, line by line from an offset on. Lines without any cost a comparison. */
export class TemplateChecker {
  readonly #text: string;
  /** Where the next `{{` is. */
  #at: number;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = this.#next(from);
  }

  /** Whether a line has any. */
  isIn(lineEnd: number): boolean {
    return this.#at < lineEnd;
  }

  /** What is wrong on a line that has some. */
  check({ kind, span }: LineNode): Diagnostic[] {
    this.#at = this.#next(span.end);
    if (!isFilledIn(kind)) return [];
    const template = parseTemplate(this.#text.slice(span.start, span.end), span.start);
    return [...everyPart(template)].flatMap((part) => (part.kind === 'malformed' ? badExpression(part) : []));
  }

  #next(from: number): number {
    const at = this.#text.indexOf('{{', from);
    return at === -1 ? Infinity : at;
  }
}
