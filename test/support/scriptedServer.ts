import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { readScripts, startScriptedServer as start } from '../../src/server/scripted';
import { parse } from '../../src/syntax/parse';
import type { Splitting } from '../../src/syntax/splitting';

/** How a server's bytes are cut into packets: a client must not notice. */
export type Chunking = 'whole' | 'bytes' | 'lines' | 'random';
export const CHUNKINGS: readonly Chunking[] = ['whole', 'bytes', 'lines', 'random'];

const SPLITTINGS: Readonly<Record<Chunking, Splitting>> = {
  whole: { kind: 'off' },
  bytes: { kind: 'every', octets: 1 },
  lines: { kind: 'lines' },
  random: { kind: 'random', seed: 1 },
};

export interface Certificate {
  /** Paths of PEM files. */
  readonly key: string;
  readonly certificate: string;
}

export interface ScriptedServer {
  readonly port: number;
  /** Resolves when the connection has ended on both sides, with what went otherwise than the script says, in words. */
  readonly done: Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Starts the product's own scripted server, on an ephemeral port, for one connection: a script is what `serve` plays.
 *
 * @param certificates for `<tls NAME.pem>`, by name
 */
export async function startScriptedServer(
  script: string,
  options: {
    readonly chunking?: Chunking;
    readonly certificates?: Readonly<Record<string, Certificate>>;
  } = {},
): Promise<ScriptedServer> {
  const { scripts, problems } = await readScripts(parse(script), {
    readFile: (name) => Promise.resolve({ problem: `there is no ${name}` }),
  });
  if (problems.length > 0)
    throw new Error(problems.map(({ line, message }) => `line ${line}: ${message}`).join('\n'));
  const server = await start(scripts, {
    afterwards: 'end',
    splitting: SPLITTINGS[options.chunking ?? 'whole'],
    certificates: async (name) => {
      const files = options.certificates?.[path.parse(name).name];
      if (files === undefined) throw new Error('there is no such certificate');
      return { cert: await readFile(files.certificate), key: await readFile(files.key) };
    },
  });
  return {
    port: server.port,
    done: server.done.then((played) =>
      played.length === 0
        ? ['nobody connected']
        : played.flatMap(({ deviations }) =>
            deviations.map(({ line, message }) => `line ${line}: ${message}`),
          ),
    ),
    close: server.stop,
  };
}
