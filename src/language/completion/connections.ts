import type { ConnectionLine } from '../../syntax/document';
import { textOf, type Span } from '../../syntax/span';
import { promptLength } from '../../syntax/connection';
import { splitWords } from '../../syntax/words';
import type { Candidate } from './candidate';
import type { CompletionContext } from './context';
import { settingsIn } from '../settings';
import { pathCandidates } from './paths';
import { wordAt, type Place } from './place';
import { seenFrom } from './seen';
import { fromTemplate } from './template';

/** The ways to say where a transcript connects, as whole lines. */
export function connectionTemplates(span: Span, rank: number): Candidate[] {
  return TEMPLATES.map(([label, template, detail]) => ({
    label,
    kind: 'snippet',
    span,
    ...fromTemplate(template),
    detail,
    rank,
  }));
}

const TEMPLATES: readonly (readonly [label: string, template: string, detail: string])[] = [
  [
    'CONNECT smtp+starttls://',
    'CONNECT smtp+starttls://[[mail.example.com]]:[[587]]',
    'STARTTLS before the transcript begins',
  ],
  ['CONNECT smtps://', 'CONNECT smtps://[[mail.example.com]]:[[465]]', 'TLS from the first byte'],
  ['CONNECT smtp://', 'CONNECT smtp://[[mail.example.com]]:[[25]]', 'plain text, until a STARTTLS line'],
  ['CONNECT lmtp://', 'CONNECT lmtp://[[localhost]]:[[24]]', 'LMTP'],
  ['CONNECT {{$testServer}}', 'CONNECT {{$testServer}}', 'the built-in test server'],
  ['telnet', 'telnet [[mail.example.com]] [[25]]', 'plain text, as telnet'],
  ['nc', 'nc [[mail.example.com]] [[25]]', 'plain text, as netcat'],
  [
    'openssl s_client -connect',
    'openssl s_client -crlf -connect [[mail.example.com]]:[[465]]',
    'TLS from the first byte, as openssl',
  ],
  [
    'openssl s_client -starttls smtp',
    'openssl s_client -starttls smtp -crlf -connect [[mail.example.com]]:[[587]]',
    'STARTTLS before the transcript begins, as openssl',
  ],
];

/** What may follow `CONNECT`, `telnet`, `nc` and `openssl s_client`. */
export async function connectionCandidates(
  place: Place,
  { value }: ConnectionLine,
  context: CompletionContext,
): Promise<Candidate[]> {
  const { document, offset } = place;
  const line = textOf(document.text, value);
  const prompt = promptLength(line);
  const [command, ...rest] = splitWords(line.slice(prompt), value.start + prompt);
  if (command === undefined || offset < command.start) return [];
  const before = rest.filter(({ end }) => end < offset).map((word) => word.value);
  const word = wordAt(place, { start: command.end, end: Math.max(value.end, offset) }, /\S/);
  if (offset <= command.end) return connectionTemplates({ start: command.start, end: value.end }, 0);
  switch (command.value.toLowerCase()) {
    case 'connect':
      return before.length === 0 ? urlCandidates(place, word) : [];
    case 'openssl':
      return before.length === 0
        ? [{ label: 's_client', kind: 'command', span: word, text: 's_client ', rank: 0, goesOn: true }]
        : sClientCandidates(place, word, before.slice(1), context);
    default: {
      const operands = before.filter((each) => !each.startsWith('-')).length;
      if (operands === 0) return hostCandidates(place, word);
      return operands === 1 ? portCandidates(word) : [];
    }
  }
}

