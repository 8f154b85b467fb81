import assert from 'node:assert/strict';
import { ansiStyle, plainStyle } from '../../../src/report/style';
import { createTranscriptPrinter } from '../../../src/report/transcript';
import { summarize } from '../../../src/runner/result';
import { fakeHost, type FakeWorld } from '../../support/fakeHost';
import { runTranscript } from '../../support/runTranscript';
import { startScriptedServer } from '../../support/scriptedServer';

const PASSWORD = 'c0rrect-h0rse/battery+st4ple';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const PLAIN = base64(`\0john\0${PASSWORD}`);

/** What a server may say back of a password: in clear, in base64 of every kind, in a challenge, where no reply is due. */
const ECHOES: Readonly<Record<string, string>> = {
  'in clear': PASSWORD,
  'in base64': base64(PASSWORD),
  'in base64 without padding': base64(PASSWORD).replace(/=+$/, ''),
  'with a line end, in base64': base64(`${PASSWORD}\r\n`),
  'as a whole PLAIN response': PLAIN,
  'as a PLAIN response without padding': PLAIN.replace(/=+$/, ''),
  'as another PLAIN response': base64(`admin\0john2\0${PASSWORD}`),
  'in base64, one byte in': base64(`:${PASSWORD}:`),
  'in base64, two bytes in': base64(`::${PASSWORD}::`),
  'in base64, a sentence in': base64(`Wrong password ${PASSWORD} given`),
  'in base64 that was cut off': `${PLAIN.slice(0, -6)}...`,
  'in xtext': PASSWORD.replace(/[+=]/g, '+2B'),
  'in a URL': encodeURIComponent(PASSWORD),
  'in hexadecimal': Buffer.from(PASSWORD).toString('hex'),
  'in capitals': PASSWORD.toUpperCase(),
};

/** Every way in which a file can give a password: the lines after EHLO, what they send, and what they draw. */
interface Form {
  readonly lines: string;
  readonly script: (echo: string) => string;
  readonly world?: FakeWorld;
}

