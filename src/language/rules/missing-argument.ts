import { findCommand, suggestCommand, type CommandInfo } from '../../smtp/commands';
import type { Command, Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Finding, Rule } from './rule';

/** A command without what it needs: `EHLO` without a domain, `MAIL` without `FROM:` and an address. */
export const rule: Rule = {
  code: 'missing-argument',
  severity: 'error',
  *check({ conversations }) {
    for (const { steps } of conversations.transcripts) {
      for (const step of steps) {
        const { command } = step;
        const info = command === undefined ? undefined : findCommand(command.verb);
        if (command === undefined || info === undefined || isRefused(step)) continue;
        const found = finding(command, info, step);
        if (found !== undefined) yield found;
      }
    }
  },
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
