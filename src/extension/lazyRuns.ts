import type { Runs, RunsContext } from './runs/index';

/** The room of everything that runs, read from its bundle when it is entered for the first time. */
export interface LazyRuns {
  readonly enter: () => Promise<Runs>;
  /** Undefined as long as nobody has been inside. */
  readonly loaded: Runs | undefined;
  readonly close: () => Promise<void>;
}

export function lazyRuns(context: RunsContext): LazyRuns {
  let loading: Promise<Runs> | undefined;
  let loaded: Runs | undefined;
  return {
    enter: () =>
      (loading ??= import('./runs/index').then(({ createRuns }) => (loaded = createRuns(context)))),
    get loaded() {
      return loaded;
    },
    close: async () => {
      const room = await loading;
      await room?.close();
    },
  };
}
