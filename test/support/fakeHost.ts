import { Readable } from 'node:stream';
import type { Host } from '../../src/runner/host';
import { connect } from '../../src/transport/socket';
import { fakeResolver } from './fakeResolver';

/** What a test gives a run: values in place of people, files and clocks. */
export interface FakeWorld {
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** By label. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** PEM texts. */
  readonly trust?: readonly string[];
}

/** A host with real sockets and nothing else that is real: its clock stands still. */
export function fakeHost(world: FakeWorld = {}, overrides: Partial<Host> = {}): Host {
  const { variables = {}, secrets = {}, environment = {}, answers = {}, files = {}, trust = [] } = world;
  let guids = 0;
  return {
    connect,
    resolver: fakeResolver(),
    fetchText: () => Promise.resolve({ kind: 'failed', reason: 'there is no web here' }),
    server: undefined,
    overrides: {},
    variables: [new Map(Object.entries(variables))],
    processEnv: (name) => environment[name],
    dotenv: (name) => Promise.resolve(environment[name]),
    secret: (name) => Promise.resolve(secrets[name]),
    prompt: (label) => Promise.resolve(answers[label]),
    confirm: (question) => {
      const answer = answers[question];
      return Promise.resolve(answer === 'yes' || answer === 'no' ? answer : 'nobody');
    },
    testServer: () => Promise.resolve({ problem: 'there is no test server here' }),
    trust: () => trust,
    openFile: (path) => {
      const content = files[path];
      return Promise.resolve(
        content === undefined
          ? { kind: 'failed', message: `${path} cannot be read: there is no such file` }
          : { kind: 'file', chunks: Readable.from([Buffer.from(content)]) },
      );
    },
    hostname: 'client.example.test',
    now: () => new Date('2026-01-02T03:04:05Z'),
    guid: () => `00000000-0000-4000-8000-${String(++guids).padStart(12, '0')}`,
    random: (low) => low,
    ...overrides,
  };
}
