import { commandLineLimit } from '../../smtp/limits';
import { textOf } from '../../syntax/span';
import type { Rule, RuleDocumentation } from './rule';

/** A command line that a server need not take, as it is too long (RFC 5321 section 4.5.3.1.4). */
export const rule: Rule = {
  code: 'long-command',
  group: 'syntax',
  severity: 'warning',
  checkStep: {
    on: ['command', 'response'],
    find({ exchange: { request }, command, before }, { document }) {
      if (request?.kind !== 'command' && request?.kind !== 'response') return undefined;
      const span = request.line.value;
      // Nearly every line is so short that no character of it can matter.
      if ((span.end - span.start) * 3 <= 500) return undefined;
      const text = textOf(document.text, span);
      if (text.includes('{{')) return undefined;
      const octets = Buffer.byteLength(text) + 2;
      const limit = commandLineLimit(command?.verb ?? 'AUTH', before.capabilities?.keywords);
      if (octets <= limit) return undefined;
      return {
        message: `This line has ${octets} octets with its CRLF, and a server has to take no more than ${limit}`,
        span,
      };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `A server has to take command lines of up to 512 octets, CRLF included (RFC 5321 section 4.5.3.1.4). Some parameters allow a longer one, and
the lines of \`AUTH\` may have 12288 (RFC 4954 section 4.5). Many a server takes more, others answer \`500\`.`,
  bad: 'C: NOOP xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  good: 'C: NOOP x',
};
