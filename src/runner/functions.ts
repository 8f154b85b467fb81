import { encodeBase64 } from '../smtp/base64';
import { soundsSecret } from '../syntax/secretNames';
import type { Host, TestServerAddress } from './host';
import type { Plan } from './planTypes';

/** A value and whether it is to be kept out of everything that is told. */
export interface Value {
  readonly text: string;
  readonly secret: boolean;
  /** There if it is an encoding, or a proof, of secrets that the redactor knows by themselves. */
  readonly derived?: true;
}

/** Why there is no value. */
export interface NoValue {
  readonly problem: string;
  /** There if it is for what the server said, and not for what the author wrote. */
  readonly isServers?: true;
}

export type Evaluated = Value | NoValue;

interface FunctionInfo {
  /** How many arguments, at least and at most. */
  readonly arity: readonly [number, number];
  /** Asked of the world once per run, before the connection is opened, so that no server waits for a person. */
  readonly early: boolean;
  readonly call: (
    args: readonly Value[],
    host: Host,
    plan: Pick<Plan, 'repetition'>,
  ) => Evaluated | Promise<Evaluated>;
}

/** The functions of `{{$name …}}`; `$sasl` is the session's own, as it needs the server's challenge. */
export const FUNCTIONS: ReadonlyMap<string, FunctionInfo> = new Map<string, FunctionInfo>([
  ['$guid', late([0, 0], (_, host) => plain(host.guid()))],
  ['$timestamp', late([0, 0], (_, host) => plain(String(Math.floor(host.now().getTime() / 1000))))],
  ['$date', late([0, 0], (_, host) => plain(formatDate(host.now())))],
  ['$messageId', late([0, 0], (_, host) => plain(`<${host.guid()}@${host.hostname}>`))],
  ['$randomInt', late([2, 2], (args, host) => randomInt(args, host))],
  ['$repeat', late([0, 0], (_args, _host, { repetition }) => plain(String(repetition?.index ?? 1)))],
  ['$hostname', late([0, 0], (_, host) => plain(host.hostname))],
  [
    '$base64',
    late([1, 1], ([text]) => ({ text: encodeBase64(text?.text ?? ''), secret: text?.secret ?? false })),
  ],
  ['$plain', late([2, 3], (args) => saslPlain(args))],
  [
    '$processEnv',
    early([1, 1], ([name], host) =>
      named(
        name,
        host.processEnv(name?.text ?? ''),
        `the environment variable ${name?.text ?? ''} is not set`,
      ),
    ),
  ],
  [
    '$dotenv',
    early([1, 1], async ([name], host) =>
      named(
        name,
        await host.dotenv(name?.text ?? ''),
        `${name?.text ?? ''} is in no .env file beside the transcript or above it`,
      ),
    ),
  ],
  [
    '$secret',
    early([1, 1], async ([name], host) =>
      secret(await host.secret(name?.text ?? ''), `there is no secret “${name?.text ?? ''}”`),
    ),
  ],
  [
    '$prompt',
    early([0, 1], async ([label], host) =>
      found(await host.prompt(label?.text ?? 'Value', false), 'no value was given'),
    ),
  ],
  [
    '$password',
    early([0, 1], async ([label], host) =>
      secret(await host.prompt(label?.text ?? 'Password', true), 'no password was given'),
    ),
  ],
  ['$testServer', early([0, 1], async ([part], host) => testServer(part?.text, await host.testServer()))],
]);

/** The date and time of a message header, RFC 5322 section 3.3. */
export function formatDate(date: Date): string {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const two = (value: number): string => String(value).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${days[date.getDay()] ?? ''}, ${date.getDate()} ${months[date.getMonth()] ?? ''} ${date.getFullYear()} ${time} ${zone}`;
}

function late(arity: FunctionInfo['arity'], call: FunctionInfo['call']): FunctionInfo {
  return { arity, early: false, call };
}

function early(arity: FunctionInfo['arity'], call: FunctionInfo['call']): FunctionInfo {
  return { arity, early: true, call };
}

function plain(text: string): Value {
  return { text, secret: false };
}

function found(text: string | undefined, problem: string): Evaluated {
  return text === undefined ? { problem } : plain(text);
}

/** What is called like a credential is one, as in environments. */
function named(name: Value | undefined, text: string | undefined, problem: string): Evaluated {
  return soundsSecret(name?.text ?? '') ? secret(text, problem) : found(text, problem);
}

function secret(text: string | undefined, problem: string): Evaluated {
  return text === undefined ? { problem } : { text, secret: true };
}

/** RFC 4616: authorization identity, NUL, user, NUL, password; the last argument may name the identity. */
function saslPlain([user, password, identity]: readonly Value[]): Evaluated {
  const parts = [identity?.text ?? '', user?.text ?? '', password?.text ?? ''];
  if (parts.some((part) => part.includes('\0')))
    return { problem: 'a user name or password of AUTH PLAIN cannot hold NUL' };
  return { text: encodeBase64(parts.join('\0')), secret: true };
}

function randomInt([low, high]: readonly Value[], host: Host): Evaluated {
  const [a, b] = [Number(low?.text), Number(high?.text)];
  if (!Number.isInteger(a) || !Number.isInteger(b) || a > b)
    return { problem: '$randomInt takes two whole numbers, the smaller first' };
  return plain(String(host.random(a, b)));
}

/** Without an argument its URL; `host`, `port`, `tlsPort` and `lmtpPort` for the forms that take them apart. */
function testServer(
  part: string | undefined,
  address: TestServerAddress | { readonly problem: string },
): Evaluated {
  if ('problem' in address) return address;
  switch (part) {
    case undefined:
      return plain(`smtp://${address.host}:${address.port}`);
    case 'host':
      return plain(address.host);
    case 'port':
    case 'tlsPort':
    case 'lmtpPort':
      return plain(String(address[part]));
    default:
      return { problem: `$testServer has host, port, tlsPort and lmtpPort, but no “${part}”` };
  }
}
