import { unusualLines } from '../message/scan';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A line of a message that starts with one dot: the server takes that dot away (RFC 5321 section 4.5.2). */
export const rule: Rule = {
  code: 'leading-dot',
  group: 'message',
  severity: 'hint',
  checkStep: {
    on: ['content'],
    find({ exchange: { request } }, { document }) {
      if (request?.kind !== 'content') return undefined;
      const { dotted } = unusualLines(document, request.content);
      if (dotted.length === 0) return undefined;
      return dotted
        .filter(({ value }) => !document.text.startsWith('...', value.start)) // an elision
        .map(({ value }) => finding(value.start));
    },
  },
};

function finding(start: number): Finding {
  const dot = { start, end: start + 1 };
  return {
    message: 'The server takes away the dot that a line starts with; write two to send one',
    span: dot,
    fixes: [{ title: 'Double the dot', changes: [{ span: dot, newText: '..' }] }],
  };
}

export const documentation: RuleDocumentation = {
  why: `A line of a message that starts with a dot is sent with two, as the server takes the first one away (RFC 5321 section 4.5.2). The runner sends
what the file says, so both stand in it. In a file that is included with \`< file\` the dots are doubled by themselves.`,
  bad: `C: DATA
S: 354
C: Subject: files
C:
C: .profile
C: .
S: 250`,
  good: `C: DATA
S: 354
C: Subject: files
C:
C: ..profile
C: .
S: 250`,
};
