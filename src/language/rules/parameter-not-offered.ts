import { findKeyword } from '../../smtp/keywords';
import { findParameter } from '../../smtp/parameterTable';
import { parseEhlo, type Capabilities } from '../../smtp/extensions';
import { removeParameter } from '../conversationFixes';
import type { PlacedParameter } from '../conversationModel';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A parameter of MAIL or RCPT whose extension the recorded EHLO reply does not offer (RFC 5321 section 4.1.1.11). */
export const rule: Rule = {
  code: 'parameter-not-offered',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['MAIL', 'RCPT'],
    find({ before, command, outcome }, { document }) {
      const saidHelo = before.capabilities === undefined && before.greeting === 'HELO';
      const capabilities = saidHelo ? NOTHING : before.capabilities;
      if (capabilities === undefined || command === undefined) return undefined;
      const { verb, parameters } = command;
      if (parameters.length === 0 || (verb !== 'MAIL' && verb !== 'RCPT')) return undefined;
      let found: Finding[] | undefined;
      for (const parameter of parameters) {
        const wanted = missing(parameter, verb, capabilities);
        if (wanted === undefined) continue;
        (found ??= []).push({
          message: `${saidHelo ? 'To a client that says HELO the' : 'The'} server does not offer ${wanted}${wanted === parameter.name ? '' : `, which ${parameter.name} needs`}`,
          span: parameter.span,
          ...(outcome === 'accepted' ? { severity: 'warning' as const } : {}),
          fixes: [{ title: `Remove ${parameter.name}`, changes: [removeParameter(document, parameter)] }],
        });
      }
      return found;
    },
  },
};

/** Whoever says HELO is offered no extension (RFC 5321 section 4.1.1.1). */
const NOTHING: Capabilities = parseEhlo([]);

/** The keywords that would allow a parameter, if none of them is offered. */
function missing(
  { name, value }: PlacedParameter,
  verb: string,
  { keywords }: Capabilities,
): string | undefined {
  const info = findParameter(name);
  if (info?.commands.includes(verb) !== true) return undefined;
  const body = name === 'BODY' && value?.includes('{{') !== true ? value?.toUpperCase() : undefined;
  const known = body !== undefined && info.values.includes(body);
  const wanted = info.keywords.filter(
    (keyword) => !known || findKeyword(keyword)?.bodyValues.includes(body) === true,
  );
  return wanted.some((keyword) => keywords.has(keyword)) ? undefined : wanted.join(' or ');
}

export const documentation: RuleDocumentation = {
  why: `A client may only use the parameters of extensions that the server has offered in its reply to \`EHLO\`; to others a server answers 555 or 501
(RFC 5321 section 4.1.1.11). Which one allows which: \`SIZE=\` needs \`SIZE\`, \`BODY=8BITMIME\` needs \`8BITMIME\`, \`RET=\`, \`ENVID=\`, \`NOTIFY=\` and \`ORCPT=\` need
\`DSN\`. If the recorded reply accepts the command, this is a warning.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 PIPELINING
C: MAIL FROM:<ann@example.com> SIZE=1000`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 SIZE
C: MAIL FROM:<ann@example.com> SIZE=1000`,
};
