import { findKeyword } from '../../smtp/keywords';
import { findParameter } from '../../smtp/parameterTable';
import type { Capabilities } from '../../smtp/extensions';
import { removeParameter } from '../conversationFixes';
import type { PlacedParameter } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** A parameter of MAIL or RCPT whose extension the recorded EHLO reply does not offer (RFC 5321 section 4.1.1.11). */
export const rule: Rule = {
  code: 'parameter-not-offered',
  group: 'conversation',
  severity: 'error',
  *checkTranscript({ document, model }) {
    for (const step of model.steps) {
      const { command, before } = step;
      if (before.capabilities === undefined || command === undefined || isRefused(step)) continue;
      if (command.verb !== 'MAIL' && command.verb !== 'RCPT') continue;
      for (const parameter of command.parameters) {
        const wanted = missing(parameter, command.verb, before.capabilities);
        if (wanted === undefined) continue;
        yield {
          message: `The server does not offer ${wanted}, which ${parameter.name} needs`,
          span: parameter.span,
          ...(step.outcome === 'accepted' ? { severity: 'warning' as const } : {}),
          fixes: [{ title: `Remove ${parameter.name}`, changes: [removeParameter(document, parameter)] }],
        };
      }
    }
  },
};

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
