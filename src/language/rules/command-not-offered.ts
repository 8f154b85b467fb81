import { COMMANDS, findCommand } from '../../smtp/commands';
import type { Rule, RuleDocumentation } from './rule';

/** A command whose extension the recorded EHLO reply does not offer (RFC 5321 section 2.2.1). */
export const rule: Rule = {
  code: 'command-not-offered',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: COMMANDS.filter(({ extension }) => extension !== undefined).map(
      ({ verb }) => verb as Uppercase<string>,
    ),
    find({ before, command, outcome }) {
      const { capabilities } = before;
      if (capabilities === undefined || command === undefined) return undefined;
      const keyword = findCommand(command.meant)?.extension;
      if (keyword === undefined || capabilities.keywords.has(keyword)) return undefined;
      // One chunk is one mistake; and no server offers STARTTLS once it is done, which repeated-starttls tells.
      if (before.content === 'chunks' || (keyword === 'STARTTLS' && before.tls === 'yes')) return undefined;
      return {
        message: `The server does not offer ${keyword}, which ${command.meant} needs`,
        span: command.verbSpan,
        ...(outcome === 'accepted' ? { severity: 'warning' as const } : {}),
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `The commands of an extension may only be used if the server has offered it in its reply to \`EHLO\`; others are answered with 500 or 502 (RFC 5321
section 2.2.1). \`AUTH\` needs \`AUTH\`, \`STARTTLS\` needs \`STARTTLS\`, \`BDAT\` needs \`CHUNKING\`. If the recorded reply accepts the command, this is a warning.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 PIPELINING
C: STARTTLS`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 STARTTLS
C: STARTTLS`,
};
