import * as net from 'node:net';
import {
  readScripts,
  startScriptedServer,
  type Played,
  type ScriptedServer,
  type ScriptedServerOptions,
} from '../../../../src/server/scripted';
import { parse } from '../../../../src/syntax/parse';

/** Starts a server that plays a text, each of its transcripts once. */
export async function serve(
  text: string,
  options: ScriptedServerOptions = {},
  files: Readonly<Record<string, string>> = {},
): Promise<ScriptedServer> {
  const readFile = (name: string): Promise<Uint8Array | { problem: string }> => {
    const content = files[name];
    return Promise.resolve(content === undefined ? { problem: `no ${name}` } : Buffer.from(content));
  };
  const { scripts, problems } = await readScripts(parse(text), { readFile });
  if (problems.length > 0)
    throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return startScriptedServer(scripts, { afterwards: 'end', ...options });
}

/** `line: message` of every deviation. */
export function deviations(played: readonly Played[]): string[] {
  return played.flatMap((each) => each.deviations.map(({ line, message }) => `${line}: ${message}`));
}

/** Says something, whatever the server does, and ends its side; gives the server's words and how the connection ended. */
export async function converse(
  port: number,
  say: readonly (string | Buffer)[],
): Promise<{ readonly heard: string; readonly reset: boolean }> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  const chunks: Buffer[] = [];
  let reset = false;
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', (error: NodeJS.ErrnoException) => (reset ||= error.code === 'ECONNRESET'));
  socket.on('end', () => socket.end());
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const part of say) socket.write(part);
  if (say.at(-1) !== undefined) socket.end();
  await closed;
  return { heard: Buffer.concat(chunks).toString('latin1'), reset };
}
