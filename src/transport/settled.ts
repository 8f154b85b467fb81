import type { Socket } from 'node:net';
import { CANCELLED } from './errors';
import type { ConnectionError } from './transport';

/** What to say of a socket that did not get there. */
export interface Explained {
  readonly slow: () => ConnectionError;
  readonly broken: (error: unknown) => ConnectionError;
}

/**
 * Waits for a socket's first event of success, `connect` or a TLS handshake's `secureConnect`; the error in words if
 * another comes first.
 *
 * @param timeout milliseconds
 */
export function settled(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeout: number,
  signal: AbortSignal,
  { slow, broken }: Explained,
): Promise<ConnectionError | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(slow()), timeout);
    const onEvent = (): void => finish(undefined);
    const onError = (error: Error): void => finish(broken(error));
    const onClose = (): void => finish(broken({ code: 'ECONNRESET' }));
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