/** Servers' URLs: those of the file, the test server's, and the schemes to begin with. */
export function urlCandidates(place: Place, span: Span): Candidate[] {
  const { document, lineIndex } = place;
  const used = new Set<string>();
  for (const { connections, directives } of settingsIn(document)) {
    for (const { index, value } of connections) {
      const url = /^CONNECT\s+(\S+)$/i.exec(textOf(document.text, value))?.[1];
      if (index !== lineIndex && url !== undefined) used.add(url);
    }
    for (const { index, name, value } of directives)
      if (index !== lineIndex && textOf(document.text, name).toLowerCase() === 'server')
        used.add(textOf(document.text, value));
  }
  const hosts = seenFrom(place).domains;
  const candidate = (text: string, rank: number, detail?: string): Candidate => ({
    label: text,
    kind: 'value',
    span,
    text,
    rank,
    ...(detail === undefined ? {} : { detail }),
  });
  return [
    ...[...used].filter(Boolean).map((url) => candidate(url, 0)),
    ...SCHEMES.map(([scheme, detail]) => ({ ...candidate(scheme, 1, detail), goesOn: true })),
    candidate('{{$testServer}}', 2, 'the built-in test server'),
    ...hosts.flatMap((host) => SCHEMES.slice(0, 3).map(([scheme]) => candidate(scheme + host, 3))),
  ];
}

const SCHEMES: readonly (readonly [scheme: string, detail: string])[] = [
  ['smtp+starttls://', 'STARTTLS before the transcript begins, port 587'],
  ['smtps://', 'TLS from the first byte, port 465'],
  ['smtp://', 'plain text, port 25'],
  ['lmtp://', 'LMTP, port 24'],
  ['lmtp+unix:///', 'LMTP over a Unix socket'],
  ['mx://', 'the best of the domain’s MX hosts'],
];

function hostCandidates(place: Place, span: Span): Candidate[] {
  const hosts = [...seenFrom(place).domains, 'localhost', '{{$testServer host}}'];
  return hosts.map((host, rank) => ({ label: host, kind: 'address', span, text: host, rank }));
}

function portCandidates(span: Span): Candidate[] {
  return PORTS.map(([port, detail], rank) => ({
    label: port,
    kind: 'value',
    span,
    text: port,
    detail,
    rank,
  }));
}

const PORTS: readonly (readonly [port: string, detail: string])[] = [
  ['25', 'mail between servers'],
  ['587', 'submission, with STARTTLS (RFC 6409)'],
  ['465', 'submission, TLS from the first byte (RFC 8314)'],
  ['24', 'LMTP'],
  ['2525', 'often used in tests'],
  ['{{$testServer port}}', 'the built-in test server’s'],
];

async function sClientCandidates(
  place: Place,
  word: Span,
  before: readonly string[],
  context: CompletionContext,
): Promise<Candidate[]> {
  switch (before.at(-1)) {
    case '-connect':
    case '-host':
      return hostCandidates(place, word).map((each) => ({
        ...each,
        text:
          each.text === '{{$testServer host}}'
            ? `${each.text}:{{$testServer tlsPort}}`
            : `${each.text}${before.includes('-starttls') ? ':587' : ':465'}`,
        filter: each.text,
      }));
    case '-starttls':
      return [{ label: 'smtp', kind: 'value', span: word, text: 'smtp', rank: 0 }];
    case '-servername':
      return hostCandidates(place, word);
    case '-port':
      return portCandidates(word);
    case '-CAfile':
    case '-cert':
      return pathCandidates(place, word, 'certificate', context);
    case '-key':
      return pathCandidates(place, word, 'key', context);
    default:
      return S_CLIENT_OPTIONS.filter(([name]) => !before.includes(name)).map(
        ([name, detail, valued], rank) => ({
          label: name,
          kind: 'parameter',
          span: word,
          text: valued ? `${name} ` : name,
          detail,
          rank,
          goesOn: valued,
        }),
      );
  }
}

const S_CLIENT_OPTIONS: readonly (readonly [name: string, detail: string, valued: boolean])[] = [
  ['-connect', 'host:port', true],
  ['-starttls', 'smtp: STARTTLS before the transcript begins', true],
  ['-crlf', 'lines end with CRLF, as they do here anyway', false],
  ['-servername', 'the name asked for in the handshake', true],
  ['-CAfile', 'certificates of authorities to trust', true],
  ['-cert', 'the client’s certificate', true],
  ['-key', 'its private key', true],
  ['-tls1_2', 'TLS 1.2 only', false],
  ['-tls1_3', 'TLS 1.3 only', false],
  ['-4', 'IPv4', false],
  ['-6', 'IPv6', false],
  ['-bind', 'the local address to connect from', true],
  ['-no_tls1_3', 'TLS 1.2 at most', false],
  ['-quiet', 'means nothing here', false],
];
