import { randomInt, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Host, OpenedFile, TestServerAddress } from '../runner/host';
import { connect } from '../transport/socket';
import { parseDotenv } from './dotenv';
import { createResolver } from './resolver';

/** What differs between the editor and the command line. */
export interface HostOptions {
  /** The folder that the transcript's paths are relative to. */
  readonly folder: string;
  readonly server?: Host['server'];
  readonly overrides?: Host['overrides'];
  readonly variables?: Host['variables'];
  readonly secret: Host['secret'];
  readonly prompt: Host['prompt'];
  readonly confirm: Host['confirm'];
  /** May reject: the reason becomes the run's error. */
  readonly testServer: () => Promise<TestServerAddress & { readonly ca: string }>;
}

/** The world as Node sees it: real sockets, real files, a real clock. */
export function createNodeHost(options: HostOptions): Host {
  let started: (TestServerAddress & { readonly ca: string }) | undefined;
  return {
    connect,
    resolver: createResolver(),
    // Few runs ask for a policy: what it takes is loaded then.
    fetchText: async (url, limit, signal) =>
      (await import('./fetchText')).createFetchText()(url, limit, signal),
    server: options.server,
    overrides: options.overrides ?? {},
    variables: options.variables ?? [],
    processEnv: (name) => process.env[name],
    dotenv: (name) => findDotenv(options.folder, name),
    secret: options.secret,
    prompt: options.prompt,
    confirm: options.confirm,
    testServer: async () => {
      try {
        return (started = await options.testServer());
      } catch (error) {
        return {
          problem: `the test server cannot be started: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
    },
    trust: (endpoint) =>
      started !== undefined &&
      [started.port, started.tlsPort, started.lmtpPort].includes(endpoint.port) &&
      LOOPBACK.test(endpoint.host)
        ? [started.ca]
        : [],
    openFile: (name) => openFile(path.resolve(options.folder, name), name),
    hostname: os.hostname(),
    now: () => new Date(),
    guid: randomUUID,
    random: (low, high) => randomInt(low, high + 1),
  };
}

/** The embedded server's own certificate is trusted for its own ports on this machine only. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/i;

/** Octets: each chunk costs a turn of the event loop and some more, and there are a few of them in memory at any time. */
const CHUNK = 131_072;

/** Opened before the first byte is sent, so that a missing file is known in time; read as it is sent. */
async function openFile(file: string, name: string): Promise<OpenedFile> {
  try {
    const handle = await open(file);
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      return { kind: 'failed', message: `${name} is a folder` };
    }
    return { kind: 'file', chunks: createReadStream('', { fd: handle, highWaterMark: CHUNK }) };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing
      ? `there is no file ${file}`
      : error instanceof Error
        ? error.message
        : String(error);
    return { kind: 'failed', message: `${name} cannot be read: ${reason}` };
  }
}

/** Looks in the `.env` beside the transcript, then in each folder above it. */
async function findDotenv(folder: string, name: string): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const text = await readFile(path.join(at, '.env'), 'utf8').catch(() => undefined);
    const value = text === undefined ? undefined : parseDotenv(text).get(name);
    if (value !== undefined || path.dirname(at) === at) return value;
  }
}
