import { EXTENSIONS, type Extension } from '../server/extensions';
import type { Requirement, TestServerOptions, TestServerPorts } from '../server/index';
import { parseDuration } from '../syntax/directives';
import { readArguments } from './arguments';
import { readPairs } from './runOptions';

/** What `serve` was asked for: the embedded server, or one that plays a file. */
export type ServeOptions = EmbeddedOptions | ScriptOptions;

export interface EmbeddedOptions {
  readonly kind: 'embedded';
  readonly host: string;
  readonly ports: TestServerPorts;
  readonly user: string | undefined;
  readonly ca: string | undefined;
  /** What it offers and which failures it plays. */
  readonly behaviour: Pick<TestServerOptions, 'without' | 'mechanisms' | 'require' | 'failures' | 'limits'>;
}

export interface ScriptOptions {
  readonly kind: 'script';
  readonly file: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
  readonly ca: string | undefined;
  readonly afterwards: 'last' | 'loop' | 'end';
  /** Milliseconds. */
  readonly timeout: number | undefined;
  /** Titles, and tags with an `@` before them; all transcripts if there are none. */
  readonly only: readonly string[];
  readonly variables: ReadonlyMap<string, string>;
  /** Of `smtp.env.json`; undefined for what is shared by all. */
  readonly environment: string | undefined;
}

type Problem = { readonly problem: string };

const COMMON = { host: { type: 'string' }, port: { type: 'string' }, ca: { type: 'string' } } as const;

const EMBEDDED = {
  'tls-port': { type: 'string' },
  'lmtp-port': { type: 'string' },
  user: { type: 'string' },
  without: { type: 'string', multiple: true },
  mechanisms: { type: 'string' },
  size: { type: 'string' },
  require: { type: 'string', multiple: true },
  greylist: { type: 'string' },
  fail: { type: 'string' },
  seed: { type: 'string' },
  delay: { type: 'string' },
} as const;

const SCRIPT = {
  tls: { type: 'boolean' },
  cert: { type: 'string' },
  key: { type: 'string' },
  once: { type: 'boolean' },
  loop: { type: 'boolean' },
  timeout: { type: 'string' },
  transcript: { type: 'string', multiple: true },
  var: { type: 'string', multiple: true },
  env: { type: 'string' },
} as const;

type Values = Extract<ReturnType<typeof readValues>, { readonly values: unknown }>['values'];

/** Reads the arguments of `serve`, or says what is wrong with them. */
export function readServeOptions(args: readonly string[]): ServeOptions | Problem {
  const parsed = readValues(args);
  if ('problem' in parsed) return parsed;
  const { values, positionals } = parsed;
  const [file, other] = positionals;
  if (other !== undefined) return { problem: 'a scripted server plays one file: name it' };
  const given = Object.keys(values);
  const foreign = given.find((name) => Object.hasOwn(file === undefined ? SCRIPT : EMBEDDED, name));
  if (foreign !== undefined)
    return {
      problem:
        file === undefined
          ? `--${foreign} is for a scripted server: name the file that it plays`
          : `--${foreign} is for the embedded server: a scripted one does what its file says`,
    };
  return file === undefined ? readEmbedded(values) : readScript(file, values);
}

function readValues(args: readonly string[]) {
  return readArguments(args, { ...COMMON, ...EMBEDDED, ...SCRIPT });
}

function readScript(file: string, values: Values): ScriptOptions | Problem {
  const port = readPort('port', values.port);
  if (typeof port !== 'number') return port;
  const timeout = readDuration('timeout', values.timeout);
  if (typeof timeout === 'object') return timeout;
  if (timeout === 0) return { problem: '--timeout takes more than that' };
  const variables = readPairs(values.var ?? []);
  if (variables === undefined) return { problem: '--var takes NAME=VALUE' };
  if (values.once === true && values.loop === true)
    return { problem: '--once and --loop contradict each other' };
  if (values.key !== undefined && values.cert === undefined)
    return { problem: '--key is the key of a certificate: name it by --cert' };
  return {
    kind: 'script',
    file,
    host: values.host ?? DEFAULT_HOST,
    port,
    tls: values.tls === true,
    certificate:
      values.cert === undefined ? undefined : { cert: values.cert, key: values.key ?? values.cert },
    ca: values.ca,
    afterwards: values.once === true ? 'end' : values.loop === true ? 'loop' : 'last',
    timeout,
    only: values.transcript ?? [],
    variables,
    environment: values.env,
  };
}

