import type { SeenReply, SessionEvent } from './events';

/** The replies of a run by the lines of the file that they belong to, counted from 1. */
export interface ReceivedReplies {
  /** By the first `S:` line of what was expected. */
  readonly expected: ReadonlyMap<number, SeenReply>;
  /** By the line of the request, where nothing is recorded for it; the greeting is at {@link GREETING}. */
  readonly unrecorded: ReadonlyMap<number, readonly SeenReply[]>;
}

/** Where the reply stands that nobody asks for. */
export const GREETING = 0;

/** Follows a run, and keeps what it received. */
export class ReplyCollector implements ReceivedReplies {
  readonly expected = new Map<number, SeenReply>();
  readonly unrecorded = new Map<number, SeenReply[]>();
  #latest: SeenReply | undefined;
  #hasSent = false;

  take(event: SessionEvent): void {
    switch (event.type) {
      case 'sent':
        this.#hasSent = true;
        break;
      case 'reply': {
        this.#latest = event.reply;
        const line = this.#hasSent ? event.line : GREETING;
        if (line !== undefined)
          this.unrecorded.set(line, [...(this.unrecorded.get(line) ?? []), event.reply]);
        break;
      }
      case 'verdict':
        // Also about silence, or a closed connection: then it is not about the latest reply.
        if (event.isAssertion !== true && this.#latest !== undefined && isAbout(event.actual, this.#latest))
          this.expected.set(event.line, this.#latest);
        break;
      default:
        break;
    }
  }

  /** The same for a text whose lines, counted from 1, have become others; without what has no line any more. */
  moved(to: (line: number) => number | undefined): ReplyCollector {
    const moved = new ReplyCollector();
    for (const [line, reply] of this.expected) {
      const now = to(line);
      if (now !== undefined) moved.expected.set(now, reply);
    }
    for (const [line, replies] of this.unrecorded) {
      const now = line === GREETING ? GREETING : to(line);
      if (now !== undefined) moved.unrecorded.set(now, replies);
    }
    return moved;
  }
}

function isAbout(actual: string, { code, lines }: SeenReply): boolean {
  return actual.startsWith(`${code} ${lines[0] ?? ''}`.trim());
}
