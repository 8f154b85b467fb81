import { findCommand } from '../smtp/commands';
import { decodeEscapes } from '../smtp/escape';
import type { Content, TranscriptDocument } from '../syntax/document';
import { textOf, type Span } from '../syntax/span';
import type { Step } from './conversationModel';
import { isOmission } from './message';

/** A chunk of BDAT as it stands in the text. */
export interface ShownChunk {
  /** As the command says. */
  readonly size: number;
  /** What follows, in octets with each CRLF. */
  readonly octets: number;
  /** `<CR><LF>` at the end of each line, as RFC 3030 section 4.1 prints it; empty if one line has none. */
  readonly printedEnds: readonly Span[];
}

/**
 * The size that a BDAT says and the octets that follow it. Undefined where the text does not tell: for any other command, for
 * `{{…}}`, included files, elisions, and for a chunk that is left out.
 */
export function shownChunk(document: TranscriptDocument, step: Step): ShownChunk | undefined {
  const size = sizeOf(step);
  const { request } = step.exchange;
  if (
    size === undefined ||
    request?.kind !== 'command' ||
    request.chunk === undefined ||
    request.chunk.lines.length === 0
  )
    return undefined;
  const counted = octetsIn(document, request.chunk);
  if (counted === undefined) return undefined;
  let octets = counted;
  const values = request.chunk.lines.map(({ value }) => value);
  if (counted >= size)
    for (let { next } = step; isOverflow(next); next = next?.next) {
      const command = next?.command;
      octets += Buffer.byteLength(command?.text ?? '') + 2;
      if (command !== undefined) values.push(command.span);
    }
  return { size, octets, printedEnds: printedEndsOf(document, values) };
}

function printedEndsOf({ text }: TranscriptDocument, values: readonly Span[]): readonly Span[] {
  const ends = values.flatMap((value) => {
    const length = /<CR(?:><)?LF>\s*$/i.exec(textOf(text, value))?.[0].length;
    return length === undefined ? [] : [{ start: value.end - length, end: value.end }];
  });
  return ends.length === values.length ? ends : [];
}

/**
 * Whether a line that is read as a command is the rest of a chunk whose size is too small: no reply stands between, and it is no
 * command. Remembered, as there may be any number of them below each other.
 */
export function isRestOfChunk(document: TranscriptDocument, step: Step): boolean {
  const rest: Step[] = [];
  let at: Step | undefined = step;
  for (; at !== undefined && isOverflow(at) && !RESTS.has(at); at = at.previous) rest.push(at);
  const isRest =
    at !== undefined &&
    (RESTS.get(at) ?? (at.command?.verb === 'BDAT' && shownChunk(document, at) !== undefined));
  for (const each of rest) RESTS.set(each, isRest);
  return rest.length > 0 ? isRest : RESTS.get(step) === true;
}

const RESTS = new WeakMap<Step, boolean>();

function sizeOf({ command }: Step): number | undefined {
  if (command?.verb !== 'BDAT') return undefined;
  const size = /^(\d{1,15})(?:\s+LAST)?$/i.exec(command.argument)?.[1];
  return size === undefined ? undefined : Number(size);
}

function isOverflow(step: Step | undefined): boolean {
  const command = step?.command;
  if (step === undefined || command === undefined || !step.exchange.grouped) return false;
  const isKnown =
    findCommand(command.verb) !== undefined || step.before.capabilities?.keywords.has(command.verb) === true;
  return !isKnown && !command.text.includes('{{');
}

function octetsIn({ text }: TranscriptDocument, { lines }: Content): number | undefined {
  let octets = 0;
  for (const line of lines) {
    const value = textOf(text, line.value);
    if (line.kind === 'include') return undefined;
    if (line.kind === 'raw') {
      const decoded = decodeEscapes(value);
      if (!decoded.ok) return undefined;
      octets += decoded.bytes.length;
    } else {
      if (value.includes('{{') || isOmission(value)) return undefined;
      octets += Buffer.byteLength(value) + 2;
    }
  }
  return octets;
}
