import type { SessionEvent } from './events';

/** Events that wait for their reader before the conversation waits too: a slow reader must not fill the memory. */
const CAPACITY = 512;

/**
 * What stands between a conversation and whoever listens to it. The listener is woken in a turn of the event loop of its
 * own: so the reply that was just told has already drawn the next command, and the events are read while the server
 * thinks.
 */
export class EventQueue {
  #makers: (() => SessionEvent)[] = [];
  #ended = false;
  #isWaking = false;
  #onEvents: (() => void) | undefined;
  #onRoom: (() => void) | undefined;

  /** @param make called when somebody takes the event, which may be never */
  push(make: () => SessionEvent): void {
    if (this.#ended) return;
    this.#makers.push(make);
    if (this.#onEvents === undefined || this.#isWaking) return;
    this.#isWaking = true;
    setImmediate(this.#wake);
  }

  /** Resolves when there is room for more: at once, as a rule. */
  room(): undefined | Promise<void> {
    if (this.#makers.length < CAPACITY || this.#ended) return undefined;
    return new Promise((resolve) => {
      this.#onRoom = resolve;
      this.#wake();
    });
  }

  /** All that has been told and not yet taken; empty only when nothing will come any more. */
  async take(): Promise<readonly SessionEvent[]> {
    if (this.#makers.length === 0 && !this.#ended)
      await new Promise<void>((resolve) => {
        this.#onEvents = resolve;
      });
    this.#onEvents = undefined;
    const makers = this.#makers;
    this.#makers = [];
    this.#onRoom?.();
    this.#onRoom = undefined;
    return makers.map((make) => make());
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
