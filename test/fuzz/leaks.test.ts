import assert from 'node:assert/strict';
import * as net from 'node:net';
import { eventLine } from '../../src/report/events';
import { jsonReport } from '../../src/report/json';
import { junitReport } from '../../src/report/junit';
import { ansiStyle, plainStyle } from '../../src/report/style';
import { createTapPrinter } from '../../src/report/tap';
import { createTranscriptPrinter } from '../../src/report/transcript';
import type { SessionEvent } from '../../src/runner/events';
import { withEnvironment, type EnvironmentValue } from '../../src/runner/planEnvironment';
import { plan } from '../../src/runner/plan';
import { ReplyCollector } from '../../src/runner/receivedReplies';
import { summarize } from '../../src/runner/result';
import { run } from '../../src/runner/session';
import { updateReplies } from '../../src/runner/updateReplies';
import { parse } from '../../src/syntax/parse';
import { fakeHost, type FakeWorld } from '../support/fakeHost';

/** A short one: a long one is also known by any twelve of its characters. */
const SECRET = 'zQ7+kV=9Wx%j';
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const PLAIN = base64(`\0john\0${SECRET}`);
const bearer = base64(`user=john\x01auth=Bearer ${SECRET}\x01\x01`);

/** A way in which a secret comes into a run. */
interface WayIn {
  /** Directives and variables. */
  readonly head?: string;
  readonly lines: string;
  /** What the server answers to each of their lines; nothing to the lines of a message. */
  readonly answers: readonly string[];
  readonly world?: FakeWorld;
  readonly environment?: readonly EnvironmentValue[];
}

const OK = '250 2.0.0 Ok';
const WORK: FakeWorld = { secrets: { work: SECRET } };

