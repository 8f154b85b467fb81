import type { Command, PlacedPath } from '../conversationCommand';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** An address without angle brackets: most servers take it, though RFC 5321 section 4.1.2 has them in every path. */
export const rule: Rule = {
  code: 'bracketed-address',
  group: 'style',
  severity: 'hint',
  checkStep: {
    on: ['MAIL', 'RCPT'],
    find({ command }) {
      const path = command?.path;
      if (command === undefined || path?.parsed.kind !== 'bare') return undefined;
      return finding(command, path);
    },
  },
};

export const documentation: RuleDocumentation = {
  why: 'Every address of the envelope stands in angle brackets (RFC 5321 section 4.1.2). Many servers take it without them, others answer `501`.',
  bad: 'C: MAIL FROM: ann@example.com',
  good: 'C: MAIL FROM:<ann@example.com>',
};

function finding({ argument, argumentSpan }: Command, { parsed, addressSpan }: PlacedPath): Finding {
  const written = `<${parsed.address}>`;
  // The space after the colon goes, too.
  const start = argumentSpan.start + argument.indexOf(':') + 1;
  return {
    message: `An address stands in angle brackets: ${written}`,
    span: addressSpan,
    fixes: [
      {
        title: `Change to ${written}`,
        safe: true,
        changes: [{ span: { start, end: addressSpan.end }, newText: written }],
      },
    ],
  };
}
