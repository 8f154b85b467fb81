import { nearest } from '../../syntax/words';
import { codesOf } from '../suppression';
import type { Rule, RuleDocumentation } from './rule';

/** `# @disable` of a diagnostic that there is not. */
export const rule: Rule = {
  code: 'unknown-diagnostic-code',
  group: 'syntax',
  severity: 'warning',
  *check({ document, rules, disablingDirectives }) {
    const known = new Set(rules.map(({ code }) => code));
    for (const directive of disablingDirectives) {
      for (const { code, span } of codesOf(document, directive)) {
        if (known.has(code) || code.includes('{{')) continue;
        const meant = nearest(code, known);
        yield {
          message: `There is no diagnostic ${code}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
          span,
          fixes:
            meant === undefined ? [] : [{ title: `Change to ${meant}`, changes: [{ span, newText: meant }] }],
        };
      }
    }
  },
};

export const documentation: RuleDocumentation = {
  why: `\`# @disable\` and \`# @disable-next-line\` name diagnostics by their codes. One that does not exist disables nothing.`,
  bad: `C: DATA
S: 354
# @disable-next-line leading-dots
C: Hello
C: .
S: 250`,
  good: `C: DATA
S: 354
# @disable-next-line leading-dot
C: .hello
C: .
S: 250`,
};
