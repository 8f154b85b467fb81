import { findCommand, suggestCommand } from '../../smtp/commands';
import type { Command, Step } from '../conversationModel';
import { isRestOfChunk } from '../chunkSize';
import { hasCode } from '../outcomes';
import type { Finding, Rule, RuleDocumentation } from './rule';
import { hasBackspace } from './typed-backspace';

/** A command that no RFC knows, most often a slip: `RCPT: user@example.com` for `RCPT TO:<user@example.com>`. */
export const rule: Rule = {
  code: 'unknown-command',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['command'],
    find(step, { document, isPrinted }) {
      const { command } = step;
      if (command === undefined || !isUnknown(command, step)) return undefined;
      if (answersChallenge(step.previous) || isRestOfChunk(document, step)) return undefined;
      if (isShownOut(command, step)) return undefined;
      // What a program has printed is no list of commands: `program-output` says so once.
      return isPrinted ? undefined : finding(command);
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `A command that no RFC defines; the server answers \`500\` (RFC 5321 section 4.2.4). Most often it is a slip, and the fix writes what was
meant. Commands that the recorded \`EHLO\` reply names, and those that begin with \`X\` and are accepted, are known to that server.`,
  bad: `C: MAIL FROM:<ann@example.com>
C: RCPT: bob@example.org`,
  good: `C: MAIL FROM:<ann@example.com>
C: RCPT TO:<bob@example.org>`,
};

function isUnknown(command: Command, step: Step): boolean {
  const { verb } = command;
  if (findCommand(verb) !== undefined || verb.includes('{{')) return false;
  if (verb === '' && command.argument === '') return false; // an empty line is sent on purpose: to see what the server says
  if (hasBackspace(command.text)) return false; // `typed-backspace` knows what was meant
  if (/^\/.+\/[a-z]*$/.test(command.text)) return false; // what a scripted server matches a line by
  if (step.before.capabilities?.keywords.has(verb) === true) return false;
  // Commands that begin with X are private agreements (RFC 5321 section 4.1.5): a server that takes one knows it.
  return !(verb.startsWith('X') && (step.outcome === 'accepted' || step.outcome === 'either'));
}

/** The farewell to a client of another protocol is a refusal: that of Postfix's smtpd_forbidden_commands. */
function isShownOut({ text }: Command, { exchange }: Step): boolean {
  return hasCode(exchange, '221') && suggestCommand(text) === undefined;
}

/** A transcript that begins in the middle of an AUTH exchange shows a challenge and no AUTH: what follows is a response. */
function answersChallenge(before: Step | undefined): boolean {
  return before !== undefined && before.exchange.request === undefined && hasCode(before.exchange, '334');
}

function finding({ verb, text, span }: Command): Finding {
  const start = span.start + (text.length - text.trimStart().length);
  const verbSpan = { start, end: start + verb.length };
  const suggestion = suggestCommand(text);
  if (suggestion !== undefined) {
    // Diagnostics are printed, and end up in logs: no credential may stand in one.
    const shown = suggestion.replace(/^(AUTH(?: (?:PLAIN|LOGIN))?) .+/i, '$1 …');
    return {
      message: `Unknown command ${verb}; did you mean “${shown}”?`,
      span: verbSpan,
      fixes: [{ title: `Change to “${shown}”`, changes: [{ span, newText: suggestion }] }],
    };
  }
  const header = /^[!-9;-~]+:(?:\s|$)/.test(text.trimStart());
  // What stands here may be the rest of a login, so it is not quoted either.
  const hint = header ? '; a message header comes after DATA' : '; no RFC defines it';
  return { message: `Unknown command${hint}`, span: verbSpan };
}
