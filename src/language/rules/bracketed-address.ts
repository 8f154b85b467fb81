import { parsePath } from '../../smtp/address';
import type { Command } from '../conversationModel';
import type { Finding, Rule } from './rule';

/** An address without angle brackets: most servers take it, though RFC 5321 section 4.1.2 has them in every path. */
export const rule: Rule = {
  code: 'bracketed-address',
  severity: 'hint',
  *check({ conversations }) {
    for (const { steps } of conversations.transcripts) {
      for (const { command } of steps) {
        if (command?.verb !== 'MAIL' && command?.verb !== 'RCPT') continue;
        const found = finding(command);
        if (found !== undefined) yield found;
      }
    }
  },
};

function finding({ argument, argumentSpan }: Command): Finding | undefined {
  const colon = /^(?:FROM|TO)\s*:/i.exec(argument)?.[0].length;
  if (colon === undefined || argument.includes('{{')) return undefined;
  const path = parsePath(argument.slice(colon));
  if (path.kind !== 'bare') return undefined;
  const start = argumentSpan.start + colon;
  const written = `<${path.address}>`;
  return {
    message: `An address stands in angle brackets: ${written}`,
    span: { start: start + path.start, end: start + path.end },
    fixes: [
      {
        title: `Change to ${written}`,
        changes: [{ span: { start, end: start + path.end }, newText: written }],
      },
    ],
  };
}
