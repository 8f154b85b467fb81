import { gatherBody } from './content';
import type { Outbox } from './outbox';
import type { Body, Send, Step, Template } from './planTypes';
import { showRaw } from './rawLines';
import { tellNote } from './receiving';
import { MASK } from './redaction';
import type { SessionState } from './sessionState';
import { refuseHole } from './writing';

/** A step that sends something, on its way through the session. */
export interface Turn {
  readonly step: Step;
  readonly send: Send;
  /** The command as it was sent; empty for what is none. */
  text: string;
}

/**
 * Gathers what a step says; a message that is long goes out while it is gathered.
 *
 * @returns false when the conversation cannot go on
 */
export function gather(state: SessionState, outbox: Outbox, turn: Turn): boolean | Promise<boolean> {
  const what = turn.send;
  switch (what.kind) {
    case 'raw':
      outbox.add(what.bytes, {
        line: what.line,
        text: showRaw(state, what.bytes, what.source),
        role: 'raw',
      });
      return true;
    case 'content':
      state.insideContent = true;
      return gatherBody(state, outbox, what.body, true);
    case 'response':
      return gatherLine(state, outbox, what, turn);
    case 'command':
      return what.chunk === undefined
        ? gatherLine(state, outbox, what, turn)
        : gatherChunk(state, outbox, turn, { line: what, chunk: what.chunk });
  }
}

async function gatherChunk(
  state: SessionState,
  outbox: Outbox,
  turn: Turn,
  { line, chunk }: { readonly line: Line; readonly chunk: Body },
): Promise<boolean> {
  return (await gatherLine(state, outbox, line, turn)) && (await gatherBody(state, outbox, chunk, false));
}

type Line = Extract<Send, { kind: 'command' | 'response' }>;

/** At once, where there is nothing to fill in: a reply is to draw the next command without a turn of the event loop. */
function gatherLine(state: SessionState, outbox: Outbox, line: Line, turn: Turn): boolean | Promise<boolean> {
  const constant = constantText(line.template);
  if (constant !== undefined) return addLine(state, outbox, line, turn, constant);
  return fill(state, line).then((filled) => addLine(state, outbox, line, turn, filled));
}

function addLine(
  state: SessionState,
  outbox: Outbox,
  line: Line,
  turn: Turn,
  filled: FilledLine | { readonly problem: string },
): boolean {
  if ('problem' in filled) return refuseHole(state, line.line, filled.problem);
  tellNote(state);
  const { text, shown } = filled;
  if (/[\r\n\0]/.test(text))
    return refuseHole(
      state,
      line.line,
      'a value with a line break or NUL in it cannot be filled into a command: one line is one command',
    );
  if (line.kind === 'command') turn.text = text;
  const { authentication } = state;
  const wire = `${text}\r\n`;
  outbox.add(ASCII.test(text) ? wire : Buffer.from(wire), {
    line: line.line,
    text: isChallenged(state, line)
      ? authentication.showResponse(text)
      : authentication.showCommand(text, shown),
    role: line.kind,
  });
  return true;
}

/** A server that waits for a response takes any line for one, whatever the author took it for. */
function isChallenged(state: SessionState, line: Line): boolean {
  return line.kind === 'response' || state.lastCode === 334;
}

interface FilledLine {
  readonly text: string;
  /** The same, its secret parts masked. */
  readonly shown: string;
}

/** Most lines are as they stand, and need nobody to be asked. */
function constantText(template: Template): FilledLine | undefined {
  const [part] = template;
  if (part === undefined) return { text: '', shown: '' };
  return template.length === 1 && part.kind === 'text' ? { text: part.text, shown: part.text } : undefined;
}

async function fill(state: SessionState, line: Line): Promise<FilledLine | { readonly problem: string }> {
  const { template } = line;
  const filled = await state.scope.fill(template, (args, before) =>
    state.authentication.respond(args, before, isChallenged(state, line)),
  );
  if ('problem' in filled) return filled;
  const { values } = filled;
  const whole = values.map((value) => value.text).join('');
  // A mechanism without an initial response leaves {{$sasl}} empty, and nothing for the space before it to part.
  const last = template.at(-1);
  const bare = last?.kind === 'call' && last.name === '$sasl' && values.at(-1)?.text === '';
  return {
    text: bare ? whole.trimEnd() : whole,
    shown: values.map((value) => (value.secret ? MASK : value.text)).join(''),
  };
}

const ASCII = /^[\x00-\x7f]*$/;
