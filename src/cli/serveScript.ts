import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { visible } from '../smtp/escape';
import type {
  CertificatePem,
  Played,
  Script,
  ScriptedServer,
  ScriptedServerEvent,
} from '../server/scripted/index';
import { parse } from '../syntax/parse';
import { EXIT, problem, usageError, type Command } from './command';
import { readEnvironment } from './environments';
import { standardOutput, writeWhole } from './output';
import { select } from './selection';
import { logLine } from './serveLog';
import type { ScriptOptions } from './serveOptions';
import { abortOnSignals } from './signals';
import { readSources, type Source } from './sources';
import { reasonOf } from './text';

/** Plays a file from the server's side until it is interrupted, or with `--once` until all of it was played. */
export async function serveScript(command: Command, options: ScriptOptions): Promise<number> {
  const prepared = await prepare(options);
  if ('problems' in prepared) return usageError(command, prepared.problems.join('\n  '));
  const { signal, release } = abortOnSignals();
  try {
    return await play(command, prepared, options, signal);
  } finally {
    release();
  }
}

interface Prepared {
  readonly source: Source;
  readonly scripts: readonly Script[];
  readonly certificate: CertificatePem | undefined;
}

async function prepare(options: ScriptOptions): Promise<Prepared | { readonly problems: readonly string[] }> {
  const found = await readSources([options.file]);
  if (found.problems.length > 0) return { problems: found.problems };
  const [source, other] = found.sources;
  if (source === undefined || other !== undefined)
    return { problems: ['a scripted server plays one file: name it'] };
  const environment = await readEnvironment(source.folder, options.environment);
  if ('problem' in environment) return { problems: [environment.problem] };
  const { readScripts } = await import('../server/scripted/index');
  const { scripts, problems } = await readScripts(parse(source.text), {
    readFile: (name) => readIncluded(source, name),
    variables: Object.fromEntries(options.variables),
    environment: environment.values,
  });
  if (problems.length > 0)
    return { problems: problems.map(({ line, message }) => `${source.name}:${line}: ${visible(message)}`) };
  const wanted = selected(source, scripts, options.only);
  if ('problem' in wanted) return { problems: [wanted.problem] };
  const certificate =
    options.certificate === undefined ? undefined : await readCertificate(options.certificate);
  if (certificate !== undefined && 'problem' in certificate) return { problems: [certificate.problem] };
  return { source, scripts: wanted, certificate };
}

function selected(
  source: Source,
  scripts: readonly Script[],
  only: readonly string[],
): readonly Script[] | { readonly problem: string } {
  if (only.length === 0)
    return scripts.length > 0 ? scripts : { problem: `there is no transcript to play in ${source.name}` };
  const named = select([source], only);
  if ('problem' in named) return named;
  const lines = named.files.flatMap(({ plans }) => plans.map(({ line }) => line));
  return scripts.filter(({ line }) => lines.includes(line));
}

async function readIncluded(
  { folder }: Source,
  name: string,
): Promise<Uint8Array | { readonly problem: string }> {
  try {
    return await readFile(path.resolve(folder, name));
  } catch (error) {
    return { problem: `${name} cannot be read: ${reasonOf(error)}` };
  }
}

async function readCertificate(files: {
  readonly cert: string;
  readonly key: string;
}): Promise<CertificatePem | { readonly problem: string }> {
  const read = async (file: string): Promise<Buffer> => {
    try {
      return await readFile(file);
    } catch (error) {
      throw new Error(`${file} cannot be read: ${reasonOf(error)}`, { cause: error });
    }
  };
  try {
    return { cert: await read(files.cert), key: await read(files.key) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function play(
  command: Command,
  { source, scripts, certificate }: Prepared,
  options: ScriptOptions,
  signal: AbortSignal,
): Promise<number> {
  const { startScriptedServer, TestServerError } = await import('../server/scripted/index');
  let written = Promise.resolve();
  const print = (text: string): void => {
    written = written.then(() => standardOutput.write(text));
  };
  try {
    const server = await startScriptedServer(scripts, {
      host: options.host,
      port: options.port,
      tls: options.tls,
      afterwards: options.afterwards,
      onEvent: (event) => print(lines(source, event)),
      certificates: (name) => readNamed(source, name),
      ...(certificate === undefined ? {} : { certificate }),
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    });
    try {
      if (options.ca !== undefined) {
        const failures =
          server.ca === undefined
            ? ['no transcript of this file shows a certificate that --ca could write']
            : await writeWhole(options.ca, server.ca);
        if (failures[0] !== undefined) return usageError(command, failures[0]);
      }
      print(introduction(server, source, scripts, options));
      const played = await until(server, options.afterwards === 'end', signal);
      await server.stop();
      return options.afterwards === 'end' ? codeOf(played) : EXIT.passed;
    } finally {
      await server.stop();
      await written;
    }
  } catch (error) {
    if (!(error instanceof TestServerError)) throw error;
    if (error.code === 'invalid-option') return usageError(command, error.message);
    problem(command, error.message);
    return EXIT.connection;
  }
}

/** Resolves when all was played and nothing more is, or at an interruption, then without a result. */
async function until(
  server: ScriptedServer,
  once: boolean,
  signal: AbortSignal,
): Promise<readonly Played[] | undefined> {
  if (signal.aborted) return undefined;
  const interrupted = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined)),
  );
  return once ? Promise.race([server.done, interrupted]) : interrupted;
}

function codeOf(played: readonly Played[] | undefined): number {
  if (played === undefined) return EXIT.cancelled;
  return played.some(({ deviations }) => deviations.length > 0) ? EXIT.failed : EXIT.passed;
}

/** A file with a certificate and its key, relative to the script. */
async function readNamed({ folder }: Source, name: string): Promise<CertificatePem> {
  try {
    const pem = await readFile(path.resolve(folder, name));
    return { cert: pem, key: pem };
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

function introduction(
  { host, port }: ScriptedServer,
  { name }: Source,
  scripts: readonly Script[],
  { tls, afterwards }: ScriptOptions,
): string {
  const url = `${tls ? 'smtps' : 'smtp'}://${host === '::1' ? '[::1]' : host}:${port}`;
  const count =
    scripts.length === 1 ? 'its transcript' : `its ${scripts.length} transcripts, one on each connection`;
  const then = { last: '', loop: ', over and over', end: ', once' }[afterwards];
  return `${url} plays ${visible(name)}: ${count}${then}. Ctrl+C ends it.\n\n`;
}

/** What is printed of an event; what a client sent is made safe already. */
function lines({ name }: Source, event: ScriptedServerEvent): string {
  const line = (text: string): string => logLine(new Date(), `connection ${event.connection}: ${text}`);
  switch (event.kind) {
    case 'connected':
      return line(`plays ${name}:${event.script.line} “${event.script.title}”`);
    case 'note':
      return line(event.text);
    case 'played': {
      const { deviations } = event.played;
      const told = deviations.map((each) => line(`${name}:${each.line}: ${each.message}`)).join('');
      return told + line(deviations.length === 0 ? 'ended as written' : 'ended: not as written');
    }
  }
}
