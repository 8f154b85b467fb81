import { parsePath, type AddressFault } from '../../smtp/address';
import { suggestCommand } from '../../smtp/commands';
import type { Fix } from '../../syntax/diagnostic';
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
  if (fault.reason === 'trailing') {
    const at = start + fault.offset;
    const rest = argument.slice(argument.length - fault.length);
    if (/^[;,.]+$/.test(rest))
      return {
        title: `Remove “${rest}”`,
        changes: [{ span: { start: at, end: at + rest.length }, newText: '' }],
      };
    if (!/^[A-Z\d]/i.test(rest)) return undefined;
    return { title: 'Insert a space', changes: [{ span: { start: at, end: at }, newText: ' ' }] };
  }
  const suggestion = suggestCommand(text);
  if (suggestion === undefined) return undefined;
  const path = parsePath(suggestion.slice(suggestion.indexOf(':') + 1));
  if (path.kind === 'error') return undefined;
  return { title: `Change to “${suggestion}”`, changes: [{ span, newText: suggestion }] };
}
