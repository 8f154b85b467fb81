import { createDotStuffer } from '../smtp/dotStuffing';
import type { Outbox } from './outbox';
import type { Body, BodyPart, FilePart, TextPart } from './planTypes';
import { MASK } from './redaction';
import { TIMEOUTS, type SessionState } from './sessionState';
import { refuseHole, writeFailed } from './writing';

/**
 * Gathers message content, and writes it piece by piece where it is long; a file is streamed, whatever its size.
 *
 * @param dots whether a file's lines are dot-stuffed: `DATA` ends at a dot, a chunk is counted (RFC 3030 section 2)
 */
export function gatherBody(
  state: SessionState,
  outbox: Outbox,
  body: Body,
  dots: boolean,
): boolean | Promise<boolean> {
  const [only] = body.parts;
  if (body.parts.length !== 1 || only?.kind !== 'text') return gatherParts(state, outbox, body, dots);
  addText(outbox, only);
  if (dots) state.insideContent = body.terminator === undefined;
  return true;
}

async function gatherParts(state: SessionState, outbox: Outbox, body: Body, dots: boolean): Promise<boolean> {
  const timeout = state.timeout(TIMEOUTS.content);
  for (const part of body.parts) {
    if (part.kind === 'file') {
      if (!(await outbox.flush(timeout))) return false;
      // The octets of a chunk were counted by its author: a line end that the file has not is not in the count.
      const ended = dots || part !== body.parts.at(-1);
      if (!(await sendFile(state, part, dots, ended))) return false;
      continue;
    }
    if (!(await gatherPart(state, outbox, part))) return false;
    if (outbox.isFull && !(await outbox.flush(timeout))) return false;
  }
  if (dots) state.insideContent = body.terminator === undefined;
  return true;
}

function addText(outbox: Outbox, { line, text, isPlain }: TextPart): void {
  outbox.add(isPlain ? text : Buffer.from(text), { line, text: text.slice(0, -2), role: 'content', isPlain });
}

async function gatherPart(
  state: SessionState,
  outbox: Outbox,
  part: Exclude<BodyPart, FilePart>,
): Promise<boolean> {
  switch (part.kind) {
    case 'raw':
      outbox.add(part.bytes, { line: part.line, text: part.source, role: 'content' });
      return true;
    case 'text':
      addText(outbox, part);
      return true;
    case 'line': {
      const filled = await state.scope.fill(part.template);
      if ('problem' in filled) return refuseHole(state, part.line, filled.problem);
      const { values } = filled;
      // What the author wrote is sent as it stands; what is filled in must not end the line, or with a dot the message.
      if (values.some(({ text }, at) => part.template[at]?.kind !== 'text' && /[\r\n\0]/.test(text)))
        return refuseHole(
          state,
          part.line,
          'a value with a line break or NUL in it cannot be filled into a line of the message',
        );
      outbox.add(Buffer.from(`${values.map((value) => value.text).join('')}\r\n`), {
        line: part.line,
        text: values.map((value) => (value.secret ? MASK : value.text)).join(''),
        role: 'content',
      });
      return true;
    }
  }
}

async function sendFile(
  state: SessionState,
  part: FilePart,
  dots: boolean,
  ended: boolean,
): Promise<boolean> {
  const { line } = part;
  const filled = await state.scope.fill(part.path);
  if ('problem' in filled) return refuseHole(state, line, filled.problem);
  const name = filled.values.map((value) => value.text).join('');
  const opened = state.files.take(part) ?? (await state.host.openFile(name));
  if (opened.kind === 'failed') {
    state.failure({ kind: 'file', line, message: opened.message });
    return false;
  }
  const { transport } = state.connection;
  const stuffer = createDotStuffer({ dots });
  const timeout = state.timeout(TIMEOUTS.content);
  let octets = 0;
  try {
    for await (const chunk of opened.chunks) {
      const bytes = stuffer.push(chunk);
      octets += bytes.length;
      const error = await transport.write(bytes, timeout);
      if (error !== undefined) return await writeFailed(state, error, line);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    state.failure({ kind: 'file', line, message: `${name} cannot be read: ${reason}` });
    return false;
  }
  const rest = ended ? stuffer.end() : new Uint8Array();
  octets += rest.length;
  const error = rest.length === 0 ? undefined : await transport.write(rest, timeout);
  if (error !== undefined) return await writeFailed(state, error, line);
  state.sent({ line, text: `< ${name}`, octets, role: 'file' });
  return true;
}