const WAYS_IN: Readonly<Record<string, WayIn>> = {
  '$secret in a command': { lines: 'C: NOOP {{$secret work}}\n', answers: [OK], world: WORK },
  '$password in a command': {
    lines: 'C: NOOP {{$password Word}}\n',
    answers: [OK],
    world: { answers: { Word: SECRET } },
  },
  'a secret of an environment': {
    lines: 'C: NOOP {{apiKey}}\n',
    answers: [OK],
    environment: [{ name: 'apiKey', value: SECRET, secret: true }],
  },
  'a @secret variable': {
    head: `# @secret word\n@word = ${SECRET}\n`,
    lines: 'C: NOOP {{word}}\n',
    answers: [OK],
  },
  'a @secret variable in another': {
    head: `# @secret word\n@word = ${SECRET}\n@both = <{{word}}>\n`,
    lines: 'C: NOOP {{both}}\n',
    answers: [OK],
  },
  'a @secret variable of the environment variables': {
    head: '# @secret word\n@word = {{$processEnv WORD}}\n',
    lines: 'C: NOOP {{word}}\n',
    answers: [OK],
    world: { environment: { WORD: SECRET } },
  },
  'a @secret variable of the command line': {
    head: '# @secret word\n',
    lines: 'C: NOOP {{word}}\n',
    answers: [OK],
    world: { variables: { word: SECRET } },
  },
  'a @secret variable that is captured': {
    head: '# @secret word\n',
    lines: 'C: NOOP\nS: 250 /is (?<word>\\S+)/\nC: NOOP {{word}}\n',
    answers: [`250 it is ${SECRET}`, OK],
  },
  'a @secret variable that an assertion captures': {
    head: '# @secret word\n',
    lines: 'C: NOOP\nS: 250\n?? text matches /is (?<word>\\S+)/\nC: NOOP {{word}}\n',
    answers: [`250 it is ${SECRET}`, OK],
  },
  'a variable that is named like a credential': {
    head: `@password = ${SECRET}\n`,
    lines: 'C: NOOP {{password}}\n',
    answers: [OK],
  },
  'a variable of the command line that is named like one': {
    lines: 'C: NOOP {{apiToken}}\n',
    answers: [OK],
    world: { variables: { apiToken: SECRET } },
  },
  'an environment variable that is named like one': {
    lines: 'C: NOOP {{$processEnv MAIL_PASSWORD}}\n',
    answers: [OK],
    world: { environment: { MAIL_PASSWORD: SECRET } },
  },
  'a name in .env that is named like one': {
    lines: 'C: NOOP {{$dotenv MAIL_TOKEN}}\n',
    answers: [OK],
    world: { environment: { MAIL_TOKEN: SECRET } },
  },
  'a capture that is named like one': {
    lines: 'C: NOOP\nS: 250 /is (?<token>\\S+)/\nC: NOOP {{token}}\n',
    answers: [`250 it is ${SECRET}`, OK],
  },
  'a capture of an assertion that is named like one': {
    lines: 'C: NOOP\nS: 250\n?? text matches /is (?<token>\\S+)/\nC: NOOP {{token}}\n',
    answers: [`250 it is ${SECRET}`, OK],
  },
  'a $secret in an assertion': {
    lines: 'C: NOOP\nS: 250\n?? text not includes {{$secret work}}\n',
    answers: [OK],
    world: WORK,
  },
  'literal base64': { lines: `C: AUTH PLAIN ${PLAIN}\n`, answers: ['235 Ok'] },
  'literal base64 with whom to act as': {
    lines: `C: AUTH PLAIN ${base64(`boss\0john\0${SECRET}`)}\n`,
    answers: ['235 Ok'],
  },
  'literal base64 after a 334': {
    lines: `C: AUTH PLAIN\nS: 334\nC: ${PLAIN}\n`,
    answers: ['334 ', '235 Ok'],
  },
  'AUTH PLAIN in clear': { lines: `C: AUTH PLAIN john ${SECRET}\n`, answers: ['235 Ok'] },
  'AUTH PLAIN in clear with \\0': { lines: `C: AUTH PLAIN \\0john\\0${SECRET}\n`, answers: ['235 Ok'] },
  'AUTH PLAIN in clear with \\000': { lines: `C: AUTH PLAIN \\000john\\000${SECRET}\n`, answers: ['235 Ok'] },
  'AUTH PLAIN in clear, as bytes': {
    lines: `C!: AUTH PLAIN \\0john\\0${SECRET}\\r\\n\nS: 235\n`,
    answers: ['235 Ok'],
  },
  'AUTH LOGIN': {
    lines: `C: AUTH LOGIN\nS: 334\nC: ${base64('john')}\nS: 334\nC: ${base64(SECRET)}\n`,
    answers: ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235 Ok'],
  },
  'AUTH LOGIN in clear': {
    lines: `C: AUTH LOGIN\nS: 334\nC: john\nS: 334\nC: ${SECRET}\n`,
    answers: ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235 Ok'],
  },
  'AUTH XOAUTH2 in base64': { lines: `C: AUTH XOAUTH2 ${bearer}\n`, answers: ['235 Ok'] },
  'AUTH XOAUTH2 in bytes': {
    lines: `C!: AUTH XOAUTH2 user=john\\x01auth=Bearer ${SECRET}\\x01\\x01\\r\\n\nS: 235\n`,
    answers: ['235 Ok'],
  },
  'AUTH OAUTHBEARER in base64': {
    lines: `C: AUTH OAUTHBEARER ${base64(`n,a=john,\x01host=x\x01auth=Bearer ${SECRET}\x01\x01`)}\n`,
    answers: ['235 Ok'],
  },
  ...Object.fromEntries(
    ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'].map((mechanism) => [
      `$sasl with ${mechanism}`,
      {
        lines: `C: AUTH ${mechanism} {{$sasl john {{$secret work}}}}\n${mechanism === 'LOGIN' ? 'S: 334\nC: {{$sasl}}\n' : ''}`,
        answers: mechanism === 'LOGIN' ? ['334 UGFzc3dvcmQ6', '235 Ok'] : ['235 Ok'],
        world: WORK,
      },
    ]),
  ),
  '$sasl with CRAM-MD5': {
    lines: 'C: AUTH CRAM-MD5 {{$sasl john {{$secret work}}}}\nS: 334\nC: {{$sasl}}\n',
    answers: [`334 ${base64('<1.2@x>')}`, '235 Ok'],
    world: WORK,
  },
  '$sasl with DIGEST-MD5': {
    lines: 'C: AUTH DIGEST-MD5 {{$sasl john {{$secret work}}}}\nS: 334\nC: {{$sasl}}\n',
    answers: [`334 ${base64('realm="x",nonce="abc",qop="auth",charset=utf-8,algorithm=md5-sess')}`, '535 No'],
    world: WORK,
  },
  '$sasl with SCRAM-SHA-256': {
    lines: 'C: AUTH SCRAM-SHA-256 {{$sasl john {{$secret work}}}}\nS: 334\nC: {{$sasl}}\n',
    answers: [`334 ${base64('r=00000000000040008000000000000001abc,s=c2FsdHNhbHQ=,i=4096')}`, '535 No'],
    world: WORK,
  },
  '$plain with a literal': { lines: `C: AUTH PLAIN {{$plain john "${SECRET}"}}\n`, answers: ['235 Ok'] },
  '$plain with a secret': {
    lines: 'C: AUTH PLAIN {{$plain john {{$secret work}}}}\n',
    answers: ['235 Ok'],
    world: WORK,
  },
  '$base64 of a $secret': { lines: 'C: NOOP {{$base64 {{$secret work}}}}\n', answers: [OK], world: WORK },
  'a $secret in MAIL FROM AUTH=': {
    lines: 'C: MAIL FROM:<a@example.test> AUTH={{$secret work}}\n',
    answers: [OK],
    world: WORK,
  },
  'a $secret in a message': {
    lines: 'C: DATA\nS: 354\nC: X-Key: {{$secret work}}\nC:\nC: a {{$secret work}} b\nC: .\n',
    answers: ['354 Go', OK],
    world: WORK,
  },
  'a $secret in an included file': {
    lines: 'C: DATA\nS: 354\nC: <@ letter\nC: .\n',
    answers: ['354 Go', OK],
    world: { ...WORK, files: { letter: 'X-Key: {{$secret work}}\n\nHello\n' } },
  },
  'a $secret in the name of a file': {
    lines: 'C: DATA\nS: 354\nC: < {{$secret work}}\nC: .\n',
    answers: ['354 Go', OK],
    world: { ...WORK, files: { [SECRET]: 'Hello\n' } },
  },
  'a $secret in @tls-passphrase': {
    head: '# @tls-passphrase {{$secret work}}\n',
    lines: 'C: NOOP\n',
    answers: [OK],
    world: WORK,
  },
  '@tls-passphrase spelled out': { head: `# @tls-passphrase ${SECRET}\n`, lines: 'C: NOOP\n', answers: [OK] },
  'a $secret in a @sleep': {
    head: '@rest = {{$secret work}}\n',
    lines: 'C: NOOP {{rest}}\n',
    answers: [OK],
    world: WORK,
  },
};

