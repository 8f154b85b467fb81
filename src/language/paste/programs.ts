import { pythonText } from './pythonText';
import type { PasteSource, SessionLine } from './session';

/** How a program marks who speaks, in its verbose or debugging output. Group 1 of each pattern is what was said. */
export interface Program {
  readonly source: PasteSource;
  readonly client: RegExp;
  readonly server: RegExp;
  /** The further lines of a reply, where only the first has a mark. */
  readonly continuation?: RegExp;
  /** Named groups: `host` and `port`, or the `path` of a socket. */
  readonly connect?: RegExp;
  readonly tls?: RegExp;
  readonly remark?: RegExp;
  /** What stands before the marks and says nothing: a progress meter, a date. */
  readonly noise?: RegExp;
  /** What is printed where the client's line would stand, and is none. */
  readonly notSent?: RegExp;
  /** The text behind a mark, where it is written in another way; several lines of it are several lines said. */
  readonly decode?: (text: string) => string;
}

export const PROGRAMS: readonly Program[] = [
  {
    // The marks are those of “TRANSACTION HINTS” in its manual.
    source: 'swaks',
    client: /^ ?(?:->|~>|\*\*>|\*~>)(?: (.*))?$/,
    server: /^(?:<-|<~|<\*\*|<~\*) {1,2}(.*)$/,
    connect: /^=== Trying (?:(?<path>\/.*)|(?<host>.+):(?<port>\d+))\.\.\.$/,
    tls: /^=== TLS started/,
    remark: /^(\*\*\* .*)$/,
  },
  {
    source: 'curl',
    client: /^> (.*)$/,
    server: /^< (.*)$/,
    connect: /^\* (?:Connected|Established connection) to (?<host>\S+) \([^ )]+\)? port (?<port>\d+)/,
    tls: /^\* SSL connection using/,
    remark: /^(curl: \(\d+\) .*)$/,
    noise: /^[\d\s.kMGT]*(?:[\d-]+:[\d-]+:[\d-]+\s+){3}\d+[kMGT]?(?=[<>*{}])/,
  },
  {
    source: 'exim',
    client: /^\s*(?:\d+ )?SMTP(?:>>|\+>|\|>) (.*)$/,
    server: /^\s*(?:\d+ )?SMTP<< (.*)$/,
    continuation: /^\s+(?:\d+ )?\s*([2-5]\d\d[ -].*)$/,
    connect: /^\s*(?:\d+ )?Connecting to (?<host>\S+) \[[^\]]+\]:(?<port>\d+)/,
    notSent: /^(?:\(?writing message|\()/,
  },
  {
    // The client's side with -v: replies carry no mark.
    source: 'sendmail',
    client: /^>>> (.*)$/,
    server: /^([2-5]\d\d(?:[ -].*)?)$/,
    connect: /\.\.\. Connecting to (?<host>\S+?)\.?(?: port (?<port>\d+))? via /,
    remark: /^(\S.*\.\.\. (?:Deferred|User unknown|Host unknown|Service unavailable).*)$/,
  },
  {
    // The session as the postmaster gets it in the mail, with `notify_classes = protocol`.
    source: 'postfix',
    client: /^ ?In: {1,2}(.*)$/,
    server: /^ ?Out: (.*)$/,
  },
  {
    // The client's side with -v, or with `debug_peer_list`.
    source: 'postfix',
    client: /postfix(?:\S*)\/(?:smtp|lmtp)\[\d+\]: > \S+: (.*)$/,
    server: /postfix(?:\S*)\/(?:smtp|lmtp)\[\d+\]: < \S+: (.*)$/,
  },
  {
    source: 'postfix',
    client: /postfix(?:\S*)\/smtpd\[\d+\]: < \S+: (.*)$/,
    server: /postfix(?:\S*)\/smtpd\[\d+\]: > \S+: (.*)$/,
  },
  {
    source: 'msmtp',
    client: /^--> (.*)$/,
    server: /^<-- (.*)$/,
    continuation: /^ {4}([2-5]\d\d[ -].*)$/,
  },
  {
    source: 'smtplib',
    client: /^(?:\S+ )?send: b?(['"].*['"])$/,
    server: /^(?:\S+ )?reply: b(['"].*['"])$/,
    connect: /^(?:\S+ )?connect: to \('(?<host>[^']+)', (?<port>\d+)\)/,
    decode: pythonText,
  },
  {
    source: 'phpmailer',
    client: /CLIENT -> SERVER: ?(.*)$/,
    server: /SERVER -> CLIENT: (.*)$/,
    continuation: /^\s+([2-5]\d\d[ -].*)$/,
    notSent: /^\[?<?credentials hidden>?\]?$/,
  },
  {
    source: 'nodemailer',
    client: /^\[[^\]]+\] \S+\s+\[[^\]]*\] C: (.*)$/,
    server: /^\[[^\]]+\] \S+\s+\[[^\]]*\] S: (.*)$/,
    connect: /onnection established to (?<host>\S+):(?<port>\d+)/,
    notSent: /^<\d+ bytes encoded/,
  },
  {
    // An author's words for C: and S:.
    source: 'labels',
    client: /^\s*\[?Client\]?: ?(.*)$/i,
    server: /^\s*\[?Server\]?: ?(.*)$/i,
    connect: /^\s*(?:\$ )?telnet (?<host>\S+) (?<port>\d+)$/,
  },
];

/** The conversation in what a program has printed; what is no part of it is left out. */
export function readProgram(program: Program, lines: readonly string[]): SessionLine[] {
  const session: SessionLine[] = [];
  for (const line of lines) session.push(...readLine(program, line, session.at(-1)));
  return session;
}

function readLine(program: Program, full: string, last: SessionLine | undefined): readonly SessionLine[] {
  const line = program.noise === undefined ? full : full.replace(program.noise, '');
  const said = (text: string): string[] => {
    const decoded = program.decode?.(text) ?? text;
    return decoded.replace(/\r?\n$/, '').split(/\r?\n/);
  };
  const client = program.client.exec(line);
  if (client !== null) {
    const text = client[1] ?? '';
    if (program.notSent?.test(text) === true) return [];
    return said(text).map((each) => ({ kind: 'client', text: each }));
  }
  const server =
    program.server.exec(line) ?? (last?.kind === 'server' ? program.continuation?.exec(line) : undefined);
  if (server?.[1] !== undefined) return said(server[1]).map((text) => ({ kind: 'server', text }));
  const remark = program.remark?.exec(line);
  if (remark?.[1] !== undefined) return [{ kind: 'remark', text: remark[1] }];
  if (program.tls?.test(line) === true) return [{ kind: 'tls' }];
  const { host, port, path } = program.connect?.exec(line)?.groups ?? {};
  if (path !== undefined) return [{ kind: 'connect', target: { kind: 'socket', path } }];
  if (host === undefined) return [];
  return [
    {
      kind: 'connect',
      target: { kind: 'host', host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? 25) },
    },
  ];
}
