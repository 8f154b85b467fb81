import { assertionOn } from '../assertionOn';
import type { Rule, RuleDocumentation } from './rule';

/** A `??` line that says nothing that can be checked. */
export const rule: Rule = {
  code: 'bad-assertion',
  group: 'syntax',
  severity: 'error',
  stopsRun: true,
  checkStep: {
    on: ['any'],
    evenRefused: true,
    find({ exchange: { assertions } }, { document }) {
      if (assertions.length === 0) return undefined;
      return assertions.flatMap((line) => assertionOn(document, line).problems);
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `An assertion is \`?? subject predicate value\`: \`?? code == 250\`, \`?? duration < 500ms\`, \`?? ehlo AUTH includes PLAIN\`. This one has a part
that is not known, or parts that do not go together. A test that checked nothing would always pass, so the file does not run.`,
  bad: `C: NOOP
S: 250
?? cod == 250`,
  good: `C: NOOP
S: 250
?? code == 250`,
};