const each = (text: string, length: number): string[] =>
  text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
const hex = (text: string): string => Buffer.from(text).toString('hex');
const octets = (write: (octet: string) => string): string => each(hex(SECRET), 2).map(write).join('');

/** What a server may say of the secret, each as the lines of a reply. */
const ECHOES: Readonly<Record<string, Echo>> = {
  'in clear': SECRET,
  'in clear, in quotation marks': `"${SECRET}"`,
  'in capitals': SECRET.toUpperCase(),
  'in small letters': SECRET.toLowerCase(),
  'with the user behind it': `${SECRET} john`,
  'in base64': base64(SECRET),
  'as a PLAIN response': PLAIN,
  'as a PLAIN response in small letters': PLAIN.toLowerCase(),
  'as a PLAIN response in capitals': PLAIN.toUpperCase(),
  'as a PLAIN response in other words': base64(`a\0bc\0${SECRET}`),
  'as a bearer token in base64': bearer,
  'in base64 of base64': base64(base64(SECRET)),
  'as a PLAIN response in base64': base64(PLAIN),
  'in base64 of the URL alphabet': Buffer.from(SECRET).toString('base64url'),
  'in base64 with a space in it': each(base64(SECRET), 8).join(' '),
  'in base64 with control characters in it': each(base64(SECRET), 5).join('\x07'),
  'in hexadecimal': hex(SECRET),
  'in hexadecimal, in capitals': hex(SECRET).toUpperCase(),
  'in hexadecimal with colons': each(hex(SECRET), 2).join(':'),
  'in hexadecimal with spaces': each(hex(SECRET), 2).join(' '),
  'in hexadecimal in fours': each(hex(SECRET), 4).join(' '),
  'in hexadecimal of C': octets((octet) => `0x${octet}, `),
  'in escapes of C': octets((octet) => `\\x${octet}`),
  'in a URL': encodeURIComponent(SECRET),
  'in a URL, every octet': octets((octet) => `%${octet}`),
  'in a URL, twice': encodeURIComponent(encodeURIComponent(SECRET)),
  'in quoted-printable': octets((octet) => `=${octet.toUpperCase()}`),
  'in xtext': SECRET.replace(/[+=]/g, (sign) => `+${hex(sign).toUpperCase()}`),
  'in HTML': SECRET.replace(/./g, (letter) => `&#${letter.charCodeAt(0)};`),
  'with a bell in it': each(SECRET, 3).join('\x07'),
  'with a NUL behind each letter': each(SECRET, 1).join('\0'),
  'with colours in it': each(SECRET, 3).join('\x1b[0m'),
  'with what has no width in it': each(SECRET, 3).join('\u200b'),
  'with soft hyphens in it': each(SECRET, 3).join('\u00ad'),
  'with the direction of writing changed in it': each(SECRET, 3).join('\u202e'),
  'with a carriage return in it': each(SECRET, 4).join('\r'),
  'with a backspace in it': each(SECRET, 4).join('_\b'),
  'over two lines': each(SECRET, 6),
  'over three lines': each(SECRET, 4),
  'over lines of two': each(SECRET, 2),
  'in base64 over lines': each(base64(SECRET), 6),
  'as a PLAIN response over lines': each(PLAIN, 10),
  'in hexadecimal over lines': each(hex(SECRET), 10),
  'in a URL over lines': each(
    octets((octet) => `%${octet}`),
    9,
  ),
  'over two lines with words before': [`no: ${SECRET.slice(0, 5)}`, `${SECRET.slice(5)} is wrong`],
};

