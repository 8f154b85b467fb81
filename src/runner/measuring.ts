import { base64LinesLength } from '../smtp/base64Lines';
import { breaksLine, fileOctets, type FileOptions } from './fileContent';
import type { Body, BodyPart, FilePart } from './planTypes';
import { MASK } from './redaction';
import type { SessionState } from './sessionState';
import type { Filled } from './variables';

/** Content whose octets were counted, ready to be sent as it was counted. */
export interface Measured {
  /** With the values that were counted in the place of `{{…}}`. */
  readonly body: Body;
  readonly octets: number;
  /** What was found in the files. */
  readonly files: ReadonlyMap<FilePart, MeasuredFile>;
}

export interface MeasuredFile {
  /** As they are sent; a file that has others by then has changed in between. */
  readonly octets: number;
  /** Gives the values that were counted. */
  readonly fill: FileOptions['fill'];
}

interface Problem {
  readonly line: number;
  readonly problem: string;
}

/** Counts the octets of a chunk as they go on the wire; of a message, as RFC 1870 section 5 counts them: without its dots. */
export async function measure(state: SessionState, body: Body): Promise<Measured | Problem> {
  const parts: BodyPart[] = [];
  const files = new Map<FilePart, MeasuredFile>();
  let octets = 0;
  for (const part of body.parts) {
    if (part.kind === 'file') {
      const file = await measureFile(
        state,
        part,
        body.terminator !== undefined || part !== body.parts.at(-1),
      );
      if ('problem' in file) return file;
      files.set(part, file);
      parts.push(part);
      octets += file.octets;
      continue;
    }
    const ready = part.kind === 'line' ? await fillLine(state, part) : part;
    if ('problem' in ready) return ready;
    parts.push(ready);
    octets += octetsOf(ready) - (body.terminator === undefined ? 0 : dotsOf(ready));
  }
  // The line with the dot is no part of the message.
  return { body: { ...body, parts }, octets: body.terminator === undefined ? octets : octets - 2, files };
}

type InlinePart = Exclude<BodyPart, FilePart>;
type LinePart = Extract<BodyPart, { kind: 'line' }>;
type ReadyPart = Exclude<InlinePart, LinePart>;

async function fillLine(state: SessionState, { line, template }: LinePart): Promise<ReadyPart | Problem> {
  const filled = await state.scope.fill(template);
  const problem = 'problem' in filled ? filled.problem : breaksLine(filled, template);
  if (problem !== undefined) return { line, problem };
  const values = 'values' in filled ? filled.values : [];
  return {
    kind: 'raw',
    line,
    bytes: Buffer.from(`${values.map(({ text }) => text).join('')}\r\n`),
    source: values.map(({ text, secret }) => (secret ? MASK : text)).join(''),
  };
}

function octetsOf(part: ReadyPart): number {
  return part.kind === 'raw' ? part.bytes.length : Buffer.byteLength(part.text);
}

/** Dots that the author doubled, and that of the last line, none of which the server keeps (RFC 5321 section 4.5.2). */
function dotsOf(part: ReadyPart): number {
  const text = part.kind === 'raw' ? Buffer.from(part.bytes).toString('latin1') : part.text;
  return text.match(/^\./gm)?.length ?? 0;
}

async function measureFile(
  state: SessionState,
  part: FilePart,
  ended: boolean,
): Promise<MeasuredFile | Problem> {
  const { line, mode } = part;
  const path = await state.scope.fill(part.path);
  if ('problem' in path) return { line, problem: path.problem };
  const name = path.values.map(({ text }) => text).join('');
  const opened = await state.host.openFile(name);
  if (opened.kind === 'failed') return { line, problem: opened.message };
  const known: { readonly text: string; readonly filled: Filled }[] = [];
  const fill: FileOptions['fill'] = async (template, text) => {
    const filled = await state.scope.fill(template);
    known.push({ text, filled });
    return filled;
  };
  const replay: FileOptions['fill'] = (template, text) => {
    const next = known.shift();
    return next?.text === text ? Promise.resolve(next.filled) : state.scope.fill(template);
  };
  let octets = 0;
  try {
    if (mode === 'base64') {
      for await (const chunk of opened.chunks) octets += chunk.length;
      return { octets: base64LinesLength(octets), fill: replay };
    }
    for await (const piece of fileOctets(opened.chunks, { mode, dots: false, ended, fill })) {
      if (piece.kind === 'problem') return { line, problem: `${name}, ${piece.message}` };
      octets += piece.bytes.length;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { line, problem: `${name} cannot be read: ${reason}` };
  }
  return { octets, fill: replay };
}
