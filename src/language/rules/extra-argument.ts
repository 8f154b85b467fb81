import { findCommand } from '../../smtp/commands';
import type { Command, Step } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/** Something after a command that takes nothing, or more than its one word: `DATA now`, `EHLO my host`. */
export const rule: Rule = {
  code: 'extra-argument',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['DATA', 'RSET', 'QUIT', 'STARTTLS', 'TURN', 'EHLO', 'HELO', 'LHLO'],
    find(step) {
      const { command } = step;
      if (command === undefined || command.argument === '') return undefined;
      return finding(command, step);
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `\`DATA\`, \`RSET\`, \`QUIT\` and \`STARTTLS\` stand alone, and \`EHLO\` and \`HELO\` take one domain (RFC 5321 section 4.1.1). A server may answer
\`501\`. Where the recorded reply accepts it, this is a warning.`,
  bad: `C: QUIT now`,
  good: `C: QUIT`,
};

function finding(
  { verb, argument, argumentSpan, text, span }: Command,
  { outcome }: Step,
): Finding | undefined {
  if (argument.includes('{{')) return undefined;
  const info = findCommand(verb);
  let extra: string;
  let message: string;
  if (info?.argument === 'none') {
    extra = argument;
    message = `${verb} takes no argument`;
  } else if (info?.takes === 'domain' && info.argument === 'required') {
    extra = /\s+(.*)$/s.exec(argument)?.[1] ?? '';
    if (extra === '') return undefined;
    message = `${verb} takes one domain and nothing after it`;
  } else return undefined;
  const start = argumentSpan.end - extra.length;
  const before = span.start + text.slice(0, start - span.start).trimEnd().length;
  return {
    message,
    span: { start, end: argumentSpan.end },
    fixes: [
      {
        title: 'Remove it',
        changes: [{ span: { start: before, end: argumentSpan.end }, newText: '' }],
      },
    ],
    ...severityIfAccepted(outcome),
  };
}
