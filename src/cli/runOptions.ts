import type { Host } from '../runner/host';
import { parseServerUrl } from '../syntax/connection';
import { A_DAY, parseDuration } from '../syntax/directives';
import { parseProxyUrl } from '../syntax/proxyUrl';
import { readArguments } from './arguments';
import { readReporters, type ReporterChoice } from './reporters';

/** What `smtp-transcript run` was asked to do. */
export interface RunOptions {
  readonly operands: readonly string[];
  readonly server: Host['server'];
  readonly overrides: Host['overrides'];
  readonly variables: ReadonlyMap<string, string>;
  /** The environment that was chosen, if one was. */
  readonly environment: string | undefined;
  /** Name → file. */
  readonly secretFiles: ReadonlyMap<string, string>;
  /** Titles, and tags with an `@` before them; all transcripts if there are none. */
  readonly only: readonly string[];
  /** How many files are run side by side. */
  readonly jobs: number;
  /** How many times each transcript is run, whatever its file says. */
  readonly repeat: number | undefined;
  /** Whether all that asks for a confirmation has it. */
  readonly yes: boolean;
  /** Whether replies are written into the files: those that are recorded, or those that are not as well. */
  readonly update: 'no' | 'recorded' | 'all';
  readonly bail: boolean;
  /** Whether it is run again when a file changes. */
  readonly watch: boolean;
  /** Whether the report for people tells all that is known of the connection. */
  readonly verbose: boolean;
  readonly reporters: readonly ReporterChoice[];
}

const OPTIONS = {
  server: { type: 'string' },
  env: { type: 'string' },
  var: { type: 'string', multiple: true },
  secret: { type: 'string', multiple: true },
  transcript: { type: 'string', multiple: true },
  jobs: { type: 'string' },
  repeat: { type: 'string' },
  yes: { type: 'boolean' },
  update: { type: 'boolean' },
  'update-all': { type: 'boolean' },
  bail: { type: 'boolean' },
  watch: { type: 'boolean' },
  verbose: { type: 'boolean', short: 'v' },
  timeout: { type: 'string' },
  match: { type: 'string' },
  'tls-verify': { type: 'string' },
  proxy: { type: 'string' },
  reporter: { type: 'string', multiple: true },
} as const;

/** Reads the arguments, or says what is wrong with them. */
export function readRunOptions(args: readonly string[]): RunOptions | { readonly problem: string } {
  const parsed = readArguments(args, OPTIONS);
  if ('problem' in parsed) return parsed;
  const { values, positionals } = parsed;
  const server = readServer(values.server);
  if (server !== undefined && 'problem' in server) return server;
  const variables = readPairs(values.var ?? []);
  if (variables === undefined) return { problem: '--var takes NAME=VALUE' };
  const secretFiles = readPairs(values.secret ?? []);
  if (secretFiles === undefined)
    return { problem: '--secret takes NAME=FILE: a secret never stands on the command line' };
  const overrides = readOverrides(values);
  if ('problem' in overrides) return overrides;
  if ((values.update ?? values['update-all']) === true && positionals.includes('-'))
    return { problem: '--update takes files: standard input cannot be written to' };
  const unwatchable = values.watch === true ? whyNotWatched(values, positionals) : undefined;
  if (unwatchable !== undefined) return { problem: unwatchable };
  if (values.repeat !== undefined && !/^[1-9]\d{0,5}$/.test(values.repeat))
    return { problem: '--repeat takes a whole number from 1 to 999999' };
  if (values.jobs !== undefined && !/^[1-9]\d{0,2}$/.test(values.jobs))
    return { problem: '--jobs takes a whole number from 1 to 999' };
  const reporters = readReporters(values.reporter ?? []);
  if ('problem' in reporters) return reporters;
  return {
    operands: positionals,
    server: server?.endpoint,
    overrides,
    variables,
    environment: values.env,
    secretFiles,
    only: values.transcript ?? [],
    jobs: Number(values.jobs ?? 1),
    repeat: values.repeat === undefined ? undefined : Number(values.repeat),
    yes: values.yes ?? false,
    update: values['update-all'] === true ? 'all' : values.update === true ? 'recorded' : 'no',
    bail: values.bail ?? false,
    watch: values.watch ?? false,
    verbose: values.verbose ?? false,
    reporters: reporters.choices,
  };
}

function whyNotWatched(
  values: { readonly update?: boolean; readonly 'update-all'?: boolean },
  operands: readonly string[],
): string | undefined {
  if (operands.includes('-')) return '--watch takes files: standard input does not change';
  return (values.update ?? values['update-all']) === true
    ? '--watch does not go with --update: what a run writes would begin the next one'
    : undefined;
}

type Server = { readonly endpoint: NonNullable<Host['server']> } | { readonly problem: string } | undefined;

function readServer(text: string | undefined): Server {
  if (text === undefined) return undefined;
  const read = parseServerUrl(text);
  return 'problem' in read ? { problem: `--server: ${read.problem}` } : read;
}

function readOverrides(values: {
  readonly timeout?: string;
  readonly match?: string;
  readonly 'tls-verify'?: string;
  readonly proxy?: string;
}): Host['overrides'] | { readonly problem: string } {
  const { match, 'tls-verify': verify } = values;
  const timeout = values.timeout === undefined ? undefined : parseDuration(values.timeout);
  if (values.timeout !== undefined && (timeout === undefined || timeout <= 0 || timeout > A_DAY))
    return { problem: '--timeout takes seconds, as in --timeout 10; a day at most' };
  if (match !== undefined && match !== 'code' && match !== 'text')
    return { problem: '--match takes code or text' };
  if (verify !== undefined && verify !== 'on' && verify !== 'off')
    return { problem: '--tls-verify takes on or off' };
  const proxy = values.proxy === undefined ? undefined : parseProxyUrl(values.proxy);
  if (proxy !== undefined && 'problem' in proxy) return { problem: `--proxy: ${proxy.problem}` };
  if (proxy?.proxy.password !== undefined)
    return {
      problem:
        '--proxy takes no password: a secret never stands on the command line; write “# @proxy socks5://user:{{$secret proxy}}@host” into the file',
    };
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(match === undefined ? {} : { match }),
    ...(verify === undefined ? {} : { tlsVerify: verify === 'on' }),
    ...(proxy === undefined ? {} : { proxy: proxy.proxy }),
  };
}

/** `NAME=VALUE` each; undefined if one is not. */
export function readPairs(texts: readonly string[]): ReadonlyMap<string, string> | undefined {
  const pairs = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) return undefined;
    pairs.set(text.slice(0, at), text.slice(at + 1));
  }
  return pairs;
}
