import type { DirectiveLine, TranscriptDocument } from '../../syntax/document';
import { codesOf, type NamedCode } from '../suppression';
import { staysError, type Rule, type RuleDocumentation } from './rule';

/** `# @disable` of an error that keeps the file from running. */
export const rule: Rule = {
  code: 'cannot-disable',
  group: 'syntax',
  severity: 'warning',
  *check({ document, rules, disablingDirectives }) {
    const fixed = new Set(rules.filter(staysError).map(({ code }) => code));
    for (const directive of disablingDirectives) {
      const codes = codesOf(document, directive);
      for (const named of codes) {
        if (!fixed.has(named.code)) continue;
        yield {
          message: `${named.code} keeps the file from running: it cannot be disabled`,
          span: named.span,
          fixes: [
            {
              title: `Remove ${named.code}`,
              safe: true,
              changes: [{ span: removal(document, directive, codes, named), newText: '' }],
            },
          ],
        };
      }
    }
  },
};

export const documentation: RuleDocumentation = {
  why: `A diagnostic that keeps the file from running is shown whatever the file and the settings say: a file that shows no error and does not run
would be a riddle.`,
  bad: `# @disable bare-line
C: NOOP
S: 250`,
  good: `# A line without C: or S: would be an error here.
C: NOOP
S: 250`,
};

/** The code with the white space before it; of the only code its whole line, as a directive without a code means all. */
function removal(
  { text }: TranscriptDocument,
  directive: DirectiveLine,
  codes: readonly NamedCode[],
  { span }: NamedCode,
): NamedCode['span'] {
  if (codes.length === 1) return { start: directive.span.start, end: directive.fullEnd };
  if (codes[0]?.span === span) return { start: span.start, end: codes[1]?.span.start ?? span.end };
  let { start } = span;
  while (/[\s,]/.test(text.charAt(start - 1))) start--;
  return { start, end: span.end };
}
