import { nearest } from '../../syntax/words';
import { findFunction, FUNCTIONS } from '../functions';
import { withPauses } from '../steps';
import type { Rule, RuleDocumentation } from './rule';

/** `{{$name}}` that is no function of the language. */
export const rule: Rule = {
  code: 'unknown-function',
  group: 'syntax',
  severity: 'error',
  *check({ expressions }) {
    for (const expression of withPauses(expressions)) {
      if (expression === undefined) {
        yield undefined;
        continue;
      }
      const { part } = expression;
      if (part.kind !== 'call' || findFunction(part.name) !== undefined) continue;
      const names = FUNCTIONS.map(({ name }) => name);
      const meant = nearest(part.name, names) ?? onlyOne(names, part.name);
      const span = part.nameSpan;
      yield {
        message: `Unknown function ${part.name}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
        span,
        fixes:
          meant === undefined ? [] : [{ title: `Change to ${meant}`, changes: [{ span, newText: meant }] }],
      };
    }
  },
};

export const documentation: RuleDocumentation = {
  why: 'A name with a dollar sign is a function of the language, and there is none of this name. A run would stop there.',
  bad: `C: EHLO {{$hostnme}}`,
  good: `C: EHLO {{$hostname}}`,
};

/** The only name that begins like this one: `$host` for `$hostname`. */
function onlyOne(names: readonly string[], start: string): string | undefined {
  if (start.length < 3) return undefined;
  const [first, ...others] = names.filter((name) => name.toLowerCase().startsWith(start.toLowerCase()));
  return others.length === 0 ? first : undefined;
}
