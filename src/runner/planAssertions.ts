import {
  captureNamesOf,
  parseAssertion,
  withoutExpressions,
  type AssertionSubject,
  type AssertionValue,
} from '../syntax/assertion';
import type { PredicateName } from '../syntax/assertionTable';
import type { AssertionLine } from '../syntax/document';
import type { PlanSource } from './planSource';
import type { Template } from './planTypes';

/** A `??` line made ready to be held against what is known when its turn comes. */
export interface PlanAssertion {
  /** Counted from 1. */
  readonly line: number;
  /** What follows `??`, as it is written. */
  readonly source: string;
  readonly subject: AssertionSubject;
  readonly negated: boolean;
  readonly predicate: PredicateName;
  readonly value: AssertionValue | undefined;
  /** The names that its regular expression gives values to. */
  readonly captures: readonly string[];
}

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

/** Whether anything of it is filled in, so that what it was compared with has to be told. */
export function hasExpressions({ value }: PlanAssertion): boolean {
  return (
    value !== undefined && withoutExpressions(value.template, '') !== withoutExpressions(value.template, '\0')
  );
}
