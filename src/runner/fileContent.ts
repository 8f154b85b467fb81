import { createBase64LineEncoder } from '../smtp/base64Lines';
import { createDotStuffer } from '../smtp/dotStuffing';
import { parseTemplate } from '../syntax/template';
import type { FilePart, Template } from './planTypes';
import { templatePieces } from './templateLines';
import type { Filled } from './variables';

/** A piece of a file as it goes on the wire, or what keeps it from being sent; nothing follows a problem. */
export type FileOctets =
  | { readonly kind: 'octets'; readonly bytes: Uint8Array }
  | { readonly kind: 'problem'; readonly message: string };

export interface FileOptions {
  readonly mode: FilePart['mode'];
  /** Whether a dot that starts a line is doubled: `DATA` ends at a lone one, a chunk is counted (RFC 3030 section 2). */
  readonly dots: boolean;
  /** Whether a last line without a line end gets one. */
  readonly ended: boolean;
  /** @param text the line that the template was made from */
  readonly fill: (template: Template, text: string) => Promise<Filled>;
}

/**
 * The octets of an included file, piece by piece: at most a piece of it is in memory, whatever its size.
 *
 * @param chunks may throw when the file cannot be read; that is the caller's to tell
 */
export async function* fileOctets(
  chunks: AsyncIterable<Uint8Array>,
  options: FileOptions,
): AsyncGenerator<FileOctets, void, void> {
  if (options.mode === 'base64') {
    const encoder = createBase64LineEncoder();
    for await (const chunk of chunks) yield octets(encoder.push(chunk));
    yield octets(encoder.end());
    return;
  }
  const stuffer = createDotStuffer({ dots: options.dots });
  if (options.mode === 'file') {
    for await (const chunk of chunks) yield octets(stuffer.push(chunk));
  } else {
    for await (const piece of filledIn(chunks, options.fill)) {
      if (piece.kind === 'problem') {
        yield piece;
        return;
      }
      yield octets(stuffer.push(piece.bytes));
    }
  }
  if (options.ended) yield octets(stuffer.end());
}

/** A line is filled in as a line of the message is: a value must not end it, or with a dot the message. */
async function* filledIn(
  chunks: AsyncIterable<Uint8Array>,
  fill: FileOptions['fill'],
): AsyncGenerator<FileOctets, void, void> {
  for await (const piece of templatePieces(chunks)) {
    if (piece.kind === 'bytes') {
      yield octets(piece.bytes);
      continue;
    }
    if (piece.kind === 'problem') {
      yield { kind: 'problem', message: `line ${piece.number}: ${piece.message}` };
      return;
    }
    const template = parseTemplate(piece.text, 0);
    const filled = await fill(template, piece.text);
    const reason = 'problem' in filled ? filled.problem : breaksLine(filled, template);
    if (reason !== undefined) {
      yield { kind: 'problem', message: `line ${piece.number}: ${reason}` };
      return;
    }
    if ('problem' in filled) return;
    const text = filled.values.map((value) => value.text).join('');
    yield octets(Buffer.from(piece.ended ? `${text}\n` : text));
  }
}

/** Why the values of a filled-in line cannot be sent; undefined if they can. */
export function breaksLine(
  { values }: Extract<Filled, { readonly values: unknown }>,
  template: Template,
): string | undefined {
  return values.some(({ text }, at) => template[at]?.kind !== 'text' && /[\r\n\0]/.test(text))
    ? 'a value with a line break or NUL in it cannot be filled into a line of the message'
    : undefined;
}

function octets(bytes: Uint8Array): FileOctets {
  return { kind: 'octets', bytes };
}
