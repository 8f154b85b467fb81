import { replacement } from '../../syntax/diagnostic';
import type { Command } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/** What ETRN is for: a node, with `@` or `#` before it or nothing (RFC 1985 section 5). */
export const rule: Rule = {
  code: 'bad-node',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['ETRN'],
    find({ command, outcome }) {
      if (command?.verb !== 'ETRN' || command.argument === '' || OPEN.test(command.argument))
        return undefined;
      const found = finding(command);
      return found && { ...found, ...severityIfAccepted(outcome) };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `\`ETRN\` takes one node: a domain as it stands, \`@\` and a domain for all that is below it as well, or \`#\` and the name of a queue of the server's (RFC 1985
section 5). There are no other options, and no space comes after one. The server answers \`501\` to anything else.`,
  bad: `C: ETRN *.example.com`,
  good: `C: ETRN @example.com`,
};

/** What is filled in later, left out, or stands for a name: `ETRN <node>`. */
const OPEN = /\{\{|\.\.\.|…|^<[^<>.]*>$/;

function finding({ argument, argumentSpan: span }: Command): Finding | undefined {
  const [first = '', ...more] = argument.split(/\s+/);
  if (more.length > 0) {
    const joined = /^[@#]$/.test(first) && more.length === 1 ? `${first}${more.join('')}` : undefined;
    return {
      message: 'ETRN takes one node, without a space in it',
      span,
      fixes: joined === undefined ? [] : [replacement(span, joined)],
    };
  }
  if (/^[@#]$/.test(first)) return { message: `The node is missing after ${first}`, span };
  // A name in another script than Latin is another matter: see `non-ascii-command`.
  if (/^[@#]?[\w[\u0080-\uffff]/.test(first)) return undefined;
  const fix = mended(first);
  return {
    message: `ETRN has the options @ and #, and not ${first.charAt(0)}`,
    span,
    fixes: fix === undefined ? [] : [replacement(span, fix)],
  };
}

/** `*.example.com` and `.example.com` are the domain and all below it; brackets and quotes are for other commands. */
function mended(node: string): string | undefined {
  const below = /^@?\*?\.([\w.-]+)$/.exec(node)?.[1];
  if (below !== undefined) return `@${below}`;
  return /^[<"](\w.*)[>"]$/.exec(node)?.[1];
}
