import * as http from 'node:http';
import type { Socket } from 'node:net';
import { domainToASCII } from 'node:url';
import { SocksClient, SocksClientError } from 'socks';
import { codeOf } from './errorCode';
import { CANCELLED, seconds, whereOf } from './errors';
import type { ConnectionError, Proxy, Target } from './transport';

/**
 * Has a proxy connect a socket, which leads to the proxy, on to the target. Names are left to the proxy to look up: it may know
 * others than this machine, and asking here would tell the DNS where the connection goes.
 *
 * @returns why it did not, in words that hold no credential
 */
export async function throughProxy(
  socket: Socket,
  proxy: Proxy,
  target: Target,
  signal: AbortSignal,
): Promise<ConnectionError | undefined> {
  const name = `The proxy ${whereOf(proxy)}`;
  // A name outside ASCII goes to the proxy as it would go to the DNS (RFC 5891).
  const asked = { ...target, host: domainToASCII(target.host) || target.host };
  return await within(socket, target.timeout, signal, name, async () => {
    const problem = await (proxy.kind === 'http' ? askHttp : askSocks)(socket, proxy, asked);
    return problem === undefined ? undefined : inWords(problem, name, whereOf(target));
  });
}

/** What a proxy may say instead of connecting, whatever its language. */
type Problem =
  | { readonly kind: 'credentials'; readonly given: boolean }
  | { readonly kind: 'target'; readonly reason: string; readonly hint?: string }
  | { readonly kind: 'language'; readonly spoken: string }
  | { readonly kind: 'closed' };

/** Ends the socket, and with it the work, when the time is up or the run is cancelled. */
async function within(
  socket: Socket,
  timeout: number,
  signal: AbortSignal,
  name: string,
  work: () => Promise<ConnectionError | undefined>,
): Promise<ConnectionError | undefined> {
  let early: ConnectionError | undefined;
  const end = (error: ConnectionError): void => {
    early ??= error;
    socket.destroy();
  };
  const onAbort = (): void => end(CANCELLED);
  const timer = setTimeout(
    () =>
      end({
        kind: 'timeout',
        message: `${name} did not make the connection within ${seconds(timeout)}`,
        hint: 'Raise the limit with “# @timeout”, or look at the proxy’s log.',
      }),
    timeout,
  );
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const error = await work();
    return early ?? error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** RFC 1928, with user and password (RFC 1929) if there are some. */
async function askSocks(socket: Socket, proxy: Proxy, target: Target): Promise<Problem | undefined> {
  const { host, port, user, password } = proxy;
  const longest = Math.max(
    ...[target.host, user ?? '', password ?? ''].map((text) => Buffer.byteLength(text)),
  );
  if (longest > 255)
    return { kind: 'target', reason: 'SOCKS5 has no room for a name or a password of more than 255 octets' };
  try {
    await SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      proxy: {
        type: 5,
        host,
        port,
        ...(user === undefined ? {} : { userId: user, password: password ?? '' }),
      },
      destination: { host: target.host, port: target.port },
      timeout: target.timeout,
    });
    return undefined;
  } catch (error) {
    return readSocksError(error instanceof SocksClientError ? error.message : codeOf(error), proxy);
  }
}

function readSocksError(message: string, { user }: Proxy): Problem {
  const rejected = /^Socks5 proxy rejected connection - (\w+)/.exec(message)?.[1];
  if (rejected !== undefined) {
    const words = SOCKS_REPLIES[rejected];
    return { kind: 'target', ...(words ?? { reason: 'it gives a reason that RFC 1928 does not have' }) };
  }
  if (/no accepted authentication type|Authentication failed/.test(message))
    return { kind: 'credentials', given: user !== undefined };
  if (/invalid socks version|handshake response|unknown authentication type|final handshake/i.test(message))
    return { kind: 'language', spoken: 'SOCKS5' };
  return { kind: 'closed' };
}

/** The replies of RFC 1928 section 6, as the library calls them. */
const SOCKS_REPLIES: Readonly<Record<string, { readonly reason: string; readonly hint?: string }>> = {
  Failure: { reason: 'it says only that it failed' },
  NotAllowed: { reason: 'its rules do not allow it', hint: 'Many proxies allow only ports 80 and 443.' },
  NetworkUnreachable: { reason: 'the network cannot be reached from there' },
  HostUnreachable: { reason: 'the host cannot be reached from there, or its name is not known there' },
  ConnectionRefused: { reason: 'nothing listens there' },
  TTLExpired: { reason: 'the way there is too long (TTL expired)' },
  CommandNotSupported: { reason: 'it does not take CONNECT' },
  AddressNotSupported: { reason: 'it does not take this kind of address' },
};

/** `CONNECT` of RFC 9110 section 9.3.6; Node's client reads the answer, and gives back what follows it. */
async function askHttp(socket: Socket, proxy: Proxy, target: Target): Promise<Problem | undefined> {
  const authority = whereOf(target);
  const { user, password = '' } = proxy;
  if (!/^[\x21-\x7e]+$/.test(authority)) return { kind: 'target', reason: 'this is not the name of a host' };
  const request = http.request({
    method: 'CONNECT',
    path: authority,
    headers: {
      Host: authority,
      ...(user === undefined
        ? {}
        : { 'Proxy-Authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
    },
    createConnection: () => socket,
  });
  return await new Promise((resolve) => {
    request.once('connect', (response: http.IncomingMessage, _: unknown, head: Buffer) => {
      const { statusCode = 0, statusMessage = '' } = response;
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve(undefined);
      } else resolve(readHttpStatus(statusCode, statusMessage, user !== undefined));
    });
    request.once('error', (error) => {
      resolve(codeOf(error).startsWith('HPE_') ? { kind: 'language', spoken: 'HTTP' } : { kind: 'closed' });
    });
    request.end();
  });
}

function readHttpStatus(status: number, phrase: string, given: boolean): Problem {
  if (status === 407) return { kind: 'credentials', given };
  const reason = `it answered ${status}${phrase === '' ? '' : ` ${phrase}`}`;
  const hint = HTTP_HINTS[status];
  return { kind: 'target', reason, ...(hint === undefined ? {} : { hint }) };
}

const HTTP_HINTS: Readonly<Record<number, string>> = {
  403: 'Its rules do not allow it: many proxies allow CONNECT only to port 443.',
  405: 'It does not take CONNECT.',
  501: 'It does not take CONNECT.',
  502: 'Nothing may listen there, or the host’s name is not known to the proxy.',
  503: 'Nothing may listen there, or the host’s name is not known to the proxy.',
  504: 'The host did not answer the proxy.',
};

function inWords(problem: Problem, name: string, where: string): ConnectionError {
  switch (problem.kind) {
    case 'credentials':
      return problem.given
        ? {
            kind: 'proxy',
            message: `${name} did not accept the user and the password of @proxy`,
            hint: 'Check both.',
          }
        : {
            kind: 'proxy',
            message: `${name} wants a user and a password`,
            hint: 'Write them into @proxy: “socks5://user:{{$secret proxy}}@host:1080”.',
          };
    case 'target':
      return {
        kind: 'proxy',
        message: `${name} did not connect to ${where}: ${problem.reason}`,
        hint: problem.hint ?? 'Check host and port; the proxy’s log may say more.',
      };
    case 'language':
      return {
        kind: 'proxy',
        message: `${name} does not speak ${problem.spoken}`,
        hint: 'Check its port, and whether @proxy is to begin with socks5:// or http://.',
      };
    case 'closed':
      return {
        kind: 'proxy',
        message: `${name} closed the connection instead of making one to ${where}`,
        hint: 'Its log may say why.',
      };
  }
}
