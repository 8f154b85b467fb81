import { nearestScheme, parseServerUrl } from './connection';
import { parseProxyHeader } from './proxyHeader';
import { parseProxyUrl } from './proxyUrl';
import { parseSplitting } from './splitting';
import { nearest } from './words';

/** The directives of the language: what each takes, in words for the editor, and how its value is checked. */
export interface DirectiveInfo {
  readonly name: string;
  readonly syntax: string;
  readonly summary: string;
  /** What is wrong with a value, in words; undefined when it is right. Values with `{{…}}` are not checked here. */
  readonly check: (value: string) => string | undefined;
  /** What a wrong value may have been meant to be. */
  readonly suggest?: (value: string) => string | undefined;
}

/** What a directive takes, in a form that says what is wrong, and what may have been meant. */
type Value = Pick<DirectiveInfo, 'check' | 'suggest'>;

const onOff = oneOf('on', 'off');
const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const version: Value = {
  ...oneOf(...versions),
  suggest: (value) => {
    const number = /^(?:TLS)?\s*v?(1(?:[._]\d)?)$/i.exec(value)?.[1]?.replace('_', '.').replace('.0', '');
    return versions.find((each) => each === `TLSv${number ?? ''}`);
  },
};
const duration = (value: string): string | undefined => {
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined) return 'a duration is a number with ms, s or m, such as 30s';
  return milliseconds > A_DAY ? 'a duration is a day at most' : undefined;
};

const limit = (value: string): string | undefined =>
  duration(value) ??
  (parseDuration(value) === 0 ? 'with no time at all nothing can be waited for' : undefined);

export const DIRECTIVES: readonly DirectiveInfo[] = [
  directive('server', 'URL', 'where to connect', {
    check: serverUrl,
    suggest: (value) =>
      goodServerUrl(value.includes('://') ? value.replace(/^\w+/, nearestScheme) : `smtp://${value}`),
  }),
  directive(
    'match',
    'code|text',
    'how strictly recorded text is held against a reply',
    oneOf('code', 'text'),
  ),
  directive('timeout', '30s', 'how long to wait for each reply', limit),
  directive('sleep', '2s', 'wait before the next line: of the client, or of a scripted server', duration),
  directive(
    'on-failure',
    'stop|continue',
    'what to do after a failed expectation',
    oneOf('stop', 'continue'),
  ),
  directive(
    'pipelining',
    'auto|on|off',
    'whether groups of commands are sent at once',
    oneOf('auto', 'on', 'off'),
  ),
  directive('tls-verify', 'on|off', 'whether the certificate is verified', onOff),
  directive('tls-ca', 'FILE', 'certificates of authorities to trust', some),
  directive('tls-cert', 'FILE', "the client's certificate", some),
  directive('tls-key', 'FILE', "the client's private key", some),
  directive('tls-min', 'VERSION', 'the oldest TLS version', version),
  directive('tls-max', 'VERSION', 'the newest TLS version', version),
  directive('tls-ciphers', 'LIST', 'the cipher suites, in OpenSSL’s notation', some),
  directive('tls-passphrase', 'TEXT', "opens the client's private key, if it is encrypted", some),
  directive('tls-alpn', 'NAME…', 'the protocols to offer in the TLS handshake', some),
  directive('tls-policy', 'show [DOMAIN]', 'shows what DANE and MTA-STS say of the connection', policy),
  directive('sni', 'NAME|off', 'the name asked for in the TLS handshake', some),
  directive(
    'channel-binding',
    'tls-exporter|tls-server-end-point|off',
    'what SCRAM with -PLUS is bound to',
    oneOf('tls-exporter', 'tls-server-end-point', 'off'),
  ),
  directive('bind', 'ADDRESS', 'the local address to connect from', some),
  directive('ip', '4|6', 'the version of the Internet protocol', oneOf('4', '6')),
  directive('proxy', 'URL', 'the SOCKS5 or HTTP proxy to connect through', proxyUrl),
  directive(
    'proxy-protocol',
    'v1|v2 SRC:PORT DST:PORT',
    'a PROXY header before the conversation',
    proxyHeader,
  ),
  directive('name', 'ID', 'a name to refer to the transcript by', some),
  directive('tag', 'WORD…', 'words to select transcripts by', some),
  directive('disabled', '', 'the transcript is not run', anything),
  directive('confirm', 'TEXT', 'asks before running', some),
  directive('repeat', 'N', 'runs the transcript N times', (value) =>
    /^[1-9]\d{0,5}$/.test(value) ? undefined : 'a whole number from 1 to 999999 is needed',
  ),
  directive('secret', 'NAME…', 'masks the values of these variables everywhere', some),
  directive(
    'split',
    'off|N|lines|at N…|random',
    'how a scripted server (serve) cuts what it sends into packets',
    (value) =>
      parseSplitting(value) === undefined
        ? 'the value is a number of octets, “lines”, “at” with numbers, “random” or “off”'
        : undefined,
  ),
  directive('pace', '100ms', 'the time between the packets of a scripted server (serve)', duration),
  directive(
    'line-end',
    'crlf|lf|cr',
    'what ends the lines of a scripted server (serve)',
    oneOf('crlf', 'lf', 'cr'),
  ),
  directive('disable', 'CODE…', 'hides these diagnostics from here on, or all of them', anything),
  directive(
    'disable-next-line',
    'CODE…',
    'hides these diagnostics of the next line, or all of them',
    anything,
  ),
];

