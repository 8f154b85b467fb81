import type { SessionEvent } from '../runner/events';

/**
 * An event as one line of JSON (JSON Lines), with its line end. `file` and `transcript`, the line that the transcript begins
 * at, say whose it is.
 */
export function eventLine(file: string, transcript: number, event: SessionEvent): string {
  return `${JSON.stringify({ file, transcript, ...event }, rounded)}\n`;
}

/** Times to a microsecond; all other numbers of an event are whole. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}
