import type { SessionEvent } from '../runner/events';
import { plainStyle, type Style } from './style';
import { describeTls } from './tlsFacts';

/** Turns the events of runs into the printed conversation, one event at a time. */
export interface TranscriptPrinter {
  /** The lines to print for an event, each with its line end; often none. */
  readonly print: (event: SessionEvent) => string;
}

/** What to print besides the conversation. */
export interface PrinterOptions {
  /** Whether all that is known of the connection is told, and not only what a person looks at every time. */
  readonly verbose?: boolean;
}

/** Columns: time since the line before, TLS, side. */
const TIME_WIDTH = 8;
const INDENT = ' '.repeat(TIME_WIDTH + 2);

/**
 * Prints a conversation as a person reads it: each line with its side, the time since the line before, whether TLS
 * protects it, and under a reply the verdict of the line that expected it. The panel's grammar reads the same format.
 */
export function createTranscriptPrinter(
  style: Style = plainStyle,
  { verbose = false }: PrinterOptions = {},
): TranscriptPrinter {
  let last = 0;
  let verdicts: Counts = { passed: 0, failed: 0, assertions: 0 };

  function line(event: SessionEvent, tls: boolean, side: 'C' | 'S', text: string): string {
    const time = formatDuration(Math.max(0, event.at - last)).padStart(TIME_WIDTH);
    last = event.at;
    return `${style.time(time)} ${style.tls(tls ? 'TLS' : '   ')} ${style.side(`${side}:`)} ${text}\n`;
  }

  function print(event: SessionEvent): string {
    switch (event.type) {
      case 'start':
        last = 0;
        verdicts = { passed: 0, failed: 0, assertions: 0 };
        return `${style.heading(`─── ${event.title} ───${event.server === '' ? '' : ` ${event.server} ───`}`)}\n`;
      case 'connected':
        return note(connected(event, verbose));
      case 'tls':
        return describeTls(event.facts, verbose).map(note).join('');
      case 'sent':
        return sent(event);
      case 'received': {
        const challenge = event.challenge === undefined ? '' : style.note(`  ⟵ “${event.challenge}”`);
        return line(event, event.tls, 'S', style.reply(event.text) + challenge);
      }
      case 'verdict':
        verdicts[event.status]++;
        if (event.isAssertion === true) verdicts.assertions++;
        return verdict(event);
      case 'notice':
        return event.severity === 'warning'
          ? `${INDENT}${style.warning(`! ${event.message}`)}\n`
          : note(event.message);
      case 'skipped':
        return note(`line ${event.line}: ${event.reason}`);
      case 'recipients':
        return recipients(event);
      case 'captured':
        return note(`${event.name} = ${event.value}`);
      case 'failure':
        return failure(event);
      case 'end':
        return `${INDENT}${conclude(event, verdicts, style)}\n\n`;
      case 'reply':
        return '';
    }
  }

  function sent(event: Extract<SessionEvent, { type: 'sent' }>): string {
    const { text, tls, role, octets } = event;
    if (role === 'file') return line(event, tls, 'C', `${text} (${octets} octets)`);
    if (role !== 'content') return line(event, tls, 'C', text);
    return text
      .split('\r\n')
      .map((each) => line(event, tls, 'C', each))
      .join('');
  }

  /** One row for each recipient: a message may arrive for one and not for another. */
  function recipients({ verdicts: rows }: Extract<SessionEvent, { type: 'recipients' }>): string {
    const width = Math.max(...rows.map(({ address }) => address.length));
    return rows
      .map(({ address, accepted, reply }) => {
        const row = `${address.padEnd(width)}  ${accepted ? 'accepted' : 'refused '}  ${reply}`;
        return `${INDENT}${style.note('--')} ${accepted ? style.passed(row) : style.failed(row)}\n`;
      })
      .join('');
  }

  function note(text: string): string {
    return `${INDENT}${style.note(`-- ${text}`)}\n`;
  }

  function verdict(event: Extract<SessionEvent, { type: 'verdict' }>): string {
    const remarks = event.remarks
      .map((remark) => `${INDENT}${style.warning(`! line ${event.line}: ${remark}`)}\n`)
      .join('');
    if (event.status === 'passed')
      return `${INDENT}${style.passed(`✓ ${event.isAssertion === true ? '?? ' : ''}${event.expected}`)}\n${remarks}`;
    return `${INDENT}${style.failed(`✗ line ${event.line}: ${event.message}`)}\n${remarks}`;
  }

  function failure(event: Extract<SessionEvent, { type: 'failure' }>): string {
    const where = event.line === undefined ? '' : `line ${event.line}: `;
    const hint = event.hint === undefined ? '' : `${INDENT}${style.note(`-- ${event.hint}`)}\n`;
    return `${INDENT}${style.failed(`✗ ${where}${event.message}`)}\n${hint}`;
  }

  return { print };
}

/** Verdicts, those of assertions among them. */
interface Counts {
  passed: number;
  failed: number;
  assertions: number;
}

function whatOf(all: number, assertions: number): string {
  if (assertions === 0) return 'replies';
  return assertions === all ? 'assertions' : 'replies and assertions';
}

/** The last line of a run: how it ended, how many expectations held, how long it took. */
function conclude(
  { status, at }: Extract<SessionEvent, { type: 'end' }>,
  { passed, failed, assertions }: Readonly<Counts>,
  style: Style,
): string {
  const all = passed + failed;
  const none = status === 'passed' ? 'nothing was expected' : 'no reply was checked';
  const counts = all === 0 ? none : `${passed} of ${all} ${whatOf(all, assertions)} as expected`;
  const time = formatDuration(at);
  switch (status) {
    case 'passed':
      return style.passed(`✓ passed: ${counts}, ${time}`);
    case 'failed':
      return style.failed(`✗ failed: ${counts}, ${time}`);
    case 'error':
      return style.failed(`✗ error: ${counts}, ${time}`);
    case 'cancelled':
      return style.warning(`! cancelled after ${time}`);
    case 'skipped':
      return style.note('-- skipped');
  }
}

/** `3ms`, `1.25s`: short, and aligned by the caller. */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)}ms`
    : `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)}s`;
}

function connected(
  { remoteAddress, remotePort, localAddress }: Extract<SessionEvent, { type: 'connected' }>,
  verbose: boolean,
): string {
  const from = verbose && localAddress !== '' ? ` from ${localAddress}` : '';
  // A Unix socket has a path and no port.
  const to = remotePort === 0 ? remoteAddress : address(remoteAddress, remotePort);
  return `connected to ${to}${from}`;
}

function address(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