/** How a file may take a reply. */
const TAKES: Readonly<Record<string, string>> = {
  'is not looked at': '',
  'is to have another code': 'S: 550\n',
  'is to have another text': 'S: 250 something else\n',
  'is to match': 'S: 250 /nothing of it (?<more>.)/\n',
  'gives a value': 'S: 250 /^(?<first>.*)$(?<got>[^]*)/m\n',
  'is not to come': 'S: <silence 5s>\n',
  'is optional': 'S?: 220\n',
  'is asserted': 'S: 250\n?? text == nothing\n',
  'is asserted to match': 'S: 250\n?? text matches /^(?<line>.*)$(?<them>[^]+)/m\n',
};

/** What a server may put an echo into, but for the text of an ordinary reply. */
const PLACES: Readonly<Record<string, { readonly lines: string; readonly reply: (echo: Echo) => string }>> = {
  'in what EHLO offers': {
    lines: 'C: EHLO client.example.test\nS: 250-x\nS: 250 PIPELINING\n?? ehlo X == nothing\n',
    reply: (echo) => `250-mail.example.test\r\n250 X ${textOf(echo)}\r\n`,
  },
  'in a challenge in clear': {
    lines: 'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: *\n',
    reply: (echo) => replyOf(echo, '334'),
  },
  'in a challenge': {
    lines: 'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: *\n',
    reply: (echo) => `334 ${base64(textOf(echo))}\r\n`,
  },
  'in a refusal': { lines: 'C: NOOP\n', reply: (echo) => replyOf(echo, '550') },
  'in a second reply': { lines: 'C: NOOP\nS: 250\n', reply: (echo) => `250 Ok\r\n${replyOf(echo, '250')}` },
  'in a line without a code': { lines: 'C: NOOP\n', reply: (echo) => `${textOf(echo)}\r\n` },
  'in a line without a code where silence is due': {
    lines: 'C: NOOP\nS: <silence 5s>\n',
    reply: (echo) => `${textOf(echo)}\r\n`,
  },
  'before the connection is closed': {
    lines: 'C: NOOP\nS: <close>\n',
    reply: (echo) => replyOf(echo, '421'),
  },
  'in a reply of two codes': {
    lines: 'C: NOOP\nS: 250\n',
    reply: (echo) =>
      replyOf(['No:', ...(typeof echo === 'string' ? [echo] : echo)], '250').replace('250 ', '251 '),
  },
  'in a reply that does not end': {
    lines: '# @timeout 50ms\nC: NOOP\nS: 250\n',
    reply: (echo) => replyOf(echo, '250').replaceAll('250 ', '250-'),
  },
};

