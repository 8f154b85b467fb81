import type { SessionEvent } from './events';

/** Events that wait for their reader before the conversation waits too: a slow reader must not fill the memory. */
const CAPACITY = 512;

/**
 * What stands between a conversation and whoever listens to it. The conversation goes on while its events are read, so
 * that they are printed while the server thinks and not before it is asked.
 */
export class EventQueue {
  #events: SessionEvent[] = [];
  #ended = false;
  #onEvents: (() => void) | undefined;
  #onRoom: (() => void) | undefined;

  push(event: SessionEvent): void {
    if (this.#ended) return;
    this.#events.push(event);
    this.#onEvents?.();
  }

  /** Resolves when there is room for more: at once, as a rule. */
  room(): undefined | Promise<void> {
    if (this.#events.length < CAPACITY || this.#ended) return undefined;
    return new Promise((resolve) => {
      this.#onRoom = resolve;
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
    this.#onEvents?.();
    this.#onRoom?.();
  }
}
