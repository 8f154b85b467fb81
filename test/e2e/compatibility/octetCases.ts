import type { ServerName } from '../servers/server';

/** A file that is sent as a message, and what becomes of it. */
export interface OctetCase {
  readonly name: string;
  /** The octets of the file, with the name of the case as the subject. */
  readonly content: Buffer;
  /** Servers that store something else, or nothing; all others store what was sent. */
  readonly changes?: { readonly [server in ServerName]?: Change };
  /** It is for these rows only, since it takes its time. */
  readonly rows?: readonly string[];
}

export type Change =
  | {
      readonly type: 'alters';
      /** From what was sent, as Latin-1, to what is stored of it, with CRLF at the ends of lines. */
      readonly stored: (sent: string) => string;
      readonly note: string;
    }
  | { readonly type: 'refuses'; readonly message: RegExp; readonly note: string };

/** What goes wrong in mail programs: dots, lengths, line ends and octets that are not text. */
export const OCTET_CASES: readonly OctetCase[] = [
  {
    name: 'dots',
    content: message('dots', '.', '..', '.x', '...y', 'in the middle.', '.', '.'),
  },
  {
    name: 'long lines',
    content: message('long lines', 'a'.repeat(998), 'b'.repeat(999), 'c'.repeat(5000), 'd'.repeat(100_000)),
    changes: {
      OpenSMTPD: {
        type: 'refuses',
        // It hangs up at once, which may come before the reply has been read.
        message: /got 500 5\.0\.0 Line too long|The server (?:closed|cut) the connection/,
        note: 'OpenSMTPD says “500 Line too long” and hangs up',
      },
      aiosmtpd: {
        type: 'refuses',
        message: /got 500 Line too long/,
        note: 'aiosmtpd says “500 Line too long”',
      },
    },
  },
  {
    name: 'bare CR',
    content: message('bare CR', 'before\rafter', '\rat the start', 'at the end\r'),
    changes: {
      Postfix: {
        type: 'alters',
        stored: (sent) => sent.replaceAll('\r\r\n', '\r\n').replace(/\r(?!\n)/g, ' '),
        note: 'Postfix stores a space for a bare CR, and none at the end of a line',
      },
      Exim: {
        type: 'alters',
        stored: (sent) => sent.replace(/\r(?!\n)/g, '\r\n'),
        note: 'Exim takes a bare CR for the end of a line',
      },
      Sendmail: {
        type: 'refuses',
        message: /got 421 4\.5\.0 Bare carriage return \(CR\) not allowed/,
        note: 'Sendmail says “421 Bare carriage return (CR) not allowed”',
      },
      'smtp-sink': {
        type: 'alters',
        stored: (sent) => sent.replace(/\r(?!\n)/g, ''),
        note: 'smtp-sink leaves a bare CR out',
      },
    },
  },
  {
    name: 'all octets but NUL, CR and LF',
    content: message(
      'all octets but NUL, CR and LF',
      String.fromCharCode(...Array.from({ length: 255 }, (_, octet) => octet + 1)).replace(/[\r\n]/g, ''),
    ),
  },
  {
    name: 'NUL',
    content: message('NUL', 'a\0b'),
    changes: {
      OpenSMTPD: {
        type: 'alters',
        stored: (sent) => sent.replace(/\0.*/, ''),
        note: 'OpenSMTPD cuts a line at a NUL',
      },
    },
  },
  { name: 'an empty body', content: message('an empty body') },
  {
    name: 'no body',
    content: message('no body').subarray(0, -2),
    changes: {
      Exim: addsLine('Exim adds the empty line that ends a header'),
      Sendmail: addsLine('Sendmail adds the empty line that ends a header'),
    },
  },
  {
    name: 'line feeds, and none at the end',
    content: Buffer.from(
      message('line feeds, and none at the end', 'one', 'two')
        .toString('latin1')
        .replaceAll('\r\n', '\n')
        .slice(0, -1),
      'latin1',
    ),
    changes: {
      Postfix: endsLine('Postfix ends the last line of a message from BDAT, too'),
      Exim: endsLine('Exim ends the last line of a message from BDAT, too'),
    },
  },
  {
    name: '50 MB',
    content: Buffer.concat([message('50 MB'), ...Array.from({ length: 500 }, () => hundredKilobytes())]),
    rows: ['Postfix, DATA', 'Postfix, BDAT', 'Exim, DATA', 'smtp-server, DATA', 'Dovecot (LMTP), BDAT'],
  },
];

/** The name of a case's file, or of a part of it. */
export function fileOf({ name }: OctetCase, part = ''): string {
  return `${name.toLowerCase().replace(/\W+/g, '-')}${part}.eml`;
}

/** What goes over the wire of a file: its line ends become CRLF, and with DATA its last line gets one. */
export function onTheWire(content: Buffer, isCounted: boolean): Buffer {
  if (!content.toString('latin1').match(/(?<!\r)\n|[^\n]$/)) return content;
  const text = content.toString('latin1').replace(/(?<!\r)\n/g, '\r\n');
  return Buffer.from(isCounted || text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}

/** A header and these lines, in Latin-1. */
function message(subject: string, ...lines: readonly string[]): Buffer {
  const header = [
    'Date: Mon, 23 Nov 2026 17:55:49 +0000',
    'From: sender@example.test',
    'Message-ID: <octets@example.test>',
    'To: alice@example.test',
    `Subject: ${subject}`,
  ];
  return Buffer.from([...header, '', ...lines, ''].join('\r\n'), 'latin1');
}

function hundredKilobytes(): Buffer {
  const lines = Array.from({ length: 1000 }, (_, index) => `.${index}`.padEnd(98, '·'));
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}

function addsLine(note: string): Change {
  return { type: 'alters', stored: (sent) => `${sent}\r\n`, note };
}

function endsLine(note: string): Change {
  return { type: 'alters', stored: (sent) => (sent.endsWith('\r\n') ? sent : `${sent}\r\n`), note };
}
