import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks on the terminal; undefined where there is none, so that a run in CI fails with a clear word and does not hang. */
export async function ask(label: string, masked: boolean, signal: AbortSignal): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  // Standard output belongs to the report. A masked answer is read by a line editor that shows nothing.
  const output = masked ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr;
  const reader = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  try {
    if (masked) process.stderr.write(`${label}: `);
    return await reader.question(masked ? '' : `${label}: `, { signal });
  } catch {
    return undefined; // cancelled
  } finally {
    if (masked) process.stderr.write('\n');
    reader.close();
  }
}
