import type { ConnectionError, TlsFacts } from '../transport/transport';

/**
 * What a run tells, as it happens: the only thing that leaves it, so that the panel, the command line and the reports cannot
 * disagree. Every text is redacted where the event is made, and safe to print.
 */
export type SessionEvent = Timed &
  (
    | { readonly type: 'start'; readonly title: string; readonly line: number; readonly server: string }
    | {
        readonly type: 'connected';
        readonly remoteAddress: string;
        readonly remotePort: number;
        readonly localAddress: string;
      }
    | { readonly type: 'tls'; readonly facts: TlsFacts }
    | SentEvent
    | ReceivedEvent
    | {
        readonly type: 'reply';
        readonly line: number | undefined;
        readonly reply: SeenReply;
        readonly milliseconds: number;
      }
    | VerdictEvent
    | RecipientsEvent
    | NoticeEvent
    | { readonly type: 'skipped'; readonly line: number; readonly reason: string }
    | { readonly type: 'captured'; readonly line: number; readonly name: string; readonly value: string }
    | FailureEvent
    | { readonly type: 'end'; readonly status: RunStatus }
  );

interface Timed {
  /** Milliseconds since the run began. */
  readonly at: number;
}

/** Passed: all held. Failed: the server said otherwise. Error: there was no conversation to speak of. */
export type RunStatus = 'passed' | 'failed' | 'error' | 'cancelled' | 'skipped';

export interface SentEvent {
  readonly type: 'sent';
  /** Counted from 1; absent for what the run sends of its own accord (STARTTLS of a URL, QUIT after a failure). */
  readonly line: number | undefined;
  /** Of a message, all the lines of a piece of it, with CRLF between them; else one line. */
  readonly text: string;
  readonly octets: number;
  readonly tls: boolean;
  readonly role: 'command' | 'response' | 'content' | 'raw' | 'file';
}

export interface ReceivedEvent {
  readonly type: 'received';
  /** The whole line as it came. */
  readonly text: string;
  readonly tls: boolean;
  /** A challenge's text, if it is base64 of something readable (RFC 4954 section 4). */
  readonly challenge?: string;
}

export interface SeenReply {
  readonly code: number;
  readonly enhanced?: string;
  readonly lines: readonly string[];
}

export interface VerdictEvent {
  readonly type: 'verdict';
  /** The `S:` or `??` line that expected it, counted from 1; the request's line when nothing was recorded. */
  readonly line: number;
  /** There if it is about an assertion, and not about a reply as such. */
  readonly isAssertion?: true;
  readonly status: 'passed' | 'failed';
  readonly expected: string;
  readonly actual: string;
  /** What differs, in words. */
  readonly message: string;
  /** Differences that do not fail it. */
  readonly remarks: readonly string[];
}

/**
 * What came of a message for each recipient, where the server answers for each of them: LMTP (RFC 2033 section 4.2) and
 * PRDR do.
 */
export interface RecipientsEvent {
  readonly type: 'recipients';
  /** The line of the message, counted from 1. */
  readonly line: number | undefined;
  readonly verdicts: readonly RecipientVerdict[];
}

export interface RecipientVerdict {
  /** As it was sent, `<user@example.com>`. */
  readonly address: string;
  readonly accepted: boolean;
  /** Code and first line. */
  readonly reply: string;
}

export interface NoticeEvent {
  readonly type: 'notice';
  readonly severity: 'information' | 'warning';
  readonly line: number | undefined;
  readonly message: string;
}

export interface FailureEvent {
  readonly type: 'failure';
  readonly kind: ConnectionError['kind'] | 'protocol' | 'file' | 'variable' | 'injection' | 'plan';
  readonly line: number | undefined;
  readonly message: string;
  readonly hint?: string;
}
