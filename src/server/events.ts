import type { TestServerPort } from './options';

/**
 * Something that happened, for a log. `text` is one line in words. No event holds a credential or anything else that
 * a client sent while it authenticated, except the name of a user whose password was right.
 */
export interface TestServerEvent {
  readonly kind:
    'connected' | 'authenticated' | 'authentication-failed' | 'accepted' | 'refused' | 'closed' | 'error';
  readonly at: Date;
  readonly port: TestServerPort;
  /** Which connection it happened on; an error of the listener itself has none. */
  readonly session?: string;
  readonly text: string;
}
