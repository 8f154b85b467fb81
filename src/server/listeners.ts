/** Takes a listener off again. Calling it twice does no harm. */
export type Unsubscribe = () => void;

export interface Listeners<T> {
  readonly subscribe: (listener: (value: T) => void) => Unsubscribe;
  readonly publish: (value: T) => void;
}

/**
 * A list of listeners. Each is called in a microtask of its own, so that one that throws can neither keep a client
 * from its reply nor the other listeners from their call; what it throws surfaces as the uncaught exception it is.
 */
export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<{ readonly call: (value: T) => void }>();
  return {
    subscribe(listener) {
      const entry = { call: listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    publish(value) {
      for (const { call } of listeners) queueMicrotask(() => call(value));
    },
  };
}
