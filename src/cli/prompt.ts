import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { visible } from '../smtp/escape';

/** Where a person is asked. Standard output is not for that: it belongs to what the command prints. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Asks on the terminal. Undefined where there is none, so that a run in CI fails with a clear word and does not hang, and
 * when the person gives up (Ctrl+D) or the signal is aborted.
 */
export async function ask(
  label: string,
  masked: boolean,
  signal: AbortSignal,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string | undefined> {
  const { input, output } = terminal;
  if (!isInteractive(terminal) || signal.aborted) return undefined;
  // A masked answer is read by a line editor that shows nothing.
  const echo = masked ? new Writable({ write: (_chunk, _encoding, done) => done() }) : output;
  const reader = createInterface({ input, output: echo, terminal: true, historySize: 0 });
  // The line editor takes Ctrl+C off the terminal's hands, and the command is to be cancelled by it all the same.
  reader.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
  const closed = new Promise<undefined>((resolve) => reader.once('close', () => resolve(undefined)));
  try {
    if (masked) output.write(`${label}: `);
    return await Promise.race([reader.question(masked ? '' : `${label}: `, { signal }), closed]);
  } catch {
    return undefined; // cancelled
  } finally {
    if (masked) output.write('\n');
    reader.close();
  }
}

/** Asks on the terminal whether to go on; anything but y or yes is no. */
export async function askWhether(
  question: string,
  signal: AbortSignal,
  terminal?: Terminal,
): Promise<'yes' | 'no' | 'nobody'> {
  if (!isInteractive(terminal)) return 'nobody';
  const answer = await ask(`${visible(question)} [y/N]`, false, signal, terminal);
  return /^\s*y(?:es)?\s*$/i.test(answer ?? '') ? 'yes' : 'no';
}

/** Whether there is a person to ask. */
export function isInteractive(
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): boolean {
  return input.isTTY === true && output.isTTY === true;
}
