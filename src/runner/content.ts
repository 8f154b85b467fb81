import { createDotStuffer } from '../smtp/dotStuffing';
import type { Body, BodyPart, FilePart } from './planTypes';
import { MASK } from './redaction';
import { TIMEOUTS, type Events, type SessionState } from './sessionState';
import { refuseHole, writeFailed } from './writing';

/** Octets that are gathered before they are written. */
const WRITE_SIZE = 65_536;

/**
 * Writes message content, gathered into larger pieces; a file is streamed, whatever its size.
 *
 * @param dots whether a file's lines are dot-stuffed: `DATA` ends at a dot, a chunk is counted (RFC 3030 section 2)
 */
export async function* sendBody(state: SessionState, body: Body, dots: boolean): Events<boolean> {
  const gathered = new Gathered();
  for (const part of body.parts) {
    if (part.kind === 'file') {
      if (!(yield* flush(state, gathered, part.line))) return false;
      // The octets of a chunk were counted by its author: a line end that the file has not is not in the count.
      const ended = dots || part !== body.parts.at(-1);
      if (!(yield* sendFile(state, part, dots, ended))) return false;
      continue;
    }
    if (!(yield* gather(state, gathered, part))) return false;
    if (gathered.octets >= WRITE_SIZE && !(yield* flush(state, gathered, part.line))) return false;
  }
  if (body.terminator !== undefined) {
    gathered.add(Buffer.from('.\r\n'));
    yield state.sent(body.terminator, '.', { octets: 3, role: 'content' });
  }
  return yield* flush(state, gathered, body.terminator ?? body.parts.at(-1)?.line);
}

async function* gather(
  state: SessionState,
  gathered: Gathered,
  part: Exclude<BodyPart, FilePart>,
): Events<boolean> {
  if (part.kind === 'raw') {
    gathered.add(part.bytes);
    yield state.sent(part.line, part.source, { octets: part.bytes.length, role: 'content' });
    return true;
  }
  const filled = await state.scope.fill(part.template);
  if ('problem' in filled) return yield* refuseHole(state, part.line, filled.problem);
  const { values } = filled;
  // What the author wrote is sent as it stands; what is filled in must not end the line, or with a dot the message.
  if (values.some(({ text }, at) => part.template[at]?.kind !== 'text' && /[\r\n\0]/.test(text)))
    return yield* refuseHole(
      state,
      part.line,
      'a value with a line break or NUL in it cannot be filled into a line of the message',
    );
  const bytes = Buffer.from(`${values.map((value) => value.text).join('')}\r\n`);
  gathered.add(bytes);
  const shown = values.map((value) => (value.secret ? MASK : value.text)).join('');
  yield state.sent(part.line, shown, { octets: bytes.length, role: 'content' });
  return true;
}

async function* sendFile(
  state: SessionState,
  part: FilePart,
  dots: boolean,
  ended: boolean,
): Events<boolean> {
  const { line } = part;
  const filled = await state.scope.fill(part.path);
  if ('problem' in filled) return yield* refuseHole(state, line, filled.problem);
  const name = filled.values.map((value) => value.text).join('');
  const opened = state.files.take(part) ?? (await state.host.openFile(name));
  if (opened.kind === 'failed') {
    yield state.failure({ kind: 'file', line, message: opened.message });
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
      if (error !== undefined) return yield* writeFailed(state, error, line);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield state.failure({ kind: 'file', line, message: `${name} cannot be read: ${reason}` });
    return false;
  }
  const rest = ended ? stuffer.end() : new Uint8Array();
  octets += rest.length;
  const error = await transport.write(rest, timeout);
  if (error !== undefined) return yield* writeFailed(state, error, line);
  yield state.sent(line, `< ${name}`, { octets, role: 'file' });
  return true;
}

async function* flush(state: SessionState, gathered: Gathered, line: number | undefined): Events<boolean> {
  const bytes = gathered.take();
  if (bytes.length === 0) return true;
  const error = await state.connection.transport.write(bytes, state.timeout(TIMEOUTS.content));
  return error === undefined ? true : yield* writeFailed(state, error, line);
}

/** Bytes that wait to be written together. */
class Gathered {
  #parts: Uint8Array[] = [];
  octets = 0;

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.octets += bytes.length;
  }

  take(): Uint8Array {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.octets = 0;
    return bytes;
  }
}
