/** When an address takes effect: at the command that names it, at DATA or BDAT, or when the message is complete. */
export type Stage = 'command' | 'data' | 'message';

/** What an address asks the server for, in place of an ordinary reply. */
export interface Wish {
  readonly stage: Stage;
  /** Milliseconds before anything happens. */
  readonly delay: number;
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuse'; readonly code: number; readonly text: string }
  /** The connection ends in place of a reply, in good order or not. */
  | { readonly kind: 'disconnect' | 'reset' };

/**
 * Reads what the local part of an address asks for: `550-5.1.1-user-unknown`, `4xx`, `delay-3s`, `disconnect`, `reset`,
 * `delay-2s-451`, and any of these later with `data-` or `message-` before it. Undefined if it is an address like any other.
 */
export function readWish(address: string): Wish | undefined {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')));
  const [, stage, timed] = /^(?:(data|message)-)?(.+)$/is.exec(local) ?? [];
  if (timed === undefined) return undefined;
  const [whole, number, unit] = /^delay-(\d{1,4}(?:\.\d{1,3})?)(ms|s|m)?(?:-|$)/i.exec(timed) ?? [
    '',
    undefined,
  ];
  const outcome = readOutcome(timed.slice(whole.length));
  if (outcome === undefined || (whole === '' && outcome.kind === 'accept')) return undefined;
  return {
    stage: stage === undefined ? 'command' : stage.toLowerCase() === 'data' ? 'data' : 'message',
    delay: number === undefined ? 0 : Math.min(LONGEST_DELAY, Number(number) * unitOf(unit)),
    outcome,
  };
}

function readOutcome(text: string): Outcome | undefined {
  if (text === '') return { kind: 'accept' };
  const end = /^(disconnect|reset)$/i.exec(text)?.[1]?.toLowerCase();
  if (end !== undefined) return { kind: end === 'reset' ? 'reset' : 'disconnect' };
  const [, code, enhanced, words] =
    /^([45](?:\d\d|xx))(?:-([45]\.\d{1,3}\.\d{1,3}))?(?:-(.+))?$/is.exec(text) ?? [];
  if (code === undefined) return undefined;
  const number = Number(code.toLowerCase().replace('xx', '50'));
  const said = (words ?? '').replace(/[-_+]+/g, ' ').trim();
  const reason = said === '' ? 'Refused, as the address asks for' : said;
  return { kind: 'refuse', code: number, text: enhanced === undefined ? reason : `${enhanced} ${reason}` };
}

function unitOf(unit: string | undefined): number {
  switch (unit?.toLowerCase()) {
    case 'ms':
      return 1;
    case 'm':
      return 60_000;
    default:
      return 1000;
  }
}

/** Milliseconds; as long as any client waits (RFC 5321 section 4.5.3.2.6). */
const LONGEST_DELAY = 10 * 60_000;
