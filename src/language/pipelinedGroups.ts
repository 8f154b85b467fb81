import { findCommand } from '../smtp/commands';
import type { TextChange } from '../syntax/diagnostic';
import type { Settings, TranscriptDocument } from '../syntax/document';
import { textOf } from '../syntax/span';
import type { Step } from './conversationModel';
import type { ConversationPart } from './conversationParts';

/** Commands that the text shows to be sent without waiting for the replies in between (RFC 2920). */
export interface PipelinedGroup {
  /** At least two. */
  readonly steps: readonly Step[];
  readonly fault: GroupFault | undefined;
}

/** What is wrong with a group: a step that would have to be its last one, or that no group may be sent at all. */
export type GroupFault =
  | { readonly kind: 'starttls' | 'auth' | 'order'; readonly step: Step }
  | { readonly kind: 'not-offered'; readonly step: Step };

/**
 * The groups of a part of a transcript; none is in two. Authors leave replies out, so that client lines which follow each other
 * are a group only if the replies to all of them are recorded behind them. There is none where `@pipelining` says how lines are
 * sent.
 */
export function pipelinedGroups(
  document: TranscriptDocument,
  settings: Settings,
  { steps, hasGroups }: Pick<ConversationPart, 'steps' | 'hasGroups'>,
): readonly PipelinedGroup[] {
  if (!hasGroups) return NONE;
  const groups: PipelinedGroup[] = [];
  for (let at = 1; at < steps.length; at++) {
    if (steps[at]?.exchange.grouped !== true) continue;
    const first = at - 1;
    while (steps[at]?.exchange.grouped === true) at++;
    const members = steps.slice(first, at);
    if (members.every(({ exchange }) => exchange.replies.length > 0 && exchange.request !== undefined))
      groups.push({ steps: members, fault: faultIn(members) });
  }
  if (groups.length === 0 || isSettled(document, settings.directives)) return [];
  return isSettled(document, document.preamble.directives) ? [] : groups;
}

const NONE: readonly PipelinedGroup[] = [];

/** Writes the replies of a group where they answer: each below its command. Undefined if other lines stand among them. */
export function inLockStep(
  { text, lines }: TranscriptDocument,
  steps: readonly Step[],
): TextChange | undefined {
  const replies = steps.flatMap(({ exchange }) => exchange.replies.map((reply) => ({ exchange, reply })));
  const start = steps[0]?.line;
  const firstReply = replies[0]?.reply.lines[0]?.index;
  const lastReply = replies.at(-1)?.reply.lines.at(-1);
  const lastRequest = steps.at(-1)?.line;
  if (start === undefined || firstReply === undefined || lastReply === undefined) return undefined;
  if (lastRequest === undefined || lastRequest > firstReply) return undefined;
  const block = (from: number, to: number): string =>
    text.slice(lines[from]?.span.start, lines[to - 1]?.fullEnd);
  const end = lastReply.index + 1;
  let written = '';
  for (const [at, { line, exchange }] of steps.entries()) {
    written = joined(written, block(line, steps[at + 1]?.line ?? firstReply), text, lines[start]);
    for (const [nth, each] of replies.entries()) {
      if (each.exchange !== exchange) continue;
      const from = each.reply.lines[0]?.index ?? firstReply;
      const to = replies[nth + 1]?.reply.lines[0]?.index ?? end;
      if (to <= from) return undefined;
      written = joined(written, block(from, to), text, lines[start]);
    }
  }
  const span = { start: lines[start]?.span.start ?? 0, end: lastReply.fullEnd };
  // The last line of a file may have no line end; whichever line is the last now shall have none either.
  if (lastReply.fullEnd === lastReply.span.end) written = written.replace(/\r\n$|[\r\n]$/, '');
  return { span, newText: written };
}

function joined(
  before: string,
  block: string,
  text: string,
  line: TranscriptDocument['lines'][number] | undefined,
): string {
  const lineEnd = line === undefined ? '\n' : text.slice(line.span.end, line.fullEnd);
  return before === '' || /[\r\n]$/.test(before) ? before + block : before + lineEnd + block;
}

/** The first that may not stand where it does; one fault is told of, as one mistake mostly makes the others. */
function faultIn(steps: readonly Step[]): GroupFault | undefined {
  const [first] = steps;
  for (const step of steps.slice(0, -1)) {
    const kind = mustBeLast(step);
    if (kind !== undefined) return { kind, step };
  }
  const offered = first?.before.capabilities;
  return first === undefined || offered === undefined || offered.keywords.has('PIPELINING')
    ? undefined
    : { kind: 'not-offered', step: first };
}

/** RFC 2920 section 3.1, RFC 3207 section 4, RFC 4954 section 3. */
function mustBeLast({ exchange, command }: Step): 'starttls' | 'auth' | 'order' | undefined {
  if (exchange.request?.kind === 'response') return 'auth';
  if (command === undefined) return undefined;
  switch (command.meant) {
    case 'STARTTLS':
      return 'starttls';
    case 'AUTH':
      return isDoneAtOnce(command.argument) ? undefined : 'auth';
    default:
      return findCommand(command.meant)?.pipelining === 'last' ? 'order' : undefined;
  }
}

/** Whether an AUTH line says all that its mechanism has to say. */
function isDoneAtOnce(argument: string): boolean {
  return /^(?:PLAIN|XOAUTH2|OAUTHBEARER|EXTERNAL|ANONYMOUS)\s+\S/i.test(argument) || argument.includes('{{');
}

/** Whether a directive says that lines are sent as a group, or not, whatever the server offers. */
function isSettled(
  { text }: TranscriptDocument,
  directives: TranscriptDocument['preamble']['directives'],
): boolean {
  return directives.some(
    ({ name, value }) =>
      textOf(text, name).toLowerCase() === 'pipelining' && /^(?:on|off)$/i.test(textOf(text, value).trim()),
  );
}
