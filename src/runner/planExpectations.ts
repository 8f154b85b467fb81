import type { ExpectedReply, ServerLine } from '../syntax/document';
import type { Pattern } from '../syntax/pattern';
import { notRunnable } from './notRunnable';
import type { PlanSource } from './planSource';
import type { Expect, ExpectedLine } from './planTypes';

export { codeMatches } from '../syntax/pattern';

/** Makes the `S:` lines of one reply ready to be held against it. */
export function planExpect(source: PlanSource, reply: ExpectedReply): Expect {
  const [first] = reply.lines;
  const bytes = reply.lines.find(({ pattern }) => pattern.kind === 'bytes');
  if (bytes !== undefined) source.problem(bytes.index + 1, notRunnable.serverBytes);
  const patterns = reply.lines.map((line) => line.pattern);
  const head = patterns.find((pattern) => pattern.kind === 'reply');
  const silence = patterns.find((pattern) => pattern.kind === 'silence');
  const lines = reply.lines.map((line) => planLine(line));
  return {
    line: (first?.index ?? 0) + 1,
    source: first === undefined ? '' : source.text(first.value).trim(),
    optional: reply.optional,
    kind: kindOf(patterns),
    milliseconds: silence?.milliseconds ?? 0,
    codes: head?.codes ?? [],
    lines,
    isCodeOnly: lines.every(({ text, regex }) => text === undefined && regex === undefined),
  };
}

function kindOf(patterns: readonly Pattern[]): Expect['kind'] {
  if (patterns.some((pattern) => pattern.kind === 'close')) return 'close';
  return patterns.some((pattern) => pattern.kind === 'silence') ? 'silence' : 'reply';
}

function planLine({ pattern }: ServerLine): ExpectedLine {
  if (pattern.kind !== 'reply')
    return { text: undefined, regex: undefined, elision: pattern.kind === 'elision' };
  return { text: pattern.text?.value, regex: compile(pattern.regex), elision: false };
}

/** Without the flags that carry a position from one match to the next. */
function compile(regex: { source: string; flags: string } | undefined): RegExp | undefined {
  if (regex === undefined) return undefined;
  try {
    return new RegExp(regex.source, regex.flags.replace(/[gy]/g, ''));
  } catch {
    return undefined; // the parser has said so already, and a plan with a problem is not run
  }
}
