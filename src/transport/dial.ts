import * as net from 'node:net';
import { explainConnect, explainSlow, whereOf } from './errors';
import { settled } from './settled';
import type { ConnectionError, Target } from './transport';

export type Dialled =
  | { readonly kind: 'dialled'; readonly socket: net.Socket }
  | { readonly kind: 'failed'; readonly error: ConnectionError };

/** Makes the way to the target: straight to it, to its unix socket, or by way of a proxy. */
export async function dial(target: Target, signal: AbortSignal): Promise<Dialled> {
  if (target.proxy === undefined) return open(target, whereOf(target), signal);
  if (target.path !== undefined) return failed(NO_PROXY_TO_A_FILE);
  const { proxy, timeout, family, bind } = target;
  // What proxies need is loaded with the first of them.
  const { throughProxy } = await import('./proxy');
  const toProxy = {
    host: proxy.host,
    port: proxy.port,
    timeout,
    ...(family === undefined ? {} : { family }),
    ...(bind === undefined ? {} : { bind }),
  };
  const opened = await open(toProxy, `The proxy ${whereOf(proxy)}`, signal);
  if (opened.kind === 'failed') return opened;
  const { socket } = opened;
  const error = await throughProxy(socket, proxy, target, signal);
  if (error === undefined) return opened;
  socket.destroy();
  return failed(error);
}

const NO_PROXY_TO_A_FILE: ConnectionError = {
  kind: 'proxy',
  message: 'A unix socket cannot be reached through a proxy',
  hint: 'Leave @proxy out.',
};

async function open(
  target: Omit<Target, 'proxy' | 'preamble' | 'tls'>,
  where: string,
  signal: AbortSignal,
): Promise<Dialled> {
  const impossible = contradiction(target);
  if (impossible !== undefined) return failed(impossible);
  let socket: net.Socket;
  try {
    socket = net.connect(connectOptions(target));
  } catch (error) {
    return failed(explainConnect(error, where, target)); // an address that is none
  }
  const error = await settled(socket, 'connect', target.timeout, signal, {
    slow: () => explainSlow(where, target.timeout),
    broken: (reason) => explainConnect(reason, where, target),
  });
  if (error === undefined) return { kind: 'dialled', socket };
  socket.destroy();
  return failed(error);
}

/** What the operating system would answer by connecting elsewhere, or with a word that explains nothing. */
function contradiction({ host, path, family, bind }: Target): ConnectionError | undefined {
  if (path !== undefined) {
    return Buffer.byteLength(path) <= LONGEST_PATH
      ? undefined
      : {
          kind: 'other',
          message: `The path of a unix socket has at most ${LONGEST_PATH} octets`,
          hint: 'Make a symbolic link with a shorter path.',
        };
  }
  const local = bind === undefined ? 0 : net.isIP(bind);
  const wanted = family ?? (local === 0 ? undefined : local);
  const given = net.isIP(host);
  if (given !== 0 && wanted !== undefined && given !== wanted) {
    return {
      kind: 'unreachable',
      message: `${host} is an IPv${given} address, and ${family === undefined ? '@bind' : '@ip'} asks for IPv${wanted}`,
      hint: 'Change one of the two.',
    };
  }
  return local !== 0 && family !== undefined && local !== family
    ? {
        kind: 'unreachable',
        message: `The local address ${bind ?? ''} (@bind) is an IPv${local} address, and @ip asks for IPv${family}`,
        hint: 'Change one of the two.',
      }
    : undefined;
}

/** sun_path of Linux has 108 octets, a NUL at its end among them, and Node.js cuts off what is too long. */
const LONGEST_PATH = 107;

/**
 * Milliseconds for each address but the last, after which Node.js turns to the next one (RFC 8305). Node's own 250 would give
 * up servers that are merely far away.
 */
const ATTEMPT = 1_000;

function connectOptions({ host, port, path, family, bind, addresses }: Target): net.NetConnectOpts {
  if (path !== undefined) return { path };
  // Node.js tries no other family where there is a local address, so the right one has to be asked for.
  const wanted = family ?? (bind === undefined ? undefined : net.isIP(bind) === 6 ? 6 : 4);
  return {
    host,
    port,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT,
    ...(wanted === undefined ? {} : { family: wanted }),
    ...(bind === undefined ? {} : { localAddress: bind }),
    ...(addresses === undefined ? {} : { lookup: lookupIn(addresses, wanted) }),
  };
}

/** Answers with addresses that are known. */
function lookupIn(addresses: readonly string[], family: number | undefined): net.LookupFunction {
  const found = addresses
    .map((address) => ({ address, family: net.isIP(address) }))
    .filter((each) => family === undefined || each.family === family);
  return (host, options, callback) => {
    const [first] = found;
    // Not before net.connect has returned: then nobody would hear of it.
    setImmediate(() => {
      if (first === undefined) callback(Object.assign(new Error(host), { code: 'ENOTFOUND' }), [], 0);
      else if (options.all === true) callback(null, found, 0);
      else callback(null, first.address, first.family);
    });
  };
}

function failed(error: ConnectionError): Dialled {
  return { kind: 'failed', error };
}
