import { everyPart } from '../syntax/template';
import type { PlanSource } from './planSource';
import type { Body, Send, Step } from './planTypes';

/** Finds what `{{$size}}` on a step's line counts: the chunk after it, or on a `MAIL` line the message that follows. */
export function planMeasure(source: PlanSource, steps: readonly Step[], step: Step, at: number): Step {
  const { send } = step;
  if (send?.kind !== 'command' || !(send.verb === 'BDAT' || send.verb === 'MAIL')) return step;
  if (!asksForSize(send)) return step;
  const measured = send.verb === 'BDAT' ? chunkOf(send) : messageAfter(steps, at);
  if (measured.length > 0) return { ...step, send: { ...send, measured } };
  const what = send.verb === 'BDAT' ? 'chunk' : 'message';
  source.problem(send.line, `{{$size}} is the octets of the ${what} that follows, and none does`);
  return step;
}

type Command = Extract<Send, { kind: 'command' }>;

function asksForSize({ template }: Command): boolean {
  for (const part of everyPart(template)) if (part.kind === 'call' && part.name === '$size') return true;
  return false;
}

function chunkOf({ chunk }: Command): Body[] {
  return [chunk ?? { parts: [], terminator: undefined }];
}

/** The content of `DATA`, or all chunks of `BDAT`, of the transaction that a line begins. */
function messageAfter(steps: readonly Step[], at: number): Body[] {
  const bodies: Body[] = [];
  for (const { send } of steps.slice(at + 1)) {
    if (send?.kind === 'content') return [send.body];
    if (send?.kind !== 'command') continue;
    if (send.verb === 'MAIL') break;
    if (send.verb === 'BDAT') bodies.push(...chunkOf(send));
  }
  return bodies;
}
