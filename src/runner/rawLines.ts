import type { SessionState } from './sessionState';
import { MASK } from './redaction';

/**
 * What may be shown of a `C!:` line. As a rule its source, which says byte for byte what is sent; but where its bytes hold a
 * credential, the lines that they make on the wire without that.
 */
export function showRaw(state: SessionState, bytes: Uint8Array, source: string): string {
  const text = Buffer.from(bytes).toString('utf8');
  const { authentication } = state;
  if (state.lastCode === 334) {
    const response = text.trim();
    return authentication.showResponse(response) === MASK ? MASK : source;
  }
  const lines = text.split('\n');
  const shown = lines.map((line) => authentication.showCommand(line, line));
  return lines.every((line, at) => line === shown[at])
    ? source
    : shown.map((line) => line.trim()).join('\\r\\n');
}
