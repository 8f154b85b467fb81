import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { createNodeHost } from '../host/nodeHost';
import { TestServerHolder } from '../host/testServer';
import { ansiStyle, plainStyle } from '../report/style';
import { createTranscriptPrinter } from '../report/transcript';
import type { SessionEvent } from '../runner/events';
import type { Host } from '../runner/host';
import { plan } from '../runner/plan';
import { summarize, total, type RunResult } from '../runner/result';
import { run } from '../runner/session';
import { parseServerUrl } from '../syntax/connection';
import { parseDuration } from '../syntax/directives';
import { parse } from '../syntax/parse';
import { EXIT, usageError, type Command } from './command';
import { findFiles } from './files';
import { ask } from './prompt';

export const runCommand: Command = {
  name: 'run',
  summary: 'runs transcripts and streams the conversation',
  usage: `smtp-transcript run [options] FILE|FOLDER|-…

  --server URL            connect here, whatever the file says (smtp://host:25, smtps://…, smtp+starttls://…, lmtp://…)
  --var NAME=VALUE        gives {{NAME}} a value
  --secret NAME=FILE      reads {{$secret NAME}} from a file; otherwise the environment variable SMTP_SECRET_NAME holds it
  --transcript TITLE|@TAG runs only the transcripts of that title or tag
  --bail                  stops after the first transcript that does not pass
  --timeout S             seconds to wait for each reply
  --match code|text       how strictly recorded text is held against a reply
  --tls-verify off        accepts any certificate, and says so
  --help

Exit codes: 0 everything held; 1 an expectation failed or the server refused a command; 2 usage, or a file has errors
(nothing was sent); 3 no connection, TLS failure, time-out, connection lost; 130 cancelled.`,
  run: runFiles,
};

const OPTIONS = {
  server: { type: 'string' },
  var: { type: 'string', multiple: true },
  secret: { type: 'string', multiple: true },
  transcript: { type: 'string' },
  bail: { type: 'boolean' },
  timeout: { type: 'string' },
  match: { type: 'string' },
  'tls-verify': { type: 'string' },
} as const;

async function runFiles(args: readonly string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return usageError(runCommand, error instanceof Error ? error.message : String(error));
  }
  const options = readOptions(parsed.values);
  if ('problem' in options) return usageError(runCommand, options.problem);
  if (parsed.positionals.length === 0)
    return usageError(runCommand, 'name a file, a folder, or - for standard input');
  const found = await findFiles(parsed.positionals);
  if ('problem' in found) return usageError(runCommand, found.problem);

  const abort = new AbortController();
  const onSignal = (): void => abort.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const servers = new TestServerHolder();
  const results: RunResult[] = [];
  const print = printer();
  const began = performance.now();
  try {
    for (const file of found.files) {
      for await (const result of runFile(file, options, servers, abort.signal, print)) {
        results.push(result);
        if (abort.signal.aborted || (options.bail && !isFine(result))) return exitCode(results, abort.signal);
      }
    }
    return exitCode(results, abort.signal);
  } finally {
    process.stdout.write(`${conclusion(results, performance.now() - began)}\n`);
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await servers.stop();
  }
}

interface RunOptions {
  readonly server: Host['server'];
  readonly overrides: Host['overrides'];
  readonly variables: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  readonly only: string | undefined;
  readonly bail: boolean;
}

async function* runFile(
  file: string,
  options: RunOptions,
  servers: TestServerHolder,
  signal: AbortSignal,
  print: (event: SessionEvent) => void,
): AsyncGenerator<RunResult> {
  const document = parse(file === '-' ? await readStandardInput() : await readFile(file, 'utf8'));
  const host = createNodeHost({
    folder: file === '-' ? process.cwd() : path.dirname(path.resolve(file)),
    server: options.server,
    overrides: options.overrides,
    variables: [options.variables],
    secret: (name) => readSecret(options.secrets, name),
    prompt: (label, masked) => ask(label, masked, signal),
    testServer: () => servers.start(),
  });
  for (const transcript of document.transcripts) {
    if (transcript.exchanges.length === 0 || !isWanted(document.text, transcript, options.only)) continue;
    const events: SessionEvent[] = [];
    const made = plan(document, transcript);
    for await (const event of run(
      { ...made, title: `${file === '-' ? 'standard input' : path.relative('', file)} · ${made.title}` },
      host,
      signal,
    )) {
      if (!(event.type === 'sent' && event.role === 'content')) events.push(event);
      print(event);
    }
    yield summarize(events);
    if (signal.aborted) return;
  }
}

