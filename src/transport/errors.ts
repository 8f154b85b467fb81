import { isIP } from 'node:net';
import { codeOf, messageOf } from './errorCode';
import { explainTlsBroken } from './tlsErrors';
import type { ConnectionError, Proxy, Target } from './transport';

export const CANCELLED: ConnectionError = { kind: 'cancelled', message: 'Cancelled' };

/** Milliseconds in words. */
export function seconds(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

/** A host and its port as people write them, or a unix socket's path. */
export function whereOf({ path, host, port }: Pick<Target, 'path'> & Pick<Proxy, 'host' | 'port'>): string {
  if (path !== undefined) return path.replace('\0', '@');
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The one place where the network's errors become words for a person. */
export function explainConnect(error: unknown, where: string, target: Named = {}): ConnectionError {
  const words = wordsFor(codeOf(error), error, where, target);
  if (words === undefined) return explainBroken(error);
  const tried = attempts(error);
  // An address that was given says it already.
  const isNews = tried.length > 1 || tried.some(({ address }) => !where.includes(address));
  if (!isNews || words.kind === 'other') return words;
  const list = tried.map(({ address, code }) => `${address}: ${REASONS[code] ?? code}`).join('; ');
  return { ...words, message: `${words.message} (tried ${list})` };
}

/** What was asked for, as far as an explanation depends on it. */
export type Named = Pick<Target, 'family' | 'bind' | 'path'>;

function wordsFor(
  code: string,
  error: unknown,
  where: string,
  { family, bind, path }: Named,
): ConnectionError | undefined {
  if (isBinding(error)) {
    return {
      kind: 'unreachable',
      message: `The local address ${bind ?? 'to connect from'} (@bind) cannot be used: it is none of this machine’s`,
      hint: '“ip address” or “ifconfig” lists those that there are.',
    };
  }
  switch (code) {
    case 'ECONNREFUSED':
      return {
        kind: 'refused',
        message: `${where} refused the connection: nothing listens there`,
        hint:
          path === undefined
            ? 'Check the port, and that the server runs.'
            : 'The server that made the socket may have ended, or the file is no socket.',
      };
    case 'ENOTFOUND':
    case 'EAI_NONAME':
    case 'EAI_NODATA':
    case 'EAI_ADDRFAMILY':
      return family === undefined
        ? {
            kind: 'unknownHost',
            message: `The host of ${where} is not known to the DNS`,
            hint: 'Check the spelling of the name.',
          }
        : {
            kind: 'unknownHost',
            message: `The host of ${where} has no IPv${family} address, or is not known to the DNS`,
            hint: 'Check the spelling of the name, and @ip.',
          };
    case 'EAI_AGAIN':
      return {
        kind: 'unknownHost',
        message: `The DNS did not answer for ${where}`,
        hint: 'Check the network and try again.',
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return {
        kind: 'unreachable',
        message: `${where} cannot be reached from here (${code})`,
        hint: 'Check the network, the address family (@ip) and @bind.',
      };
    case 'ETIMEDOUT':
    case 'ERR_SOCKET_CONNECTION_TIMEOUT':
      return {
        kind: 'timeout',
        message: `${where} did not answer`,
        hint: 'A firewall may drop the packets; many networks block port 25.',
      };
    case 'ENOENT':
      return { kind: 'refused', message: `There is no socket at ${where}`, hint: 'Check the path.' };
    case 'EACCES':
    case 'EPERM':
      return {
        kind: 'refused',
        message: `${where} may not be opened by this user`,
        hint: 'Check the permissions.',
      };
    case 'ENOTDIR':
    case 'ENOTSOCK':
    case 'EPROTOTYPE':
      return {
        kind: 'refused',
        message: `${where} is no stream socket (${code})`,
        hint: 'Check the path.',
      };
    case 'ERR_INVALID_IP_ADDRESS':
      return {
        kind: 'other',
        message: 'The local address to connect from (@bind) is not an IP address',
        hint: 'Write an address of this machine, such as 192.0.2.1.',
      };
    default:
      return undefined;
  }
}

/** Node says by the system call's name what failed. */
function isBinding(error: unknown): boolean {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return typeof first === 'object' && first !== null && 'syscall' in first && first.syscall === 'bind';
}

interface Attempt {
  readonly address: string;
  readonly code: string;
}

/** The addresses that were tried, in order, and what came of each. */
function attempts(error: unknown): readonly Attempt[] {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.flatMap((each) => {
    const address: unknown =
      typeof each === 'object' && each !== null && 'address' in each ? each.address : undefined;
    return typeof address === 'string' && isIP(address) !== 0 ? [{ address, code: codeOf(each) }] : [];
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'no answer',
  ERR_SOCKET_CONNECTION_TIMEOUT: 'no answer',
  EHOSTUNREACH: 'not reachable',
  ENETUNREACH: 'no way there',
};

/** A connection that nobody answered. */
export function explainSlow(where: string, timeout: number): ConnectionError {
  return {
    kind: 'timeout',
    message: `${where} did not answer within ${seconds(timeout)}`,
    hint: 'A firewall may drop the packets; many networks block port 25.',
  };
}

/** A connection that broke while it was in use. */
export function explainBroken(error: unknown): ConnectionError {
  const code = codeOf(error);
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return {
      kind: 'reset',
      message: 'The server cut the connection without a word',
      hint: 'Its log may say why.',
    };
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return explainTlsBroken(error);
  return { kind: 'other', message: `The connection broke: ${messageOf(error)}` };
}
