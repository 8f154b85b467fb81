import { COMMANDS, findCommand, suggestCommand, type CommandInfo } from '../../smtp/commands';
import type { Command, Step } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/** A command without what it needs: `EHLO` without a domain, `MAIL` without `FROM:` and an address. */
export const rule: Rule = {
  code: 'missing-argument',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: [
      'EHLO',
      'HELO',
      'MAIL',
      'RCPT',
      'VRFY',
      'EXPN',
      'AUTH',
      'BDAT',
      'LHLO',
      'ETRN',
      'BURL',
      'XCLIENT',
      'XFORWARD',
      'SEND',
      'SOML',
      'SAML',
    ],
    find(step) {
      const { command } = step;
      if (command === undefined || command.path !== undefined) return undefined;
      const info = findCommand(command.verb);
      return info === undefined ? undefined : finding(command, info, step);
    },
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

/** What stands before the address, of the commands that take one. */
const PREPOSITIONS: ReadonlyMap<string, string> = new Map(
  COMMANDS.flatMap(({ verb, syntax }) => {
    const preposition = /^\w+ (FROM|TO):/.exec(syntax)?.[1];
    return preposition === undefined ? [] : [[verb, preposition]];
  }),
);

function finding(command: Command, info: CommandInfo, step: Step): Finding | undefined {
  if (command.argument === '')
    return info.argument === 'required' ? withoutArgument(command, info, step) : undefined;
  const preposition = PREPOSITIONS.get(info.verb);
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
    ...severityIfAccepted(outcome),
  };
}
