import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** What every client sends: the commands, the message of 10 kB, and the file of 50 MB. */
export const FROM = 'a@example.com';
export const TO = 'b@example.com';
export const GROUP = [`MAIL FROM:<${FROM}>`, `RCPT TO:<${TO}>`, 'DATA'] as const;

export const MESSAGES = 1_000;

const LINES = Array.from({ length: 128 }, (_, at) => `Line ${String(at).padStart(4, '0')} ${'x'.repeat(68)}`);

/** One message without its final dot, the last line end included. */
export const MESSAGE = ['Subject: bench', '', ...LINES, ''].join('\r\n');

/** Octets of the large message. */
export const LARGE = 50_000_000;

/** A folder that is gone when the process ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with what is sent from files. */
export function makeFiles(): { readonly folder: string; readonly large: string; readonly small: string } {
  const folder = makeFolder();
  const small = path.join(folder, 'small.eml');
  const large = path.join(folder, 'large.eml');
  writeFileSync(small, MESSAGE);
  const header = 'Subject: large\r\n\r\n';
  const line = `${'Zm9vYmFy'.repeat(9)}QUJD\r\n`;
  writeFileSync(large, header + line.repeat(Math.ceil((LARGE - header.length) / line.length)));
  return { folder, large, small };
}
