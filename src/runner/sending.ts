import { parseVerb } from '../smtp/commands';
import { gatherBody } from './content';
import type { NoValue } from './functions';
import { measure, type Measured } from './measuring';
import type { Outbox } from './outbox';
import type { ConstantLine, Send, Step } from './planTypes';
import { showRaw } from './rawLines';
import { tellNote } from './receiving';
import { MASK } from './redaction';
import type { SessionState } from './sessionState';
import { wireOf } from './wire';
import { refuseAnswer, refuseHole } from './writing';

/** A step that sends something, on its way through the session. */
export interface Turn {
  readonly step: Step;
  readonly send: Send;
  /** Whether it was sent together with others. */
  readonly isGrouped: boolean;
  /** Of the command that was sent, in upper case; empty for what is none. */
  verb: string;
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
      state.openLine = what.bytes.at(-1) === LINE_FEED ? undefined : what.line;
      outbox.add(what.bytes, {
        line: what.line,
        text: showRaw(state, what.bytes, what.source),
        role: 'raw',
      });
      return true;
    case 'content':
      state.insideContent = true;
      state.openLine = undefined;
      return gatherBody(state, outbox, what.body, true);
    case 'response':
      return gatherLine(state, outbox, what, turn);
    case 'command':
      return what.chunk === undefined && what.measured.length === 0
        ? gatherLine(state, outbox, what, turn)
        : gatherMeasured(state, outbox, what, turn);
  }
}

type Command = Extract<Send, { kind: 'command' }>;

/** A line, and the chunk of it. What `{{$size}}` counts is counted before, and sent as it was counted. */
async function gatherMeasured(
  state: SessionState,
  outbox: Outbox,
  command: Command,
  turn: Turn,
): Promise<boolean> {
  const { chunk } = command;
  let size: number | undefined;
  let counted: Measured | undefined;
  for (const body of command.measured) {
    const found = await measure(state, body);
    if ('problem' in found) return refuseHole(state, found.line, found.problem);
    size = (size ?? 0) + found.octets;
    if (body === chunk) counted = found;
  }
  if (!(await gatherLine(state, outbox, command, turn, size))) return false;
  if (chunk === undefined) return true;
  state.chunkOctets = 0;
  if (!(await gatherBody(state, outbox, counted?.body ?? chunk, false, counted?.files))) return false;
  const announced = Number(/^\s*BDAT\s+(\d+)/i.exec(turn.text)?.[1] ?? 0);
  const sent = state.chunkOctets;
  if (sent < announced) state.shortChunk ??= { line: command.line, announced, sent };
  return true;
}

const LINE_FEED = 0x0a;

type Line = Extract<Send, { kind: 'command' | 'response' }>;

/** At once, where there is nothing to fill in: a reply is to draw the next command without a turn of the event loop. */
function gatherLine(
  state: SessionState,
  outbox: Outbox,
  line: Line,
  turn: Turn,
  size?: number,
): boolean | Promise<boolean> {
  const { constant } = line;
  if (constant === undefined) return fillLine(state, outbox, line, turn, size);
  if (line.kind === 'command') turn.verb = line.verb;
  addLine(state, outbox, line, turn, constant, constant.text);
  return true;
}

async function fillLine(
  state: SessionState,
  outbox: Outbox,
  line: Line,
  turn: Turn,
  size: number | undefined,
): Promise<boolean> {
  const filled = await fill(state, line, size);
  if ('problem' in filled)
    return filled.isServers === true
      ? refuseAnswer(state, line.line, filled.problem)
      : refuseHole(state, line.line, filled.problem);
  const { text } = filled;
  if (/[\r\n\0]/.test(text))
    return refuseHole(
      state,
      line.line,
      'a value with a line break or NUL in it cannot be filled into a command: one line is one command',
    );
  if (line.kind === 'command') turn.verb = parseVerb(text).verb;
  addLine(state, outbox, line, turn, { text, wire: wireOf(text) }, filled.shown);
  return true;
}

/** @param shown the text with its secret parts masked */
function addLine(
  state: SessionState,
  outbox: Outbox,
  line: Line,
  turn: Turn,
  { text, wire }: ConstantLine,
  shown: string,
): void {
  tellNote(state);
  state.openLine = undefined;
  if (line.kind === 'command') turn.text = text;
  const { authentication } = state;
  outbox.add(wire, {
    line: line.line,
    text: isChallenged(state, line)
      ? authentication.showResponse(text)
      : authentication.showCommand(text, shown),
    role: line.kind,
  });
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

async function fill(
  state: SessionState,
  line: Line,
  size: number | undefined,
): Promise<FilledLine | NoValue> {
  const { template } = line;
  const filled = await state.scope.fill(template, {
    sasl: (args, before) => state.authentication.respond(args, before, isChallenged(state, line)),
    size,
  });
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