const FORMS: Readonly<Record<string, Form>> = {
  'AUTH PLAIN with user and password in clear': {
    lines: `C: AUTH PLAIN john ${PASSWORD}\nS: 235`,
    script: (echo) => `C: AUTH PLAIN john ${PASSWORD}\nS: 535 bad ${echo}`,
  },
  'auth plain in small letters and behind spaces': {
    lines: `C:   auth plain ${PLAIN}\nS: 235`,
    script: (echo) => `C:   auth plain ${PLAIN}\nS: 535 bad ${echo}`,
  },
  'AUTH PLAIN in base64': {
    lines: `C: AUTH PLAIN ${PLAIN}\nS: 235`,
    script: (echo) => `C: AUTH PLAIN ${PLAIN}\nS: 535 bad ${echo}`,
  },
  'AUTH PLAIN after a bare 334': {
    lines: `C: AUTH PLAIN\nS: 334\nC: ${PLAIN}\nS: 235`,
    script: (echo) => `C: AUTH PLAIN\nS: 334 \nC: ${PLAIN}\nS: 535 bad ${echo}`,
  },
  'AUTH PLAIN without its mechanism': {
    lines: `C: AUTH ${PLAIN}\nS: 235`,
    script: (echo) => `C: AUTH ${PLAIN}\nS: 504 bad ${echo}`,
  },
  'the lines of AUTH LOGIN': {
    lines: `C: AUTH LOGIN\nS: 334\nC: ${base64('john')}\nS: 334\nC: ${base64(PASSWORD)}\nS: 235`,
    script: (echo) =>
      `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${base64('john')}\nS: 334 UGFzc3dvcmQ6\nC: ${base64(PASSWORD)}\nS: 535 bad ${echo}`,
  },
  'the lines of AUTH LOGIN in clear': {
    lines: `C: AUTH LOGIN\nS: 334\nC: john\nS: 334\nC: ${PASSWORD}\nS: 235`,
    script: (echo) => `C: AUTH LOGIN\nS: 334 x\nC: john\nS: 334 y\nC: ${PASSWORD}\nS: 535 bad ${echo}`,
  },
  'AUTH LOGIN with the user on its line and a prompt that says nothing': {
    lines: `C: AUTH LOGIN ${base64('john')}\nS: 334\nC: ${base64(PASSWORD)}\nS: 235`,
    script: (echo) => `C: AUTH LOGIN ${base64('john')}\nS: 334 \nC: ${base64(PASSWORD)}\nS: 535 bad ${echo}`,
  },
  '$plain with a literal password': {
    lines: `C: AUTH PLAIN {{$plain john "${PASSWORD}"}}\nS: 235`,
    script: (echo) => `C: AUTH PLAIN ${PLAIN}\nS: 535 bad ${echo}`,
  },
  '$sasl with a literal password': {
    lines: `C: AUTH PLAIN {{$sasl john "${PASSWORD}"}}\nS: 235`,
    script: (echo) => `C: AUTH PLAIN ${PLAIN}\nS: 535 bad ${echo}`,
  },
  '$sasl and CRAM-MD5': {
    lines: 'C: AUTH CRAM-MD5 {{$sasl john {{$secret work}}}}\nS: 334\nC: {{$sasl}}\nS: 235',
    script: (echo) => `C: AUTH CRAM-MD5\nS: 334 ${base64('<1.2@x>')}\nC: /./\nS: 535 bad ${echo}`,
    world: { secrets: { work: PASSWORD } },
  },
  '$secret in a command': {
    lines: 'C: NOOP x{{$secret work}}x\nS: 250',
    script: (echo) => `C: NOOP x${PASSWORD}x\nS: 550 bad ${echo}`,
    world: { secrets: { work: PASSWORD } },
  },
  '$password in MAIL FROM': {
    lines: 'C: MAIL FROM:<{{$password Secret}}@example.test>\nS: 250',
    script: (echo) => `C: MAIL FROM:<${PASSWORD}@example.test>\nS: 550 bad ${echo}`,
    world: { answers: { Secret: PASSWORD } },
  },
  '$base64 of a $secret': {
    lines: 'C: NOOP {{$base64 "a {{$secret work}}"}}\nS: 250',
    script: (echo) => `C: NOOP ${base64(`a ${PASSWORD}`)}\nS: 550 bad ${echo}`,
    world: { secrets: { work: PASSWORD } },
  },
  'a @secret variable of the file': {
    lines: '@word = {{$processEnv WORD}}\n# @secret word\nC: NOOP {{word}}\nS: 250',
    script: (echo) => `C: NOOP ${PASSWORD}\nS: 550 bad ${echo}`,
    world: { environment: { WORD: PASSWORD } },
  },
  'a @secret variable from the command line': {
    lines: '# @secret other, word\nC: NOOP {{word}}\nS: 250',
    script: (echo) => `C: NOOP ${PASSWORD}\nS: 550 bad ${echo}`,
    world: { variables: { word: PASSWORD } },
  },
  'a $secret in headers and body': {
    lines: 'C: DATA\nS: 354\nC: X-Key: {{$secret work}}\nC:\nC: {{$secret work}}\nC: .\nS: 250',
    script: (echo) =>
      `C: DATA\nS: 354 Go\nC: X-Key: ${PASSWORD}\nC:\nC: ${PASSWORD}\nC: .\nS: 550 bad ${echo}`,
    world: { secrets: { work: PASSWORD } },
  },
  'a $secret in the name of a file': {
    lines: 'C: DATA\nS: 354\nC: < {{$secret work}}\nC: .\nS: 250',
    script: (echo) => `C: DATA\nS: 354 Go\nC: x\nC: .\nS: 550 bad ${echo}`,
    world: { secrets: { work: PASSWORD }, files: { [PASSWORD]: 'x\n' } },
  },
  'C!: with AUTH PLAIN': {
    lines: `C!: AUTH PLAIN \\x${Buffer.from(PLAIN.slice(0, 1)).toString('hex')}${PLAIN.slice(1)}\\r\\n\nS: 235`,
    script: (echo) => `C: AUTH PLAIN ${PLAIN}\nS: 535 bad ${echo}`,
  },
  'C!: as the answer to a 334': {
    lines: `C: AUTH PLAIN\nS: 334\nC!: ${PLAIN}\\r\\n\nS: 235`,
    script: (echo) => `C: AUTH PLAIN\nS: 334 \nC: ${PLAIN}\nS: 535 bad ${echo}`,
  },
};

