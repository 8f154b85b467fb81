import { replacement } from '../../syntax/diagnostic';
import type { PlacedParameter, Step } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/**
 * A message to be held back for longer than the recorded EHLO reply says that the server does (RFC 4865 section 3), or to be
 * delivered or returned in less time than it takes on (RFC 2852 section 2).
 */
export const rule: Rule = {
  code: 'time-out-of-range',
  group: 'conversation',
  severity: 'error',
  checkStep: {
    on: ['MAIL'],
    find({ before: { capabilities }, command, outcome }) {
      if (capabilities === undefined || command?.verb !== 'MAIL' || command.parameters.length === 0)
        return undefined;
      const { keywords } = capabilities;
      let found: Finding[] | undefined;
      for (const parameter of command.parameters) {
        const nearest = nearestAllowed(parameter, keywords);
        if (nearest !== undefined) (found ??= []).push(finding(parameter, nearest, outcome));
      }
      return found;
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `Behind \`FUTURERELEASE\` in the reply to \`EHLO\` stand the most seconds, and the latest date, that the server holds a message back for \`HOLDFOR\` and
\`HOLDUNTIL\` (RFC 4865 section 3). Behind \`DELIVERBY\` stands the shortest time that it promises to deliver or return a message in, which \`BY\` with \`R\` asks for
(RFC 2852 section 2). A server answers \`501\` to a \`MAIL\` that asks for more. If the recorded reply accepts it, this is a warning.`,
  bad: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 FUTURERELEASE 86400 2030-01-01T00:00:00Z
C: MAIL FROM:<ann@example.com> HOLDFOR=604800`,
  good: `C: EHLO client.example.com
S: 250-mail.example.com
S: 250 FUTURERELEASE 86400 2030-01-01T00:00:00Z
C: MAIL FROM:<ann@example.com> HOLDFOR=3600`,
};

interface Allowed {
  readonly message: string;
  /** The value that is next to the one that is not allowed. */
  readonly value: string;
}

/** Undefined if the value is allowed, or none at all, or if the server names no bound. */
function nearestAllowed(
  { name, value = '' }: PlacedParameter,
  keywords: ReadonlyMap<string, readonly string[]>,
): Allowed | undefined {
  switch (name) {
    case 'HOLDFOR': {
      const most = seconds(keywords.get('FUTURERELEASE')?.[0]);
      const asked = seconds(value);
      if (most === undefined || asked === undefined || asked <= most) return undefined;
      return { message: `The server holds a message back for up to ${most} seconds`, value: String(most) };
    }
    case 'HOLDUNTIL': {
      const latest = keywords.get('FUTURERELEASE')?.[1] ?? '';
      // A comparison with what is no date is false.
      if (!(dateOf(value) > dateOf(latest))) return undefined;
      return { message: `The server holds a message back until ${latest} at the latest`, value: latest };
    }
    case 'BY': {
      const [, time, rest = ''] = /^\+?(\d{1,9})(;RT?)$/i.exec(value) ?? [];
      // Further options may follow the number, with commas between them.
      const least = seconds(keywords.get('DELIVERBY')?.[0]?.split(',')[0]);
      const asked = seconds(time);
      if (least === undefined || asked === undefined || asked === 0 || asked >= least) return undefined;
      return {
        message: `The server takes ${least} seconds at least to deliver a message or return it`,
        value: `${least}${rest}`,
      };
    }
    default:
      return undefined;
  }
}

function finding(
  { name, span }: PlacedParameter,
  { message, value }: Allowed,
  outcome: Step['outcome'],
): Finding {
  const valueSpan = { start: span.start + name.length + 1, end: span.end };
  return {
    message,
    span,
    fixes: [replacement(valueSpan, value)],
    ...severityIfAccepted(outcome),
  };
}

function seconds(text = ''): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** As RFC 3339 section 5.6 writes it; NaN if it is none. */
function dateOf(text: string): number {
  return /^\d{4}-\d\d-\d\dT/i.test(text) ? Date.parse(text.toUpperCase()) : NaN;
}
