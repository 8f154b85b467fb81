/** Aborts at the first SIGINT (Ctrl+C) or SIGTERM. At the second the process ends as it would anyway, come what may. */
export function abortOnSignals(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const release = (): void => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  const onSignal = (): void => {
    release();
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return { signal: controller.signal, release };
}
