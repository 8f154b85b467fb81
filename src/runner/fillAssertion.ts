import type { AssertionValue } from '../syntax/assertion';
import type { FilledAssertion, FilledValue } from './assertion';
import type { PlanAssertion, Template } from './planTypes';
import type { Scope } from './variables';

/** Fills in the variables of an assertion. That its subject has no value is for `exists` to find, and no problem here. */
export async function fillAssertion(
  { subject, negated, predicate, value }: PlanAssertion,
  scope: Scope,
): Promise<FilledAssertion | { readonly problem: string }> {
  const filled = value === undefined ? undefined : await fillValue(value, scope);
  if (filled !== undefined && 'problem' in filled) return filled;
  if (subject.kind === 'fact') {
    const { name, keyword } = subject;
    return { subject: { kind: 'fact', name, keyword: keyword?.text }, negated, predicate, value: filled };
  }
  const text = await fillText(subject.template, scope);
  return { subject: { kind: 'text', text }, negated, predicate, value: filled };
}

async function fillValue(
  value: AssertionValue,
  scope: Scope,
): Promise<FilledValue | { readonly problem: string }> {
  if (value.kind === 'text') {
    const text = await fillText(value.template, scope);
    return typeof text === 'string' ? { kind: 'text', text, quoted: value.quoted } : text;
  }
  const filled = await scope.fill(value.template);
  if ('problem' in filled) return filled;
  const source = filled.values
    .map(({ text }, at) => (value.template[at]?.kind === 'text' ? text : escapeRegExp(text)))
    .join('');
  try {
    return { kind: 'regex', regex: new RegExp(source, value.flags) };
  } catch {
    return { problem: 'with its variables filled in, the regular expression is none' };
  }
}

async function fillText(template: Template, scope: Scope): Promise<string | { readonly problem: string }> {
  const filled = await scope.fill(template);
  return 'problem' in filled ? filled : filled.values.map(({ text }) => text).join('');
}

/** A value that is filled in stands for itself. A hyphen is escaped too, as the value may stand in a class. */
function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
