import { nearest } from '../../syntax/words';
import type { Rule, RuleDocumentation } from './rule';

/** A mechanism of AUTH that the recorded EHLO reply does not list (RFC 4954 section 3). */
export const rule: Rule = {
  code: 'mechanism-not-offered',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['AUTH'],
    find({ before, command, outcome }) {
      const offered = before.capabilities?.keywords.get('AUTH');
      if (offered === undefined || offered.length === 0 || command?.verb !== 'AUTH') return undefined;
      const mechanism = /^[\w-]+(?=\s|$)/.exec(command.argument)?.[0];
      if (mechanism === undefined) return undefined;
      if (offered.some((each) => each.toUpperCase() === mechanism.toUpperCase())) return undefined;
      const { start } = command.argumentSpan;
      const span = { start, end: start + mechanism.length };
      const meant = nearest(mechanism, offered);
      return {
        // What stands here may be a password, if the mechanism was forgotten: it is not quoted.
        message: `The server does not offer this mechanism, but ${offered.join(', ')}`,
        span,
        ...(outcome === 'accepted' ? { severity: 'warning' as const } : {}),
        fixes:
          meant === undefined ? [] : [{ title: `Change to ${meant}`, changes: [{ span, newText: meant }] }],
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `The server lists its mechanisms behind \`AUTH\` in the reply to \`EHLO\`; to any other it answers 504 (RFC 4954 section 4). If the recorded reply
accepts the mechanism, this is a warning.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 AUTH PLAIN LOGIN
C: AUTH CRAM-MD5`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 AUTH PLAIN LOGIN
C: AUTH LOGIN`,
};
