import type { SessionEvent } from '../../src/runner/events';

/** An event on one line, without what differs from run to run: times, the cipher that was agreed, certificates. */
export function formatEvent(event: SessionEvent): string {
  const { type, ...rest } = event;
  const fields = Object.entries(rest)
    .filter(
      ([name, value]) => !VARYING.has(name) && value !== undefined && !(name === 'tls' && value === false),
    )
    .map(
      ([name, value]) =>
        `${name}=${JSON.stringify(value, (key, inner: unknown) => (VARYING.has(key) ? undefined : inner))}`,
    );
  return `${[type, ...fields].join(' ')}\n`;
}

const VARYING: ReadonlySet<string> = new Set([
  'at',
  'milliseconds',
  'cipher',
  'daysLeft',
  // Those of certificates that are made for each run of the tests; the transport's own tests look at them.
  'chain',
  'fingerprint',
  'keyExchange',
  'resumed',
  'verification',
  'validFrom',
  'validTo',
]);
