import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { converse, deviations, serve } from './scripted';

interface Case {
  readonly script: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly say: string;
  readonly hear: string;
  /** `line: message`; none if absent. */
  readonly deviates?: readonly string[];
}

const GREETED = 'S: 220 hi\n';
const SORRY = (line: number): string => `421 4.3.0 The script has something else in line ${line}\r\n`;

const CASES: Readonly<Record<string, Case>> = {
  'says what stands after S: and expects what stands after C:': {
    script: `${GREETED}C: EHLO me\nS: 250-one\nS: 250 two\nC: QUIT\nS: 221 bye`,
    say: 'EHLO me\r\nQUIT\r\n',
    hear: '220 hi\r\n250-one\r\n250 two\r\n221 bye\r\n',
  },
  'takes the words of commands in any case, and addresses as they stand': {
    script: `${GREETED}C: mail FROM:<a@example.com>\nS: 250 Ok\nC: QUIT\nS: 221 bye`,
    say: 'MAIL from:<a@example.com>\r\nquit\r\n',
    hear: '220 hi\r\n250 Ok\r\n221 bye\r\n',
  },
  'tells what the client sent in place of what was expected': {
    script: `${GREETED}C: EHLO me\nS: 250 Ok`,
    say: 'EHLO you\r\n',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “EHLO me”, the client sent “EHLO you”'],
  },
  'tells that a local part has another case': {
    script: `${GREETED}C: RCPT TO:<A@example.com>`,
    say: 'RCPT TO:<a@example.com>\r\n',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “RCPT TO:<A@example.com>”, the client sent “RCPT TO:<a@example.com>”'],
  },
  'tells a bare line feed from CRLF': {
    script: `${GREETED}C: NOOP`,
    say: 'NOOP\n',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “NOOP” with CRLF at its end, and the client ended it with LF alone'],
  },
  'tells that the client left, and in the middle of what': {
    script: `${GREETED}C: NOOP\nS: 250 Ok`,
    say: 'NO',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “NOOP”, but the client closed the connection after “NO”'],
  },
  'tells what comes after its end': {
    script: `${GREETED}C: NOOP\nS: 250 Ok`,
    say: 'NOOP\r\nRSET\r\n',
    hear: `220 hi\r\n250 Ok\r\n${SORRY(3)}`,
    deviates: ['3: the client sent “RSET” and the script has nothing more'],
  },
  'goes on after a deviation if told to': {
    script: `# @on-failure continue\n${GREETED}C: NOOP\nS: 250 Ok\nC: QUIT\nS: 221 bye`,
    say: 'HELP\r\nQUIT\r\n',
    hear: '220 hi\r\n250 Ok\r\n221 bye\r\n',
    deviates: ['3: expected “NOOP”, the client sent “HELP”'],
  },
  'never shows a credential': {
    script: `${GREETED}C: AUTH PLAIN AGEAYg==\nS: 235 Ok`,
    say: 'AUTH PLAIN c2VjcmV0\r\n',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: [
      '2: expected “AUTH PLAIN ••••”, and the client sent something else in place of what is masked',
    ],
  },
  'matches a regular expression behind the mechanism of AUTH, which may be in any case': {
    script: `${GREETED}C: AUTH PLAIN /^[A-Za-z0-9+/]+=*$/\nS: 535 No\nC: AUTH LOGIN\nS: 334\nC: /.+/\nS: 535 No\nC: AUTH PLAIN /^=$/`,
    say: 'AUTH plain c2VjcmV0\r\nauth login\r\nc2VjcmV0\r\nAUTH PLAIN c2VjcmV0\r\n',
    hear: `220 hi\r\n535 No\r\n334\r\n535 No\r\n${SORRY(8)}`,
    deviates: [
      '8: expected “AUTH PLAIN ••••”, and the client sent something else in place of what is masked',
    ],
  },
  'never shows what follows a 334, whatever was expected': {
    script: `${GREETED}C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: *\nS: 501 No`,
    say: 'AUTH LOGIN\r\nc2VjcmV0\r\n',
    hear: `220 hi\r\n334 VXNlcm5hbWU6\r\n${SORRY(4)}`,
    deviates: ['4: expected “••••”, and the client sent something else in place of what is masked'],
  },
  'never shows one that exact bytes hold': {
    script: `${GREETED}C!: AUTH PLAIN \\0me\\0hunter2\\r\\n\nS: 235 Ok`,
    say: 'QUIT\r\n',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “AUTH PLAIN ••••”, the client sent “QUIT”'],
  },
  'never shows one that came behind another line, nor the responses to it': {
    script: `${GREETED}C: NOOP\nS: 250 Ok`,
    say: 'NOOP\r\nRSET\r\n auth LOGIN\r\nbWU=\r\nc2VjcmV0\r\nQUIT\r\n',
    hear: `220 hi\r\n250 Ok\r\n${SORRY(3)}`,
    deviates: [
      '3: the client sent “RSET\\r\\n auth LOGIN\\r\\n••••\\r\\n••••\\r\\nQUIT” and the script has nothing more',
    ],
  },
  'never shows one that stands in the place of its mechanism': {
    script: `${GREETED}C: NOOP\nS: 250 Ok`,
    say: 'AUTH AGEAYg==\r\n',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “NOOP”, the client sent “AUTH ••••”'],
  },
  'matches a regular expression, for a whole line or after a word': {
    script: `${GREETED}C: EHLO /^[a-z.]+$/\nS: 250 Ok\nC: /^x-\\w+ 1$/i\nS: 250 Ok\nC: MAIL FROM:/<.*>/`,
    say: 'ehlo client.example\r\nX-LEN 1\r\nMAIL FROM:<me> SIZE=1\r\n',
    hear: '220 hi\r\n250 Ok\r\n250 Ok\r\n',
  },
  'tells what does not match': {
    script: `${GREETED}C: EHLO /^[a-z.]+$/`,
    say: 'EHLO 127.0.0.1\r\n',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “EHLO /^[a-z.]+$/”, the client sent “EHLO 127.0.0.1”'],
  },
  'fills in the variables of the file, and takes anything for what only a run knows': {
    script: `@me = client.example\n${GREETED}C: EHLO {{me}}\nC: VRFY {{$guid}}\nC: NOOP {{unknown}}.`,
    say: 'EHLO client.example\r\nVRFY 1234\r\nNOOP .\r\n',
    hear: '220 hi\r\n',
  },
  'takes whatever comes for ..., up to what is expected next': {
    script: `${GREETED}C: ...\nC: QUIT\nS: 221 bye`,
    say: 'EHLO me\r\nNOOP\r\nQUIT\r\n',
    hear: '220 hi\r\n221 bye\r\n',
  },
  'takes whatever comes for ... at the end': {
    script: `${GREETED}C: NOOP\nS: 250 Ok\nC: ...`,
    say: 'NOOP\r\nx\r\ny',
    hear: '220 hi\r\n250 Ok\r\n',
  },
  'expects a message to its dot': {
    script: `${GREETED}C: DATA\nS: 354 Go\nC: Subject: x\nC:\nC: ..dot\nC: .\nS: 250 queued`,
    say: 'DATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\n',
    hear: '220 hi\r\n354 Go\r\n250 queued\r\n',
  },
  'expects a message of which only a part is told': {
    script: `${GREETED}C: DATA\nS: 354 Go\nC: ...\nC: /^Subject: .+/\nC: ...\nC: .\nS: 250 queued`,
    say: 'DATA\r\nFrom: x\r\nSubject: y\r\nTo: z\r\n\r\nbody\r\n.\r\n',
    hear: '220 hi\r\n354 Go\r\n250 queued\r\n',
  },
  'is exact about the case of a message': {
    script: `${GREETED}C: DATA\nS: 354 Go\nC: Hello\nC: .\nS: 250 queued`,
    say: 'DATA\r\nhello\r\n.\r\n',
    hear: `220 hi\r\n354 Go\r\n${SORRY(4)}`,
    deviates: ['4: expected “Hello”, the client sent “hello”'],
  },
  'expects a file as a run sends it': {
    script: `${GREETED}C: DATA\nS: 354 Go\nC: < m.eml\nC: .\nS: 250 queued`,
    files: { 'm.eml': 'one\n.two' },
    say: 'DATA\r\none\r\n..two\r\n.\r\n',
    hear: '220 hi\r\n354 Go\r\n250 queued\r\n',
  },
  'expects a chunk, whose dots are not doubled and which ends with its last octet': {
    script: `${GREETED}C: BDAT 9 LAST\nC: < m.eml\nS: 250 queued`,
    files: { 'm.eml': 'one\r\n.two' },
    say: 'BDAT 9 LAST\r\none\r\n.two',
    hear: '220 hi\r\n250 queued\r\n',
  },
  'expects exact bytes': {
    script: `${GREETED}C!: NO\nC!: OP\\n\nS: 250 Ok`,
    say: 'NOOP\n',
    hear: '220 hi\r\n250 Ok\r\n',
  },
  'looks for exact bytes under ...': {
    script: `${GREETED}C: ...\nC!: \\r\\n.\\r\\n\nS: 250 Ok`,
    say: 'x\r\ny\r\n.\r\n',
    hear: '220 hi\r\n250 Ok\r\n',
  },
  'tells which bytes came instead': {
    script: `${GREETED}C!: NOOP\\n`,
    say: 'NOOP\r\n',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “NOOP\\n”, the client sent “NOOP\\r”'],
  },
  'takes a pipelined group': {
    script: `${GREETED}C: MAIL FROM:<a@x>\nC: RCPT TO:<b@x>\nC: DATA\nS: 250 1\nS: 250 2\nS: 354 3\nC: .\nS: 250 4`,
    say: 'MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n.\r\n',
    hear: '220 hi\r\n250 1\r\n250 2\r\n354 3\r\n250 4\r\n',
  },
  'sends exact bytes, and replies that are none': {
    script: `S!: 220 hi\\n\nC: NOOP\nS: 650 What\nC: NOOP\nS: HTTP/1.1 400 Bad Request\nC: NOOP\nS: 250-a\nS: 251 b`,
    say: 'NOOP\r\nNOOP\r\nNOOP\r\n',
    hear: '220 hi\n650 What\r\nHTTP/1.1 400 Bad Request\r\n250-a\r\n251 b\r\n',
  },
  'makes replies of patterns': {
    script: `S: 2xx\nC: NOOP\nS: 25x fine\nC: NOOP\nS: 451|550 4.0.0 later\nC: NOOP\nS: 250 /queued/i\nC: HELP\nS: 214-one\nS: ...\nC: NOOP\nS: 250\nS?: 251 no`,
    say: 'NOOP\r\nNOOP\r\nNOOP\r\nHELP\r\nNOOP\r\n',
    hear: '200 Ok\r\n250 fine\r\n451 4.0.0 later\r\n250 Ok\r\n214-one\r\n214 Ok\r\n250\r\n',
  },
  'ends lines as told': {
    script: `# @line-end lf\n${GREETED}C: NOOP\n# @line-end cr\nS: 250 a\nC: NOOP\n# @line-end crlf\nS: 250 b`,
    say: 'NOOP\r\nNOOP\r\n',
    hear: '220 hi\n250 a\r250 b\r\n',
  },
  'plays a session as it was pasted': {
    script: '220 hi\nEHLO me\n250 Ok\nQUIT\n221 bye\n',
    say: 'EHLO me\r\nQUIT\r\n',
    hear: '220 hi\r\n250 Ok\r\n221 bye\r\n',
  },
  'tells a client that speaks TLS where it is not due': {
    script: `${GREETED}C: EHLO me`,
    say: '\x16\x03\x01\x00\x05hello',
    hear: `220 hi\r\n${SORRY(2)}`,
    deviates: ['2: expected “EHLO me”, but the client began a TLS handshake'],
  },
};

describe('scripted server: what it says and what it expects', () => {
  for (const [name, { script, files, say, hear, deviates = [] }] of Object.entries(CASES))
    it(name, async () => {
      const server = await serve(script, {}, files);
      const { heard } = await converse(server.port, [Buffer.from(say, 'latin1')]);
      assert.equal(heard, hear);
      assert.deepEqual(deviations(await server.done), deviates);
      await server.stop();
    });

  it('plays the example of its documentation', async () => {
    const page = readFileSync('docs/test-server.md', 'utf8');
    const script = /^## A scripted server\n[^]*?```\n([^]*?)```/m.exec(page)?.[1] ?? '';
    const server = await serve(script.replace('5s', '5ms'));
    const { heard } = await converse(server.port, ['EHLO me\r\nmail FROM:<a@example.com>\r\nQUIT\r\n']);
    assert.match(heard, /^220 .*\r\n250-.*\r\n250 SIZE 1000\r\n451 4\.3\.0 Try again later\r\n$/);
    assert.deepEqual(deviations(await server.done), []);
    await server.stop();
  });
});