describe('no secret leaves the engine', () => {
  for (const [name, form] of Object.entries(FORMS)) {
    it(name, async () => {
      for (const [how, echo] of Object.entries(ECHOES)) {
        const transcript = `S: 220\n${form.lines}\n`;
        // The reply repeats it; so does what follows: a challenge, a line that is no reply, a reply nobody asked for.
        for (const more of [
          `S: 334 ${echo}`,
          `S: ${'x'.repeat(190)} ${echo}`,
          `S: 250-${echo}\nS: 250 ${echo}`,
        ]) {
          const told = await tell(
            transcript,
            `S: 220 hi ${echo}
${form.script(echo)}
${more}
C: ...
S: <close>
`,
            form.world,
          );
          for (const [form, secret] of Object.entries(FORMS_OF_PASSWORD))
            assert.ok(
              !told.includes(secret),
              `the password ${form}, when the server says it ${how}:\n${told}`,
            );
          assert.ok(told.includes('bad ••••'), told);
        }
      }
    });
  }

  it('in no error either', async () => {
    for (const lines of [
      'C: NOOP {{$secret work}}\\\nS: 250\nC: DATA\nS: 354\nC: < {{$secret work}}\nC: .\n',
      '# @server smtp://{{$secret work}}/x\n',
    ]) {
      const told = await tell(`${lines}C: NOOP\nS: 250\n`, '', { secrets: { work: PASSWORD } });
      assert.ok(told.includes('failure'));
      assert.ok(!told.includes(PASSWORD), told);
    }
  });

  it('nor in the verdict on a reply that repeats it, nor in what it captures', async () => {
    const told = await tell(
      'S: 220\nC: NOOP {{$secret work}}\nS: 250 /got (?<it>.*)/\nC: NOOP {{it}}\nS: 250 other\n',
      `S: 220 hi\nC: NOOP ${PASSWORD}\nS: 250 got ${PASSWORD}\nC: NOOP ${PASSWORD}\nS: 250 ${PASSWORD}\n`,
      { secrets: { work: PASSWORD } },
    );
    assert.ok(!told.includes(PASSWORD), told);
  });

  it('nor in a reply that gives a @secret variable its value', async () => {
    const told = await tell(
      '# @secret token\nS: 220\nC: NOOP\nS: 250 /token (?<token>\\S+)/\nC: NOOP {{token}}\nS: 250\n',
      `S: 220 hi\nC: NOOP\nS: 250-first ${PASSWORD}\nS: 250 token ${PASSWORD}\nC: NOOP ${PASSWORD}\nS: 250 Ok\n`,
    );
    assert.ok(!told.includes(PASSWORD), told);
    assert.ok(told.includes('250-first ••••'), told);
  });

  it('nor in one that an assertion takes the value of a @secret variable from', async () => {
    for (const greeting of [true, false]) {
      const assertion = '?? text matches /{{word}} (?<token>\\S+)$/\n';
      const said = `250-first ${PASSWORD}\nS: 250 token ${PASSWORD}`;
      const told = await tell(
        `# @secret token\n@word = token\nS: 220\n${greeting ? assertion : ''}C: NOOP\nS: 250\n${greeting ? '' : assertion}C: NOOP {{token}}\nS: 250\n`,
        `S: ${greeting ? said.replaceAll('250', '220') : '220 hi'}\nC: NOOP\nS: ${greeting ? '250 Ok' : said}\nC: NOOP ${PASSWORD}\nS: 250 Ok\n`,
      );
      assert.ok(!told.includes(PASSWORD), told);
      assert.ok(told.includes('0-first ••••') && told.includes('token ••••'), told);
    }
  });

  it('nor in a group of raw lines that does not wait for the challenges', async () => {
    const lines = [`AUTH LOGIN\\r\\n`, `${base64('john')}\\r\\n`, `${base64(PASSWORD)}\\r\\n`];
    for (const raw of [lines, [lines.join('')]]) {
      const told = await tell(
        `# @pipelining on\nS: 220\n${raw.map((line) => `C!: ${line}\n`).join('')}S: 334\nS: 334\nS: 235\n`,
        `S: 220 hi ${PASSWORD}\nC: AUTH LOGIN\nC: ${base64('john')}\nC: ${base64(PASSWORD)}\nS: 334 x\nS: 334 x\nS: 235 Ok\n`,
      );
      assert.ok(told.includes('235 Ok'), told);
      assert.ok(!told.includes(PASSWORD) && !told.includes(base64(PASSWORD)), told);
    }
  });

  it('and a user name is no secret but on the AUTH lines', async () => {
    const told = await tell(
      `S: 220\nC: AUTH LOGIN\nS: 334\nC: ${base64('john')}\nS: 334\nC: ${base64(PASSWORD)}\nS: 235\nC: VRFY john\nS: 250\n`,
      `S: 220 hi\nC: AUTH LOGIN\nS: 334 x\nC: ${base64('john')}\nS: 334 x\nC: ${base64(PASSWORD)}\nS: 235 Ok\nC: VRFY john\nS: 250 john\n`,
    );
    assert.ok(told.includes('VRFY john'));
    assert.ok(!told.includes(base64('john')));
  });
});

/** What must not be found: the password, and the base64 of it that does not depend on what stands around it. */
const FORMS_OF_PASSWORD: Readonly<Record<string, string>> = {
  'in clear': PASSWORD,
  'in base64': base64(PASSWORD).replace(/=+$/, ''),
  'in base64, at the start': base64(PASSWORD).slice(0, -4),
  'in base64, one byte in': base64(`x${PASSWORD}`).slice(2, -4),
  'in base64, two bytes in': base64(`xx${PASSWORD}`).slice(3, -4),
  'without its ends': PASSWORD.slice(2, -2),
  'without what may be escaped': PASSWORD.slice(2, 12),
  'in capitals': PASSWORD.slice(2, 12).toUpperCase(),
  'in hexadecimal': Buffer.from(PASSWORD).toString('hex').slice(2, -2),
};

/** All that comes of a run, in one text: each event, both printed reports and the result. */
async function tell(transcript: string, script: string, world: FakeWorld = {}): Promise<string> {
  const server = await startScriptedServer(script);
  try {
    const events = await runTranscript(
      `# @timeout 2s\n# @on-failure continue\n# @server smtp://127.0.0.1:${server.port}\n${transcript}`,
      fakeHost(world),
    );
    const printed = [plainStyle, ansiStyle].map((style) => {
      const { print } = createTranscriptPrinter(style);
      return events.map(print).join('');
    });
    return [
      ...events.map((event) => JSON.stringify(event)),
      ...printed,
      JSON.stringify(summarize(events)),
    ].join('\n');
  } finally {
    await server.close();
  }
}
