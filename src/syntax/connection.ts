import { badConnection, DEFAULT_PORTS, readPort, unknownOption } from './connectionWords';
import type { Diagnostic } from './diagnostic';
import { parseSClient } from './sClientCommand';
import { nearest, splitWords, type Word } from './words';

export type Scheme = 'smtp' | 'smtps' | 'smtp+starttls' | 'lmtp' | 'lmtp+unix' | 'mx';

/** Where a transcript connects, and how. */
export interface Endpoint {
  readonly scheme: Scheme;
  /** A host name or address, IPv6 without its brackets; for `lmtp+unix` the socket's path, or `@` and its abstract name; for `mx` the domain. */
  readonly host: string;
  /** 0 for `lmtp+unix`. */
  readonly port: number;
  readonly options: ConnectionOptions;
}

/** What an `openssl s_client` line, or the directives of the same meaning, say of the connection. */
export interface ConnectionOptions {
  readonly serverName?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  readonly family?: 4 | 6;
  readonly bind?: string;
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** A connection line: the endpoint, unless the text holds `{{…}}` (then it is read after they are filled in) or is wrong. */
export interface Connection {
  readonly endpoint: Endpoint | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const SCHEMES = Object.keys(DEFAULT_PORTS);

/**
 * The shell's prompt, as it is copied along: `$`, `%`, `user@host:~$`, `[10:15:00] user@host:~$`, `[root@host ~]#`, `➜  ~`, `❯`,
 * `C:\Users\me>`, `PS C:\>`; and a `sudo` behind it. A `#` alone begins a comment.
 */
const PROMPT =
  /^\s*(?:[$%❯]|➜ +\S+(?: git:\(\S+\))?(?: ✗)?|(?:\([\w.-]+\)\s*)?(?:\[[\d:]+\]\s*)?(?:\[[^\]]*\]|[\w.-]+@\S*(?: [^\s$#%>]+)? ?)[$#%>]|(?:PS )?[A-Z]:\\[^<>|]*>)(?:\s+|(?=[a-z]))(?:sudo\s+)?/i;

/** The prompt of telnet itself, where a host is named with its command `open`. */
const TELNET_PROMPT = /^\s*(?:Microsoft )?telnet>\s*(?=o(?:pen)?\s+\S)/i;

const COMMAND = /^\s*(telnet|nc|ncat|openssl\s+s_client|CONNECT)(?:\s|$)/i;

/** What swaks says first, of the server that it was told to use. */
const SWAKS = /^=== Trying (\S+):(\d{1,5})\.\.\.$/;

/** Whether a line is one of the forms that say where to connect. */
export function isConnectionLine(text: string): boolean {
  return (
    COMMAND.test(text.slice(promptLength(text))) ||
    (text.startsWith('=== Trying ') && SWAKS.test(text)) ||
    (text.includes('elnet>') && TELNET_PROMPT.test(text))
  );
}

/** How much of a line is a shell's prompt. Asked of many lines, hardly one of which has a character that ends one. */
export function promptLength(text: string): number {
  if (!/[$#%>❯➜]/.test(text)) return 0;
  return (PROMPT.exec(text) ?? TELNET_PROMPT.exec(text))?.[0].length ?? 0;
}

/**
 * Reads `telnet HOST PORT`, `nc HOST PORT`, `openssl s_client …`, `CONNECT URL` or swaks's `=== Trying HOST:PORT...`;
 * `offset` is where `text` starts.
 *
 * @param tls whether swaks went on with a handshake
 */
export function parseConnection(text: string, offset: number, tls = false): Connection {
  const [, host, port] = SWAKS.exec(text) ?? [];
  if (host !== undefined) {
    const scheme = tls ? 'smtps' : 'smtp';
    return { endpoint: { scheme, host, port: Number(port), options: {} }, diagnostics: [] };
  }
  const prompt = promptLength(text);
  const words = splitWords(text.slice(prompt), offset + prompt);
  const [command, ...rest] = words;
  if (command === undefined) return { endpoint: undefined, diagnostics: [] };
  switch (command.value.toLowerCase()) {
    case 'telnet':
    case 'nc':
    case 'ncat':
    case 'open':
    case 'o':
      return parseTelnet(command, rest);
    case 'connect':
      return parseConnect(command, rest);
    default:
      return parseSClient(command, rest.slice(1));
  }
}

/** Whether what swaks says below its first line begins with TLS, before either side has said a word. */
export function startsTls(text: string, from: number): boolean {
  TLS_STARTED.lastIndex = from;
  return TLS_STARTED.test(text);
}

const TLS_STARTED = /(?:=== (?!TLS).*(?:\r\n?|\n))*=== TLS started/y;

/** Reads a URL such as `smtp+starttls://mail.example.com:587`; the problem in words if it is not one. */
export function parseServerUrl(text: string): { endpoint: Endpoint } | { problem: string } {
  // `@name` is a socket in Linux’s abstract namespace.
  const unix = /^lmtp\+unix:\/\/([/@].+)$/i.exec(text);
  if (unix?.[1] !== undefined)
    return { endpoint: { scheme: 'lmtp+unix', host: unix[1], port: 0, options: {} } };
  const match = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[^\s/:@?#[\]]+)(?::(\d+))?\/?$/i.exec(
    text,
  );
  if (match?.[1] === undefined || match[2] === undefined) return { problem: urlProblem(text) };
  const scheme = match[1].toLowerCase();
  if (!isScheme(scheme)) {
    const meant = nearest(scheme, SCHEMES);
    return {
      problem: `“${match[1]}” is not a scheme of a mail server${meant === undefined ? '' : `; did you mean ${meant}://?`} (smtp, smtps, smtp+starttls, lmtp, lmtp+unix, mx)`,
    };
  }
  if (scheme === 'lmtp+unix')
    return { problem: 'a Unix socket is written with three slashes, as in lmtp+unix:///path/to/socket' };
  const port = match[3] === undefined ? DEFAULT_PORTS[scheme] : Number(match[3]);
  if (port < 1 || port > 65535) return { problem: `the port ${match[3] ?? port} is not between 1 and 65535` };
  return { endpoint: { scheme, host: match[2].replace(/^\[|\]$/g, ''), port, options: {} } };
}

/** The endpoint as a URL, for showing and for the `server` settings. */
export function formatEndpoint(endpoint: Pick<Endpoint, 'scheme' | 'host' | 'port'>): string {
  if (endpoint.scheme === 'lmtp+unix') return `lmtp+unix://${endpoint.host}`;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${endpoint.scheme}://${host}:${endpoint.port}`;
}

/** Whether what is said to this endpoint never leaves the machine. */
export function isLoopback({ scheme, host }: Pick<Endpoint, 'scheme' | 'host'>): boolean {
  return scheme === 'lmtp+unix' || isLoopbackHost(host);
}

/** Whether a name or an address is this machine itself, as far as can be told without asking anybody. */
export function isLoopbackHost(host: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127(?:\.\d{1,3}){1,3}|::1|0:0:0:0:0:0:0:1|::ffff:127(?:\.\d{1,3}){3})$/i.test(
    host,
  );
}

/** The scheme of a mail server that is most like a text; the text itself if none is. */
export function nearestScheme(text: string): string {
  return nearest(text, SCHEMES) ?? text;
}

function isScheme(text: string): text is Scheme {
  return Object.hasOwn(DEFAULT_PORTS, text);
}

function urlProblem(text: string): string {
  if (/^[a-z+]+:\/\/[^/]*@/i.test(text))
    return 'a server URL holds no user or password; write an AUTH line with {{$secret name}}';
  if (!text.includes('://')) return `“${text}” is not a URL; write smtp://${text === '' ? 'host' : text}`;
  return `“${text}” is not the URL of a mail server, such as smtp://mail.example.com:25`;
}

function parseTelnet(command: Word, rest: readonly Word[]): Connection {
  const diagnostics: Diagnostic[] = [];
  const operands: Word[] = [];
  let options: ConnectionOptions = {};
  let scheme: Scheme = 'smtp';
  const words = rest.values();
  for (const word of words) {
    if (word.value === '-4' || word.value === '-6')
      options = { ...options, family: word.value === '-4' ? 4 : 6 };
    else if (word.value === '-b' || word.value === '-s') {
      const address = words.next().value;
      if (address !== undefined) options = { ...options, bind: address.value };
    } else if (word.value === '-U') scheme = 'lmtp+unix';
    else if (word.value === '--ssl') scheme = 'smtps';
    else if (/^-[CcvnNt46]*[wqipl]$/.test(word.value))
      words.next(); // a time-out, a delay, a local port or a user: an option whose value is no operand
    else if (/^(?:-[CcvnNt]+|-[CcvnNt]*[wqi]\d+|--crlf|--verbose)$/.test(word.value))
      continue; // -C sends CRLF and -v is talkative: both hold here anyway
    else if (word.value.startsWith('-') && word.value.length > 1)
      diagnostics.push(unknownOption(word, ['-4', '-6', '-C', '-v', '-b', '-s', '-w', '-U', '--ssl']));
    else operands.push(word);
  }
  const [host, portWord] = operands;
  if (scheme === 'lmtp+unix' && host !== undefined)
    return { endpoint: { scheme, host: host.value, port: 0, options: {} }, diagnostics };
  if (host === undefined)
    return {
      endpoint: undefined,
      diagnostics: [
        ...diagnostics,
        badConnection(command, `${command.value} needs a host, as in “${command.value} mail.example.com 25”`),
      ],
    };
  const port = readPort(portWord?.value ?? '25');
  if (port === undefined)
    return {
      endpoint: undefined,
      diagnostics: [
        ...diagnostics,
        badConnection(portWord ?? host, 'a port is a number from 1 to 65535, or smtp, smtps or submission'),
      ],
    };
  return {
    endpoint: { scheme, host: host.value.replace(/^\[|\]$/g, ''), port, options },
    diagnostics,
  };
}

function parseConnect(command: Word, rest: readonly Word[]): Connection {
  const [url] = rest;
  if (url === undefined)
    return {
      endpoint: undefined,
      diagnostics: [
        badConnection(command, 'CONNECT needs a URL, as in “CONNECT smtp://mail.example.com:25”'),
      ],
    };
  const parsed = parseServerUrl(url.value);
  return 'problem' in parsed
    ? { endpoint: undefined, diagnostics: [badConnection(url, parsed.problem, meantUrl(url.value))] }
    : { endpoint: parsed.endpoint, diagnostics: [] };
}

/** `smpt://host`, and `host:25` without a scheme. */
function meantUrl(url: string): string | undefined {
  const meant = url.includes('://') ? url.replace(/^[a-z0-9+.-]+/i, nearestScheme) : `smtp://${url}`;
  return 'endpoint' in parseServerUrl(meant) ? meant : undefined;
}
