import { sendBody } from './content';
import type { Send } from './planTypes';
import { showRaw } from './rawLines';
import { tellNote } from './receiving';
import { MASK } from './redaction';
import type { Events, SessionState } from './sessionState';
import { refuseHole, write } from './writing';

/** Sends what a step says; false when the conversation cannot go on. */
export async function* send(state: SessionState, what: Send): Events<boolean> {
  switch (what.kind) {
    case 'raw':
      return yield* write(state, what.bytes, {
        line: what.line,
        text: showRaw(state, what.bytes, what.source),
        role: 'raw',
      });
    case 'content':
      state.insideContent = true;
      if (!(yield* sendBody(state, what.body, true))) return false;
      state.insideContent = what.body.terminator === undefined;
      return true;
    case 'response':
      return yield* sendLine(state, what);
    case 'command':
      if (!(yield* sendLine(state, what))) return false;
      return what.chunk === undefined || (yield* sendBody(state, what.chunk, false));
  }
}

async function* sendLine(
  state: SessionState,
  line: Extract<Send, { kind: 'command' | 'response' }>,
): Events<boolean> {
  const { authentication } = state;
  // A server that waits for a response takes any line for one, whatever the author took it for.
  const challenged = line.kind === 'response' || state.lastCode === 334;
  const filled = await state.scope.fill(line.template, (args, before) =>
    authentication.respond(args, before, challenged),
  );
  if ('problem' in filled) return yield* refuseHole(state, line.line, filled.problem);
  yield* tellNote(state);
  const { values } = filled;
  const whole = values.map((value) => value.text).join('');
  // A mechanism without an initial response leaves {{$sasl}} empty, and nothing for the space before it to part.
  const last = line.template.at(-1);
  const bare = last?.kind === 'call' && last.name === '$sasl' && values.at(-1)?.text === '';
  const text = bare ? whole.trimEnd() : whole;
  if (/[\r\n\0]/.test(text))
    return yield* refuseHole(
      state,
      line.line,
      'a value with a line break or NUL in it cannot be filled into a command: one line is one command',
    );
  const shown = values.map((value) => (value.secret ? MASK : value.text)).join('');
  return yield* write(state, Buffer.from(`${text}\r\n`), {
    line: line.line,
    text: challenged ? authentication.showResponse(text) : authentication.showCommand(text, shown),
    role: line.kind,
  });
}
