import { textOf } from '../../syntax/span';
import type { Rule } from './rule';

/** A line of a message that starts with one dot: the server takes that dot away (RFC 5321 section 4.5.2). */
export const rule: Rule = {
  code: 'leading-dot',
  severity: 'hint',
  *check({ document, conversations }) {
    for (const { steps } of conversations.transcripts) {
      for (const { exchange } of steps) {
        if (exchange.request?.kind !== 'content') continue;
        for (const { kind, value } of exchange.request.content.lines) {
          if (kind !== 'content' || !/^\.(?!\.)/.test(textOf(document.text, value))) continue;
          const dot = { start: value.start, end: value.start + 1 };
          yield {
            message: 'The server takes away the dot that a line starts with; write two to send one',
            span: dot,
            fixes: [{ title: 'Double the dot', changes: [{ span: dot, newText: '..' }] }],
          };
        }
      }
    }
  },
};