type Echo = string | readonly string[];

function textOf(echo: Echo): string {
  return typeof echo === 'string' ? echo : echo.join('');
}

function replyOf(echo: Echo, code: string): string {
  const lines = typeof echo === 'string' ? [echo] : echo;
  return lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
}

describe('a secret gets out by no way, whatever the server says of it', function () {
  this.timeout(120_000);
  const echoes = Object.entries(ECHOES);

  for (const [name, way] of Object.entries(WAYS_IN))
    it(`where it comes in as ${name}`, async () => {
      const leaks: string[] = [];
      for (const [how, take] of Object.entries(TAKES)) {
        const commands = echoes.map((_, at) => `C: NOOP echo ${at}\n${take}`).join('');
        const events = await converse(way, `${commands}C: QUIT\nS: 221\n`, (command) => {
          const [, at = ''] = /^NOOP echo (\d+)$/.exec(command) ?? [];
          const [, echo] = at === '' ? [] : (echoes[Number(at)] ?? []);
          return echo === undefined ? '221 Bye\r\n' : replyOf(echo, '250');
        });
        assert.ok(
          events.some(
            ({ type, ...event }) => type === 'received' && 'text' in event && event.text === '221 Bye',
          ),
          `the run comes to its end where the reply ${how}`,
        );
        for (const [label, part] of apart(events))
          for (const trace of tracesIn(part)) leaks.push(`${trace}, said ${label} where the reply ${how}`);
      }
      assert.deepEqual(leaks.slice(0, 20), []);
    });

  for (const [where, { lines, reply }] of Object.entries(PLACES))
    it(`where the server says it ${where}`, async () => {
      const way: WayIn = { lines: 'C: NOOP {{$secret work}}\n', answers: [OK], world: WORK };
      const leaks = await Promise.all(
        echoes.map(async ([how, echo]) => {
          const events = await converse(way, lines, () => reply(echo));
          return tracesIn(events).map((trace) => `${trace}, said ${how}`);
        }),
      );
      assert.deepEqual(leaks.flat().slice(0, 20), []);
    });

  it('and what is no secret is left to read', async () => {
    const way: WayIn = { lines: `C: AUTH PLAIN ${PLAIN}\n`, answers: ['235 Ok'] };
    const texts = ['550-5.1.1 <john@example.test>:', '550 0a-1b-2c is no 7+k of ours, =20%41 &amp; zQ'];
    const events = await converse(way, 'C: NOOP\nS: 550\nC: QUIT\n', () => `${texts.join('\r\n')}\r\n`);
    const received = events.flatMap((event) => (event.type === 'received' ? [event.text] : []));
    assert.deepEqual(received.slice(2, 4), texts);
  });
});

/** Has it and more lines said to a server that answers them, and gives all events. */
async function converse(
  way: WayIn,
  lines: string,
  answer: (command: string) => string,
): Promise<SessionEvent[]> {
  const server = await serve(way, answer);
  try {
    const document = parse(
      `# @timeout 5s\n# @on-failure continue\n# @match text\n# @server smtp://127.0.0.1:${server.port}\n${way.head ?? ''}S: 220\n${way.lines}${lines}`,
    );
    const [transcript] = document.transcripts;
    assert.ok(transcript);
    const planned = withEnvironment(plan(document, transcript), way.environment ?? []);
    const events: SessionEvent[] = [];
    const received = new ReplyCollector();
    for await (const event of run(planned, fakeHost(way.world), new AbortController().signal)) {
      events.push(event);
      received.take(event);
    }
    const { changes } = updateReplies(document, transcript, received, { add: true });
    assert.deepEqual(traces(changes.map(({ newText }) => newText).join('\n')), [], 'in what is written back');
    return events;
  } finally {
    await server.close();
  }
}

