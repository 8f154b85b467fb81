import { findCommand } from '../../smtp/commands';
import { toAsciiDomain } from '../../smtp/idn';
import { replacement, type Fix } from '../../syntax/diagnostic';
import type { Command, Step } from '../conversationModel';
import { mayHaveParameter } from '../message/envelope';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** An address or domain in more than ASCII where SMTPUTF8 was not asked for (RFC 6531 section 3.4). */
export const rule: Rule = {
  code: 'non-ascii-command',
  group: 'syntax',
  severity: 'warning',
  checkStep: {
    on: ['MAIL', 'RCPT', 'EHLO', 'HELO', 'LHLO', 'ATRN'],
    find(step) {
      const { command } = step;
      if (command === undefined || !NOT_ASCII.test(command.argument)) return undefined;
      return finding(step, command, command.argument.search(NOT_ASCII));
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `Commands are ASCII (RFC 5321 section 2.4). Addresses in other characters need a server that offers \`SMTPUTF8\`, and a \`MAIL\` that asks for it (RFC 6531
section 3.4); a domain is written in its ASCII form, \`xn--…\`, in \`EHLO\`.`,
  bad: `C: MAIL FROM:<žofie@example.com>`,
  good: `C: MAIL FROM:<žofie@example.com> SMTPUTF8`,
};

const NOT_ASCII = /[^\0-\x7f]/;

function asciiFixes({ argument, argumentSpan }: Command): readonly Fix[] {
  const ascii = toAsciiDomain(argument);
  return ascii === undefined ? [] : [replacement(argumentSpan, ascii)];
}

function finding(step: Step, command: Command, at: number): Finding | undefined {
  const { argument, argumentSpan, verb } = command;
  const run = /^[^\s<>,;@]+/.exec(argument.slice(at))?.[0] ?? '';
  const span = { start: argumentSpan.start + at, end: argumentSpan.start + at + Math.max(1, run.length) };
  if (findCommand(verb)?.takes === 'domain')
    return {
      message: `A domain in ${verb} is ASCII: an international one is written xn--…`,
      span,
      fixes: asciiFixes(command),
    };
  const mail = verb === 'MAIL' ? command : step.transaction?.mail?.command;
  if ((verb !== 'MAIL' && verb !== 'RCPT') || mail === undefined || mayHaveParameter(mail, 'SMTPUTF8'))
    return undefined;
  // Where the server is shown not to take it, `non-ascii-not-offered` says so.
  if (step.before.capabilities?.keywords.has('SMTPUTF8') === false) return undefined;
  const { end } = mail.argumentSpan;
  const fix: Fix = {
    title: 'Add SMTPUTF8 to MAIL',
    changes: [{ span: { start: end, end }, newText: ' SMTPUTF8' }],
  };
  return {
    message: 'An address in more than ASCII needs SMTPUTF8 on the MAIL line',
    span,
    fixes: [fix],
  };
}