function readEmbedded(values: Values): EmbeddedOptions | Problem {
  const ports: Record<'port' | 'tls-port' | 'lmtp-port', number> = { port: 0, 'tls-port': 0, 'lmtp-port': 0 };
  for (const name of ['port', 'tls-port', 'lmtp-port'] as const) {
    const port = readPort(name, values[name]);
    if (typeof port !== 'number') return port;
    ports[name] = port;
  }
  if (values.user === '') return { problem: '--user takes the name of a user' };
  const behaviour = readBehaviour(values);
  if ('problem' in behaviour) return behaviour;
  return {
    kind: 'embedded',
    host: values.host ?? DEFAULT_HOST,
    ports: { smtp: ports.port, smtps: ports['tls-port'], lmtp: ports['lmtp-port'] },
    user: values.user,
    ca: values.ca,
    behaviour,
  };
}

function readBehaviour(values: Values): EmbeddedOptions['behaviour'] | Problem {
  const without = words(values.without).map((name) => name.toUpperCase());
  const unknown = without.find((name) => !isExtension(name));
  if (unknown !== undefined) return { problem: `--without takes any of ${EXTENSIONS.join(', ')}` };
  const require = words(values.require);
  if (!require.every(isRequirement)) return { problem: '--require takes auth, tls or both' };
  const { size, fail, seed } = values;
  if (size !== undefined && !/^[1-9]\d{0,8}$/.test(size))
    return { problem: '--size takes a number of octets, as in --size 1000000' };
  if (fail !== undefined && !/^(?:0?\.\d+|[01](?:\.0+)?)$/.test(fail))
    return { problem: '--fail takes a part of all, from 0 to 1, as in --fail 0.1' };
  if (seed !== undefined && !/^\d{1,9}$/.test(seed)) return { problem: '--seed takes a number' };
  const greylisting = readDuration('greylist', values.greylist);
  if (typeof greylisting === 'object') return greylisting;
  const delay = readDuration('delay', values.delay);
  if (typeof delay === 'object') return delay;
  return {
    without: without.filter(isExtension),
    require: require.filter(isRequirement),
    failures: { greylisting, rate: Number(fail ?? 0), seed: Number(seed ?? 1), delay: delay ?? 0 },
    ...(values.mechanisms === undefined
      ? {}
      : { mechanisms: words([values.mechanisms]).map((name) => name.toUpperCase()) }),
    ...(size === undefined
      ? {}
      : { limits: { messageSize: Number(size), mailboxSize: Math.max(Number(size), MAILBOX) } }),
  };
}

/** Words, however they were given: `--without DSN,SIZE` or each by an option of its own. */
function words(texts: readonly string[] | undefined): string[] {
  return (texts ?? []).flatMap((text) => text.split(/[\s,]+/)).filter((word) => word !== '');
}

function isExtension(name: string): name is Extension {
  return EXTENSIONS.some((each) => each === name);
}

function isRequirement(name: string): name is Requirement {
  return name === 'auth' || name === 'tls';
}

function readPort(name: string, text = '0'): number | Problem {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  return { problem: `--${name} takes a port, 1 to 65535, or 0 for any free one` };
}

/** Milliseconds. */
function readDuration(name: string, text: string | undefined): number | undefined | Problem {
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds <= A_DAY) return Math.round(milliseconds);
  return { problem: `--${name} takes a duration, as in --${name} 2s (ms, s or m); a day at most` };
}

const DEFAULT_HOST = '127.0.0.1';
/** Milliseconds. Timers go wrong beyond 24 of these. */
const A_DAY = 86_400_000;
/** Octets of all messages, unless a single one may be larger. */
const MAILBOX = 64 * 1024 * 1024;
