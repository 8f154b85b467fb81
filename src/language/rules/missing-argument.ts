import { findCommand, suggestCommand, type CommandInfo } from '../../smtp/commands';
import type { Command, Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A command without what it needs: `EHLO` without a domain, `MAIL` without `FROM:` and an address. */
export const rule: Rule = {
  code: 'missing-argument',
  group: 'syntax',
  severity: 'error',
  *checkTranscript({ model: { steps } }) {
    for (const step of steps) {
      const { command } = step;
      if (command?.path !== undefined) continue;
      const info = command === undefined ? undefined : findCommand(command.verb);
      if (command === undefined || info === undefined || isRefused(step)) continue;
      const found = finding(command, info, step);
      if (found !== undefined) yield found;
    }
  },
};

export const documentation: RuleDocumentation = {
  why: `The command needs something after it: \`EHLO\` a domain, \`MAIL\` its \`FROM:\` and an address (RFC 5321 section 4.1.1). The server answers
\`501\`. Where the recorded reply accepts it, this is a warning.`,
  bad: `S: 220 mail.example.com ESMTP
C: EHLO`,
  good: `S: 220 mail.example.com ESMTP
C: EHLO client.example.com`,
};

function finding(command: Command, info: CommandInfo, step: Step): Finding | undefined {
  if (command.argument === '')
    return info.argument === 'required' ? withoutArgument(command, info, step) : undefined;
  const preposition = /^\w+ (FROM|TO):/.exec(info.syntax)?.[1];
  if (preposition === undefined || command.argument.startsWith('{{')) return undefined;
  if (new RegExp(`^${preposition}\\s*:\\s*\\S`, 'i').test(command.argument)) return undefined;
  const suggestion = suggestCommand(command.text);
  const meant = suggestion === undefined ? '' : `; did you mean “${suggestion}”?`;
  return {
    message: `${info.verb} needs ${preposition}:<address>${meant}`,
    span: command.argumentSpan,
    fixes:
      suggestion === undefined
        ? []
        : [{ title: `Change to “${suggestion}”`, changes: [{ span: command.span, newText: suggestion }] }],
  };
}

function withoutArgument({ verb, span }: Command, info: CommandInfo, { outcome }: Step): Finding {
  return {
    message: `${verb} needs an argument: ${info.syntax}`,
    span,
    // Some servers do greet a client that gives no name, and the text shows that this one does.
    ...(outcome === 'accepted' ? { severity: 'warning' } : {}),
  };
}
