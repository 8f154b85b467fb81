/** The identifier that a server gave a message, found in the text of the reply that accepts it. */
export interface QueueId {
  readonly id: string;
  /** Where it starts in the text given, in UTF-16 units. */
  readonly offset: number;
  /** The server that writes it so; undefined where many do. */
  readonly server: string | undefined;
  /** How an administrator of the server finds the message, as commands or in words; may be empty. */
  readonly lookUp: readonly LookUp[];
}

export interface LookUp {
  /** To be typed at a shell of the server. */
  readonly command: string;
  readonly purpose: string;
}

interface Form {
  readonly server: string | undefined;
  /** With the identifier as the group `id`. */
  readonly pattern: RegExp;
  /** `ID` stands for the identifier. */
  readonly lookUp: readonly (readonly [command: string, purpose: string])[];
}

const POSTFIX_QUEUE = ['postqueue -p | grep ID', 'while it waits'] as const;
const MAIL_LOG = ['grep ID /var/log/mail.log', 'what became of it'] as const;

/** Every server words its reply its own way; the most particular form comes first. */
const FORMS: readonly Form[] = [
  {
    server: 'Exim',
    pattern: /\bid=(?<id>[\dA-Za-z]{6}-(?:[\dA-Za-z]{6}-[\dA-Za-z]{2}|[\dA-Za-z]{11}-[\dA-Za-z]{4}))/,
    lookUp: [
      ['exim -Mvl ID', 'its log, while it waits'],
      ['exigrep ID /var/log/exim4/mainlog', 'what became of it'],
    ],
  },
  {
    server: 'Exchange',
    pattern: /(?<id><[^<>\s]+>) \[InternalId=/,
    lookUp: [['Get-MessageTrackingLog -MessageId "ID"', 'what became of it (Exchange Management Shell)']],
  },
  {
    server: 'Gmail',
    pattern: /(?<id>\S+) - gsmtp$/,
    lookUp: [],
  },
  {
    server: 'qmail',
    pattern: /^ok \d+ qp (?<id>\d+)/i,
    lookUp: [['grep "qp ID" /var/log/qmail/current', 'what became of it']],
  },
  {
    server: 'Dovecot',
    pattern: /^(?:\d\.\d+\.\d+ )?<[^>]*> (?<id>[\w+/]{16,}) Saved/,
    lookUp: [MAIL_LOG],
  },
  {
    server: 'OpenSMTPD',
    pattern: /\b(?<id>[\da-f]{8}) Message accepted for delivery/i,
    lookUp: [
      ['smtpctl show message ID', 'while it waits'],
      ['grep ID /var/log/maillog', 'what became of it'],
    ],
  },
  {
    server: 'Sendmail',
    pattern: /(?<id>\b\w{8,}) Message accepted for delivery/i,
    lookUp: [['mailq | grep ID', 'while it waits'], MAIL_LOG],
  },
  {
    server: 'Postfix',
    pattern: /\bOk: queued as (?<id>[\dA-F]{6,16}|[\dB-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,22})$/,
    lookUp: [POSTFIX_QUEUE, MAIL_LOG],
  },
  {
    server: 'Amazon SES',
    pattern: /^Ok (?<id>[\da-f]{16}-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}-\d+)/i,
    lookUp: [],
  },
  {
    server: 'Haraka',
    pattern: /\bMessage Queued \((?<id>[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}[\d.]*)\)/i,
    lookUp: [['grep ID /var/log/haraka.log', 'what became of it']],
  },
  {
    server: undefined,
    pattern: /\bqueued (?:message )?(?:with id|as|for delivery as|id:?) *(?<id>[^\s;,()[\]]+)/i,
    lookUp: [['mailq | grep ID', 'while it waits'], MAIL_LOG],
  },
];

/** The queue identifier in the text of a reply to a message; undefined if none of the known forms fits. */
export function findQueueId(text: string): QueueId | undefined {
  for (const { server, pattern, lookUp } of FORMS) {
    const match = pattern.exec(text);
    const id = match?.groups?.['id'];
    if (match === null || id === undefined) continue;
    return {
      id,
      offset: match.index + match[0].indexOf(id),
      server,
      lookUp: lookUp.map(([command, purpose]) => ({
        command: command.replace(/\bID\b/, () => id),
        purpose,
      })),
    };
  }
  return undefined;
}
