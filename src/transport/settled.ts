import type { Socket } from 'node:net';
import { CANCELLED, explainBroken, explainConnect, seconds, type Named } from './errors';
import { explainHandshake } from './tlsErrors';
import type { ConnectionError } from './transport';

/**
 * Waits for a socket's first event of success, `connect` or a TLS handshake's `secureConnect`; the error in words if
 * another comes first.
 *
 * @param timeout milliseconds
 * @param where the server, as a person would call it
 * @param target what was asked for
 */
export function settled(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeout: number,
  signal: AbortSignal,
  where: string,
  target: Named = {},
): Promise<ConnectionError | undefined> {
  const handshake = event === 'secureConnect';
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => finish(handshake ? slowHandshake(where, timeout) : slow(where, timeout)),
      timeout,
    );
    const onEvent = (): void => finish(undefined);
    const onError = (error: Error): void =>
      finish(handshake ? explainHandshake(error, where) : explainConnect(error, where, target));
    const onClose = (): void =>
      finish(
        handshake ? explainHandshake({ code: 'ECONNRESET' }, where) : explainBroken({ code: 'ECONNRESET' }),
      );
    const onAbort = (): void => finish(CANCELLED);
    function finish(error: ConnectionError | undefined): void {
      clearTimeout(timer);
      socket.off(event, onEvent).off('close', onClose).off('error', onError);
      signal.removeEventListener('abort', onAbort);
      // An error that comes before anybody else listens, or after the socket was given up, has nobody to hear it.
      socket.on('error', () => undefined);
      resolve(error);
    }
    socket.once(event, onEvent).once('error', onError).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

function slow(where: string, timeout: number): ConnectionError {
  return {
    kind: 'timeout',
    message: `${where} did not answer within ${seconds(timeout)}`,
    hint: 'A firewall may drop the packets; many networks block port 25.',
  };
}

function slowHandshake(where: string, timeout: number): ConnectionError {
  return {
    kind: 'timeout',
    message: `The TLS handshake with ${where} did not end within ${seconds(timeout)}`,
    hint: 'Does this port speak TLS?',
  };
}