/** The events of each echo by themselves, as it takes so many characters to tell that something is there. */
function apart(events: readonly SessionEvent[]): [string, SessionEvent[]][] {
  const parts: [string, SessionEvent[]][] = [['before', []]];
  for (const event of events) {
    const [, at] = event.type === 'sent' ? (/^NOOP echo (\d+)/.exec(event.text) ?? []) : [];
    if (at !== undefined) parts.push([Object.keys(ECHOES)[Number(at)] ?? '', []]);
    parts.at(-1)?.[1].push(event);
  }
  return parts;
}

/** What of the secret is in which output. */
function tracesIn(events: readonly SessionEvent[]): string[] {
  const result = { ...summarize(events), status: 'failed' as const };
  const files = [{ file: 'a.smtp', transcripts: [result] }];
  const tap = createTapPrinter();
  const printed = [plainStyle, ansiStyle].flatMap((style) =>
    [false, true].map((verbose) => {
      const { print } = createTranscriptPrinter(style, { verbose });
      return events.map(print).join('');
    }),
  );
  const outputs: readonly (readonly [string, string])[] = [
    ...printed.map((text) => ['print', text] as const),
    ['events', events.map((event) => eventLine('a.smtp', 1, event)).join('')],
    ['json', jsonReport(files)],
    ['junit', junitReport(files)],
    ['tap', tap.result('a.smtp', result) + tap.end(false)],
    // As a person reads on from line to line.
    ['lines', events.map((event) => (event.type === 'received' ? event.text.slice(4) : '')).join('')],
    ['replies', events.map((event) => (event.type === 'reply' ? event.reply.lines.join('') : '')).join('')],
  ];
  return outputs.flatMap(([output, text]) => traces(text).map((trace) => `${trace} in ${output}`));
}

function windows(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) =>
    text.slice(at, at + length),
  );
}

/** What is in nothing else by chance: of the secret four characters, of its base64 six, of its hexadecimal ten. */
const TRACES: readonly string[] = [
  ...windows(SECRET, 4),
  ...['', 'x', 'xx'].flatMap((before) =>
    windows(base64(before + SECRET).slice(before === '' ? 0 : before.length + 1, -4), 6),
  ),
  ...windows(hex(SECRET), 10),
  ...windows(base64(base64(SECRET)).slice(0, -4), 8),
].map((trace) => trace.toLowerCase());

/** Of what a person finds who undoes what our output, and the server, did to a text. */
function traces(text: string): string[] {
  const plain = text.replace(/\x1b\[\d*m/g, '');
  const bare = plain.replace(/\\u\{[\da-f]+\}|\\\\?x[\da-f]{2}|[\u200b\u00ad]/g, '');
  const number = (digits: string, base: number): string => String.fromCharCode(Number.parseInt(digits, base));
  const undone = plain
    .replace(/%25/g, '%')
    .replace(/[%=+]([\da-f]{2})/gi, (_, digits: string) => number(digits, 16))
    .replace(/\\\\?x([\da-f]{2})/gi, (_, digits: string) => number(digits, 16))
    .replace(/&#(\d+);/g, (_, digits: string) => number(digits, 10));
  const seen = [text, plain, bare, bare.replace(/[ :,]|0x/g, ''), undone].map((each) => each.toLowerCase());
  const found = TRACES.find((trace) => seen.some((each) => each.includes(trace)));
  return found === undefined ? [] : [found];
}

interface Server {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Answers the lines of the way in as that says, and each line after them. */
async function serve({ answers }: WayIn, answer: (command: string) => string): Promise<Server> {
  const server = net.createServer({ noDelay: true }, (socket) => {
    let begun = '';
    let due = answers;
    let isContent = false;
    socket.on('error', () => undefined).write('220 mail.example.test\r\n');
    socket.on('data', (chunk) => {
      const lines = (begun + chunk.toString('latin1')).split('\r\n');
      begun = lines.pop() ?? '';
      for (const line of lines) {
        if (isContent && line !== '.') continue;
        const [next, ...rest] = due;
        due = rest;
        isContent = next?.startsWith('354') === true;
        socket.write(next === undefined ? answer(line) : `${next}\r\n`);
        if (line === 'QUIT') socket.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
