import { formatEndpoint, parseServerUrl } from '../syntax/connection';
import type { SessionEvent } from '../runner/events';

/** What the servers of this session's runs offered in their latest EHLO replies, for the language features to know. */
export interface EhloMemory {
  /** Follows one run: give it each event as it comes. */
  readonly follow: () => (event: SessionEvent) => void;
  /** The lines of the latest EHLO reply of a server, without their codes. */
  readonly latest: (server: string) => readonly string[] | undefined;
}

export function createEhloMemory(): EhloMemory {
  const replies = new Map<string, readonly string[]>();
  return {
    latest: (server) => replies.get(keyOf(server)),
    follow: () => {
      let server = '';
      let greets = false;
      return (event) => {
        if (event.type === 'start') server = keyOf(event.server);
        else if (event.type === 'sent')
          greets = event.role === 'command' && /^(?:EHLO|LHLO)\b/i.test(event.text);
        // EHLO is the last command of its group (RFC 2920 section 3.1), so the last reply before anything else is sent is its.
        else if (event.type === 'reply' && greets && event.reply.code === 250)
          replies.set(server, event.reply.lines);
      };
    },
  };
}

/** One spelling for each server: `SMTP://Host` is `smtp://host:25`. */
function keyOf(server: string): string {
  const parsed = parseServerUrl(server);
  return ('endpoint' in parsed ? formatEndpoint(parsed.endpoint) : server).toLowerCase();
}
