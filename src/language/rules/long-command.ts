import { commandLineLimit } from '../../smtp/limits';
import { textOf, type Span } from '../../syntax/span';
import type { Step } from '../conversationModel';
import { isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** A command line that a server need not take, as it is too long (RFC 5321 section 4.5.3.1.4). */
export const rule: Rule = {
  code: 'long-command',
  group: 'syntax',
  severity: 'warning',
  *checkTranscript({ document, model: { steps } }) {
    for (const step of steps) {
      const line = lineOf(step);
      // Nearly every line is so short that no character of it can matter.
      if (line === undefined || (line.span.end - line.span.start) * 3 <= 500 || isRefused(step)) continue;
      const text = textOf(document.text, line.span);
      if (text.includes('{{')) continue;
      const octets = Buffer.byteLength(text) + 2;
      const limit = commandLineLimit(line.verb, step.before.capabilities?.keywords);
      if (octets > limit)
        yield {
          message: `This line has ${octets} octets with its CRLF, and a server has to take no more than ${limit}`,
          span: line.span,
        };
    }
  },
};

export const documentation: RuleDocumentation = {
  why: `A server has to take command lines of up to 512 octets, CRLF included (RFC 5321 section 4.5.3.1.4). Some parameters allow a longer one, and
the lines of \`AUTH\` may have 12288 (RFC 4954 section 4.5). Many a server takes more, others answer \`500\`.`,
  bad: 'C: NOOP xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  good: 'C: NOOP x',
};

function lineOf({ exchange: { request }, command }: Step): { verb: string; span: Span } | undefined {
  if (request?.kind === 'response') return { verb: 'AUTH', span: request.line.value };
  return command === undefined ? undefined : { verb: command.verb, span: command.span };
}
