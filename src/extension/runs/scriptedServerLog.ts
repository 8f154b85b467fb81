import type { ScriptedServerEvent } from '../../server/scripted/index';
import { visible } from '../../smtp/escape';

/** What the log of the scripted server says, with the signs that its grammar colours. */
export interface LogLine {
  readonly sign: '--' | '✓' | '✗';
  readonly text: string;
}

/** The lines for an event; what a client sent is made safe to show. */
export function scriptedServerLine(event: ScriptedServerEvent): readonly LogLine[] {
  const line = (sign: LogLine['sign'], text: string): LogLine => ({
    sign,
    text: visible(`connection ${event.connection}: ${text}`),
  });
  switch (event.kind) {
    case 'connected':
      return [line('--', `plays “${event.script.title}” (line ${event.script.line})`)];
    case 'note':
      return [line('--', event.text)];
    case 'played': {
      const { deviations } = event.played;
      if (deviations.length === 0) return [line('✓', 'ended as written')];
      return deviations.map((each) => line('✗', `line ${each.line}: ${each.message}`));
    }
  }
}

/** The time of day, as a log has it. */
export function timeOfDay(at: Date): string {
  return at.toTimeString().slice(0, 8);
}