const BY_NAME: ReadonlyMap<string, DirectiveInfo> = new Map(DIRECTIVES.map((info) => [info.name, info]));

export function findDirective(name: string): DirectiveInfo | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** Milliseconds. Timers go wrong beyond 24 of these. */
export const A_DAY = 86_400_000;

/** Milliseconds of `500ms`, `30s`, `2m` or a bare number of seconds. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m)?$/i.exec(text.trim());
  if (match?.[1] === undefined) return undefined;
  const unit = match[2]?.toLowerCase() ?? 's';
  return Number(match[1]) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
}

function directive(
  name: string,
  syntax: string,
  summary: string,
  value: Value | DirectiveInfo['check'],
): DirectiveInfo {
  return { name, syntax, summary, ...(typeof value === 'function' ? { check: value } : value) };
}

function oneOf(...values: readonly string[]): Value {
  return {
    check: (value) => (values.includes(value) ? undefined : `the value is one of ${values.join(', ')}`),
    suggest: (value) =>
      SWITCHES[value.toLowerCase()]?.find((each) => values.includes(each)) ?? nearest(value, values),
  };
}

/** What other languages say for on and off. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  true: ['on'],
  yes: ['on'],
  '1': ['on'],
  false: ['off'],
  no: ['off'],
  '0': ['off'],
};

/** Only what is right is worth a suggestion. */
function goodServerUrl(url: string): string | undefined {
  return 'endpoint' in parseServerUrl(url) ? url : undefined;
}

function serverUrl(value: string): string | undefined {
  const parsed = parseServerUrl(value);
  return 'problem' in parsed ? parsed.problem : undefined;
}

function proxyUrl(value: string): string | undefined {
  const parsed = parseProxyUrl(value);
  return 'problem' in parsed ? parsed.problem : undefined;
}

function proxyHeader(value: string): string | undefined {
  const parsed = parseProxyHeader(value);
  return 'problem' in parsed ? parsed.problem : undefined;
}

function policy(value: string): string | undefined {
  return /^show(?:\s+\S+)?$/.test(value)
    ? undefined
    : 'the value is show, and a domain if it is not the server’s';
}

function anything(): undefined {
  return undefined;
}

function some(value: string): string | undefined {
  return value === '' ? 'a value is needed' : undefined;
}
