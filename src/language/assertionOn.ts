import { parseAssertion, type Assertion } from '../syntax/assertion';
import type { AssertionLine, TranscriptDocument } from '../syntax/document';
import { textOf } from '../syntax/span';

/** The parts of a `??` line, at their places in the document. */
export function assertionOn({ text }: TranscriptDocument, { value }: AssertionLine): Assertion {
  return parseAssertion(textOf(text, value), value.start);
}