function isWanted(
  text: string,
  transcript: ReturnType<typeof parse>['transcripts'][number],
  only: string | undefined,
): boolean {
  if (only === undefined) return true;
  if (!only.startsWith('@')) return transcript.title === only;
  const wanted = only.slice(1);
  return transcript.directives.some((line) => {
    const name = text.slice(line.name.start, line.name.end).toLowerCase();
    return (
      (name === 'tag' || name === 'name') &&
      text
        .slice(line.value.start, line.value.end)
        .split(/[\s,]+/)
        .includes(wanted)
    );
  });
}

function printer(): (event: SessionEvent) => void {
  const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  const { print } = createTranscriptPrinter(colour ? ansiStyle : plainStyle);
  return (event) => void process.stdout.write(print(event));
}

function readOptions(values: {
  readonly server?: string;
  readonly var?: string[];
  readonly secret?: string[];
  readonly transcript?: string;
  readonly bail?: boolean;
  readonly timeout?: string;
  readonly match?: string;
  readonly 'tls-verify'?: string;
}): RunOptions | { readonly problem: string } {
  const server = values.server === undefined ? undefined : parseServerUrl(values.server);
  if (server !== undefined && 'problem' in server) return { problem: `--server: ${server.problem}` };
  const variables = readPairs(values.var ?? []);
  if (variables === undefined) return { problem: '--var takes NAME=VALUE' };
  const secrets = readPairs(values.secret ?? []);
  if (secrets === undefined)
    return { problem: '--secret takes NAME=FILE: a secret never stands on the command line' };
  const timeout = values.timeout === undefined ? undefined : parseDuration(values.timeout);
  if (values.timeout !== undefined && (timeout === undefined || timeout <= 0))
    return { problem: '--timeout takes seconds, as in --timeout 10' };
  const { match } = values;
  if (match !== undefined && match !== 'code' && match !== 'text')
    return { problem: '--match takes code or text' };
  const verify = values['tls-verify'];
  if (verify !== undefined && verify !== 'on' && verify !== 'off')
    return { problem: '--tls-verify takes on or off' };
  return {
    server: server?.endpoint,
    variables,
    secrets,
    only: values.transcript,
    bail: values.bail ?? false,
    overrides: {
      ...(timeout === undefined ? {} : { timeout }),
      ...(match === undefined ? {} : { match }),
      ...(verify === undefined ? {} : { tlsVerify: verify === 'on' }),
    },
  };
}

function readPairs(texts: readonly string[]): ReadonlyMap<string, string> | undefined {
  const pairs = texts.map((text) => /^([^=]+)=(.*)$/s.exec(text));
  if (pairs.some((pair) => pair === null)) return undefined;
  return new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}

async function readSecret(files: ReadonlyMap<string, string>, name: string): Promise<string | undefined> {
  const file = files.get(name);
  if (file !== undefined) return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  return (
    process.env[`SMTP_SECRET_${name.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`] ??
    process.env[`SMTP_SECRET_${name}`]
  );
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

function isFine(result: RunResult): boolean {
  return result.status === 'passed' || result.status === 'skipped';
}

function exitCode(results: readonly RunResult[], signal: AbortSignal): number {
  if (signal.aborted) return EXIT.cancelled;
  return Math.max(
    EXIT.passed,
    ...results.map((result) => {
      if (isFine(result)) return EXIT.passed;
      if (result.status === 'failed') return EXIT.failed;
      return result.failures.every((failure) => ['plan', 'variable', 'file'].includes(failure.kind))
        ? EXIT.usage
        : EXIT.connection;
    }),
  );
}

function conclusion(results: readonly RunResult[], milliseconds: number): string {
  const { passed, failed, errors, skipped } = total(results);
  const counts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(errors > 0 ? [`${errors} errors`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return `${results.length} transcripts: ${counts.join(', ')} (${(milliseconds / 1000).toFixed(1)} s)`;
}
