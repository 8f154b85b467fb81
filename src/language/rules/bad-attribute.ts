import { attributesOf, checkAttributeValue, findAttribute } from '../../smtp/attributes';
import { replacement } from '../../syntax/diagnostic';
import { nearest } from '../../syntax/words';
import type { Command, Step } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/** An attribute of XCLIENT or XFORWARD that is none, or has a wrong value (Postfix's XCLIENT_README and XFORWARD_README). */
export const rule: Rule = {
  code: 'bad-attribute',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['XCLIENT', 'XFORWARD'],
    find(step) {
      const { command, outcome } = step;
      if (command === undefined) return undefined;
      const found = [...findings(command, step)];
      return found.map((each) => ({ ...each, ...severityIfAccepted(outcome) }));
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `\`XCLIENT\` and \`XFORWARD\` take attributes, \`NAME=value\`, with a space before each. Postfix answers 501 to one that it does not know, and to a value
that is none: an address is \`192.0.2.1\` or \`IPV6:2001:db8::1\`, what is not known is \`[UNAVAILABLE]\`, and other characters are xtext (RFC 3461 section 4).`,
  bad: `C: XCLIENT ADR=192.0.2.1`,
  good: `C: XCLIENT ADDR=192.0.2.1`,
};

function* findings({ verb, argument, argumentSpan }: Command, { before }: Step): Generator<Finding> {
  if (/\{\{|\.\.\.|…/.test(argument)) return;
  const offered = before.capabilities?.keywords.get(verb)?.map((name) => name.toUpperCase()) ?? [];
  for (const { 0: word, index } of argument.matchAll(/\S+/g)) {
    const start = argumentSpan.start + index;
    const [, name = '', equals = '', value = ''] = /^([^=]*)(=?)(.*)$/s.exec(word) ?? [];
    const nameSpan = { start, end: start + name.length };
    const span = { start, end: start + word.length };
    const info = findAttribute(verb, name);
    if (info === undefined) {
      if (offered.includes(name.toUpperCase())) continue;
      const names = attributesOf(verb).map((each) => each.name);
      const meant = nearest(name, names);
      yield {
        message: `${verb} has no attribute ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
        span: nameSpan,
        fixes: meant === undefined ? [] : [replacement(nameSpan, meant)],
      };
      continue;
    }
    const problem =
      equals === ''
        ? `${info.name} needs a value: ${info.name}=value`
        : checkAttributeValue(info.name, value);
    if (problem !== undefined) yield { message: problem, span };
  }
}
