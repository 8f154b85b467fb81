import type { Readable } from 'node:stream';

/** How the content of a message came in. */
export type Reception =
  | { readonly kind: 'complete'; readonly raw: Buffer }
  /** Larger than one message may be. */
  | { readonly kind: 'too-large' }
  /** All messages on their way in are together larger than they may be. */
  | { readonly kind: 'no-room' }
  /** The client left in the middle. Nobody waits for a reply. */
  | { readonly kind: 'aborted' };

/** Octets of messages that are on their way in, over all connections. */
export interface ReceptionBudget {
  used: number;
  readonly limit: number;
}

/**
 * Reads a message to its end. One that breaks a bound is read to its end too, so that the connection stays in step
 * and can be used for the next message, but nothing more of it is kept.
 * @param maxSize octets of one message
 */
export function receive(stream: Readable, maxSize: number, budget: ReceptionBudget): Promise<Reception> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    let refused: 'too-large' | 'no-room' | undefined;
    const release = (): void => {
      budget.used -= size;
      size = 0;
      chunks = [];
    };
    stream.on('data', (chunk: Buffer) => {
      if (refused) return;
      chunks.push(chunk);
      size += chunk.length;
      budget.used += chunk.length;
      if (size > maxSize) refused = 'too-large';
      else if (budget.used > budget.limit) refused = 'no-room';
      if (refused) release();
    });
    stream.once('end', () => {
      const raw = Buffer.concat(chunks);
      release();
      resolve(refused ? { kind: refused } : { kind: 'complete', raw });
    });
    // A stream that is cut off may say so by an error, by closing, or by both. The second settling counts for nothing.
    stream.on('error', () => undefined);
    stream.once('close', () => {
      release();
      resolve({ kind: 'aborted' });
    });
  });
}
