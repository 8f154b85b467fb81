import { parsePath, type AddressFault } from '../../smtp/address';
import { suggestCommand } from '../../smtp/commands';
import { replacement, type Fix } from '../../syntax/diagnostic';
import type { Command, Step } from '../conversationModel';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** What stands after `FROM:` or `TO:` is no address (RFC 5321 section 4.1.2). */
export const rule: Rule = {
  code: 'bad-address',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['MAIL', 'RCPT', 'SEND', 'SOML', 'SAML'],
    find(step) {
      const { command } = step;
      // Nearly all are right, and were read already.
      if (command === undefined || command.path?.parsed.mailbox !== undefined) return undefined;
      return PATH.test(command.text) ? finding(command, step) : undefined;
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `An address is a local part, \`@\` and a domain, in angle brackets (RFC 5321 section 4.1.2). Only \`MAIL FROM:<>\`, from which bounces come,
has none. An address without a domain is a warning: some servers add their own.`,
  bad: `C: MAIL FROM:<ann@example..com>`,
  good: `C: MAIL FROM:<ann@example.com>`,
};

const PATH = /^\s*(?:(?:MAIL|SEND|SOML|SAML)\s+FROM|RCPT\s+TO)\s*:\s*\S/i;
/** What an author puts where an address is to go: nobody can tell what is right there. */
const PLACEHOLDER = /\{\{|\.\.\.|…/;

function finding(command: Command, { outcome }: Step): Finding | undefined {
  const { argument, argumentSpan } = command;
  if (PLACEHOLDER.test(argument)) return undefined;
  const offset = argument.indexOf(':') + 1;
  const path = parsePath(argument.slice(offset));
  const start = argumentSpan.start + offset;
  const accepted = outcome === 'accepted';
  if (path.kind !== 'error') {
    if (path.address !== '' || command.verb !== 'RCPT') return undefined;
    return {
      message: 'RCPT names a recipient: only MAIL may have the empty address',
      span: { start: start + path.start, end: start + path.end },
      ...(accepted ? { severity: 'warning' } : {}),
    };
  }
  const span = { start: start + path.offset, end: start + path.offset + path.length };
  const nameless = path.reason === 'noDomain';
  // Local delivery, and LMTP above all, knows its users without a domain.
  if (nameless && accepted) return undefined;
  const fix = mended(command, path, start);
  return {
    message: path.message.replace(/\.$/, ''),
    span,
    fixes: fix === undefined ? [] : [fix],
    ...(accepted || nameless ? { severity: 'warning' } : {}),
  };
}

function mended({ text, span, argument }: Command, fault: AddressFault, start: number): Fix | undefined {
  if (fault.reason === 'trailing') return mendedEnd(argument, fault, start) ?? mendedPath(argument, start);
  const suggestion = suggestCommand(text);
  if (suggestion !== undefined) {
    const path = parsePath(suggestion.slice(suggestion.indexOf(':') + 1));
    if (path.kind !== 'error') return replacement(span, suggestion);
  }
  return mendedPath(argument, start);
}

/** What follows the address without a space. */
function mendedEnd(argument: string, fault: AddressFault, start: number): Fix | undefined {
  const at = start + fault.offset;
  const rest = argument.slice(argument.length - fault.length);
  const mark = /^[;,.]+(?=\s|$)/.exec(rest)?.[0];
  if (mark !== undefined) return replacement({ start: at, end: at + mark.length }, '', `Remove “${mark}”`);
  if (!/^[A-Z\d]/i.test(rest)) return undefined;
  return replacement({ start: at, end: at }, ' ', 'Insert a space');
}

/** Slips within the address, each with what it is replaced by. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  // As it stands in the source of a web page.
  [/^(\s*)&lt;(.*)&gt;/s, '$1<$2>'],
  [/^(\s*)<<([^<>]*)>>/, '$1<$2>'],
  [/^(\s*<?)mailto:/i, '$1'],
  [/(@[^\s<>@]*?)\.{2,}/, '$1.'],
  [/(@[^\s<>@,]*),(?=[^\s<>@,]+(?:>|\s|$))/, '$1.'],
  // A local part with white space, or with a dot at its end, needs quotes (RFC 5321 section 4.1.2).
  [/^(\s*<)([^"<>@\\]*[^"<>@\\\s])@(?=[^\s<>@]+>)/, '$1"$2"@'],
];

/** The path with one slip mended, if it is right then. */
function mendedPath(argument: string, start: number): Fix | undefined {
  const written = argument.slice(argument.indexOf(':') + 1);
  for (const [slip, mended] of SLIPS) {
    const path = written.replace(slip, mended);
    if (path !== written && parsePath(path).kind !== 'error')
      return replacement(
        { start, end: start + written.length },
        path.trimStart(),
        `Change to “${path.trim()}”`,
      );
  }
  return undefined;
}
