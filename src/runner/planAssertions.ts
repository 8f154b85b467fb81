import { captureNamesOf, parseAssertion } from '../syntax/assertion';
import type { AssertionLine } from '../syntax/document';
import type { PlanSource } from './planSource';
import type { PlanAssertion, Template } from './planTypes';

/** The assertion of a line; undefined, and told why, if it is none. */
export function planAssertion(
  source: PlanSource,
  { index, value: span }: AssertionLine,
): PlanAssertion | undefined {
  const line = index + 1;
  const text = source.text(span);
  const parsed = parseAssertion(text, span.start);
  for (const { message } of parsed.problems) source.problem(line, message);
  const { subject, predicate, value, negation } = parsed;
  if (parsed.problems.length > 0 || subject === undefined || predicate === undefined) return undefined;
  return {
    line,
    source: text,
    subject,
    negated: negation !== undefined,
    predicate: predicate.name,
    value,
    captures: captureNamesOf(parsed),
  };
}

/** All that has to be filled in before an assertion can be checked. */
export function templatesOfAssertion({
  line,
  subject,
  value,
}: PlanAssertion): { line: number; template: Template }[] {
  return [
    ...(subject.kind === 'template' ? [{ line, template: subject.template }] : []),
    ...(value === undefined ? [] : [{ line, template: value.template }]),
  ];
}
