import { breaksLine, fileOctets } from './fileContent';
import type { Measured, MeasuredFile } from './measuring';
import type { Outbox } from './outbox';
import type { Body, BodyPart, FilePart, Template, TextPart } from './planTypes';
import { MASK } from './redaction';
import { TIMEOUTS, type SessionState } from './sessionState';
import { refuseHole, writeFailed } from './writing';

/**
 * Gathers message content, and writes it piece by piece where it is long; a file is streamed, whatever its size.
 *
 * @param dots whether a file's lines are dot-stuffed: `DATA` ends at a dot, a chunk is counted (RFC 3030 section 2)
 * @param files what the files of a chunk were found to have when its octets were counted
 */
export function gatherBody(
  state: SessionState,
  outbox: Outbox,
  body: Body,
  dots: boolean,
  files?: Measured['files'],
): boolean | Promise<boolean> {
  const [only] = body.parts;
  if (body.parts.length !== 1 || only?.kind !== 'text') return gatherParts(state, outbox, body, dots, files);
  addText(state, outbox, only);
  if (dots) state.insideContent = body.terminator === undefined;
  return true;
}

async function gatherParts(
  state: SessionState,
  outbox: Outbox,
  body: Body,
  dots: boolean,
  files: Measured['files'] | undefined,
): Promise<boolean> {
  const timeout = state.timeout(TIMEOUTS.content);
  for (const part of body.parts) {
    if (part.kind === 'file') {
      if (!(await outbox.flush(timeout))) return false;
      // The octets of a chunk were counted by its author: a line end that the file has not is not in the count.
      const ended = dots || part !== body.parts.at(-1);
      const measured = files?.get(part);
      if (!(await sendFile(state, part, { dots, ended, measured }))) return false;
      continue;
    }
    if (!(await gatherPart(state, outbox, part, dots))) return false;
    if (outbox.isFull && !(await outbox.flush(timeout))) return false;
  }
  if (dots) state.insideContent = body.terminator === undefined;
  return true;
}

function addText(state: SessionState, outbox: Outbox, { line, text, isPlain }: TextPart): void {
  const bytes = isPlain ? text : Buffer.from(text);
  state.chunkOctets += bytes.length;
  outbox.add(bytes, { line, text: text.slice(0, -2), role: 'content', isPlain });
}

async function gatherPart(
  state: SessionState,
  outbox: Outbox,
  part: Exclude<BodyPart, FilePart>,
  dots: boolean,
): Promise<boolean> {
  switch (part.kind) {
    case 'raw':
      state.chunkOctets += part.bytes.length;
      outbox.add(part.bytes, { line: part.line, text: part.source, role: 'content' });
      return true;
    case 'text':
      addText(state, outbox, part);
      return true;
    case 'line': {
      const filled = await state.scope.fill(part.template);
      if ('problem' in filled) return refuseHole(state, part.line, filled.problem);
      const { values } = filled;
      // What the author wrote is sent as it stands; what is filled in must not end the line, or with a dot the message.
      const reason = breaksLine(filled, part.template);
      if (reason !== undefined) return refuseHole(state, part.line, reason);
      const text = values.map((value) => value.text).join('');
      // A chunk is counted and has no last line (RFC 3030 section 2).
      if (dots && text === '.')
        return refuseHole(
          state,
          part.line,
          'a value of one dot would end the message here: write another dot before it, which the server takes away',
        );
      const bytes = Buffer.from(`${text}\r\n`);
      state.chunkOctets += bytes.length;
      outbox.add(bytes, {
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
  { dots, ended, measured }: { dots: boolean; ended: boolean; measured: MeasuredFile | undefined },
): Promise<boolean> {
  const { line, mode } = part;
  const filled = await state.scope.fill(part.path);
  if ('problem' in filled) return refuseHole(state, line, filled.problem);
  const name = filled.values.map((value) => value.text).join('');
  const opened = state.files.take(part) ?? (await state.host.openFile(name));
  if (opened.kind === 'failed') return fail(state, line, opened.message);
  const fill = measured?.fill ?? ((template: Template) => state.scope.fill(template));
  const { transport } = state.connection;
  const timeout = state.timeout(TIMEOUTS.content);
  let octets = 0;
  try {
    for await (const piece of fileOctets(opened.chunks, { mode, dots, ended, fill })) {
      if (piece.kind === 'problem') return fail(state, line, `${name}, ${piece.message}`);
      octets += piece.bytes.length;
      // What is more than was announced would be read as commands.
      if (measured !== undefined && octets > measured.octets)
        return fail(state, line, changed(name, measured));
      if (piece.bytes.length === 0) continue;
      const error = await transport.write(piece.bytes, timeout);
      if (error !== undefined) return writeFailed(state, error, line);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(state, line, `${name} cannot be read: ${reason}`);
  }
  if (measured !== undefined && octets !== measured.octets) return fail(state, line, changed(name, measured));
  state.chunkOctets += octets;
  state.sent({ line, text: `${MARKS[mode]} ${name}`, octets, role: 'file' });
  return true;
}

/** As they are written in a transcript. */
const MARKS = { file: '<', template: '<@', base64: '<base64' } as const;

function changed(name: string, { octets }: MeasuredFile): string {
  return `${name} was changed since its octets were counted: ${octets} were announced, and it has others now`;
}

function fail(state: SessionState, line: number, message: string): false {
  state.failure({ kind: 'file', line, message });
  return false;
}
