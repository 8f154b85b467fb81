import type { SessionEvent } from './events';

/** Events that wait for their reader before the conversation waits too: a slow reader must not fill the memory. */
const CAPACITY = 512;

/**
 * What stands between a conversation and whoever listens to it. The listener is woken in a turn of the event loop of its
 * own: so the reply that was just told has already drawn the next command, and the events are read while the server
 * thinks.
 */
export class EventQueue {
  #events: SessionEvent[] = [];
  #ended = false;
  #isWaking = false;
  #onEvents: (() => void) | undefined;
  #onRoom: (() => void) | undefined;

  push(event: SessionEvent): void {
    if (this.#ended) return;
    this.#events.push(event);
    if (this.#onEvents === undefined || this.#isWaking) return;
    this.#isWaking = true;
    setImmediate(this.#wake);
  }

  /** Resolves when there is room for more: at once, as a rule. */
  room(): undefined | Promise<void> {
    if (this.#events.length < CAPACITY || this.#ended) return undefined;
    return new Promise((resolve) => {
      this.#onRoom = resolve;
      this.#wake();
    });
  }

  /** All that has been told and not yet taken; empty only when nothing will come any more. */
  async take(): Promise<readonly SessionEvent[]> {
    if (this.#events.length === 0 && !this.#ended)
      await new Promise<void>((resolve) => {
        this.#onEvents = resolve;
      });
    this.#onEvents = undefined;
    const events = this.#events;
    this.#events = [];
    this.#onRoom?.();
    this.#onRoom = undefined;
    return events;
  }

  /** Nothing more will be told, or nobody listens any more. */
  end(): void {
    this.#ended = true;
    this.#wake();
    this.#onRoom?.();
  }

  readonly #wake = (): void => {
    this.#isWaking = false;
    this.#onEvents?.();
  };
}
