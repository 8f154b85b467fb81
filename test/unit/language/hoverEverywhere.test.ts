import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inlayHints } from '../../../src/language/inlayHints';
import { EMPTY_WORKSPACE, type Workspace } from '../../../src/language/workspace';
import { parse } from '../../../src/syntax/parse';
import { base64, hoverIn, URI } from './hovering';

const folders = ['examples', 'test/unit/language/ok', 'test/unit/language/err', 'test/grammar/snapshots'];

describe('language/hover: everywhere', () => {
  for (const folder of folders) {
    it(`answers at every offset of ${folder}`, async () => {
      let answers = 0;
      const files = readdirSync(folder).filter((name) => name.endsWith('.smtp'));
      assert.ok(files.length > 0);
      for (const name of files) {
        const document = parse(readFileSync(path.join(folder, name), 'utf8'));
        for (let offset = 0; offset <= document.text.length; offset++)
          if ((await hoverIn(document, offset)) !== undefined) answers++;
      }
      assert.ok(answers > 100);
    }).timeout(60_000);
  }
});

describe('language/hover: damaged texts', () => {
  /** A generator of numbers below a limit, the same in every run. */
  function numbers(seed: number): (limit: number) => number {
    let state = seed;
    return (limit) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >>> 8) % limit;
    };
  }

  it('answers, whatever is cut out of a text or put into it', async () => {
    const next = numbers(1);
    const texts = readdirSync('examples')
      .filter((name) => name.endsWith('.smtp'))
      .map((name) => readFileSync(path.join('examples', name), 'utf8'));
    const pieces = [
      '{{',
      '}}',
      '<',
      '>',
      '"',
      '\\',
      '=',
      '`',
      '\0',
      '\u{1f4a9}',
      '334 ',
      '.',
      '\r',
      ' ',
      'AUTH ',
      '/(?<x>',
    ];
    let answers = 0;
    for (let round = 0; round < 400; round++) {
      let text = texts[next(texts.length)] ?? '';
      for (let change = 0; change < 6; change++) {
        const at = next(text.length);
        text = text.slice(0, at) + (pieces[next(pieces.length)] ?? '') + text.slice(at + next(4));
      }
      const document = parse(text);
      for (let look = 0; look < 40; look++)
        if ((await hoverIn(document, next(text.length + 1))) !== undefined) answers++;
    }
    assert.ok(answers > 1000);
  }).timeout(60_000);
});

describe('language/hover: secrets', () => {
  const PASSWORD = 'Zq9#hunter-two';
  const TOKEN = 'ya29.vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg';
  const bearer = `user=user@example.com\x01auth=Bearer ${TOKEN}\x01\x01`;

  /** Every way in which a document may hold the password or the token. */
  const documents: Readonly<Record<string, string>> = {
    'AUTH PLAIN, initial': `C: AUTH PLAIN ${base64(`\0user\0${PASSWORD}`)}\nS: 235`,
    'AUTH PLAIN, with an identity': `C: AUTH PLAIN ${base64(`boss\0user\0${PASSWORD}`)}\nS: 235`,
    'AUTH PLAIN, response': `C: AUTH PLAIN\nS: 334\nC: ${base64(`\0user\0${PASSWORD}`)}\nS: 235`,
    'AUTH PLAIN, bare': `AUTH PLAIN ${base64(`\0user\0${PASSWORD}`)}\n235 ok`,
    'AUTH PLAIN, in clear': `C: AUTH PLAIN user ${PASSWORD}`,
    'AUTH PLAIN, with escapes': `C: AUTH PLAIN \\0user\\0${PASSWORD}`,
    'AUTH PLAIN, too much': `C: AUTH PLAIN user ${PASSWORD} again`,
    'AUTH LOGIN': `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dXNlcg==\nS: 334 UGFzc3dvcmQ6\nC: ${base64(PASSWORD)}\nS: 235`,
    'AUTH LOGIN, initial': `C: AUTH LOGIN dXNlcg==\nS: 334 UGFzc3dvcmQ6\nC: ${base64(PASSWORD)}\nS: 235`,
    'AUTH LOGIN, in clear': `C: AUTH LOGIN\nS: 334\nC: user\nS: 334\nC: ${PASSWORD}\nS: 235`,
    'AUTH LOGIN, on one line': `C: AUTH LOGIN user ${PASSWORD}`,
    'AUTH LOGIN, echoed': `C: AUTH LOGIN dXNlcg==\nS: 334 ${base64(`Password, not ${PASSWORD}`)}\nC: ${base64(PASSWORD)}\nS: 535 5.7.8 ${PASSWORD} is wrong`,
    XOAUTH2: `C: AUTH XOAUTH2 ${base64(bearer)}\nS: 235`,
    'XOAUTH2, malformed': `C: AUTH XOAUTH2 ${base64(`${bearer}, ${TOKEN}`)}\nS: 235`,
    OAUTHBEARER: `C: AUTH OAUTHBEARER ${base64(`n,a=user@example.com,\x01host=x\x01auth=Bearer ${TOKEN}\x01\x01`)}\nS: 334 ${base64(`{"status":"invalid_token","got":"${TOKEN}"}`)}\nC: AQ==\nS: 535`,
    'an unknown mechanism': `C: AUTH MINE ${base64(PASSWORD)}\nS: 334\nC: ${base64(TOKEN)}\nS: 235`,
    'a known mechanism, misused': `C: AUTH SCRAM-SHA-256 ${base64(`password=${PASSWORD}`)}\nS: 334\nC: ${base64(PASSWORD)}\nS: 235`,
    'DIGEST-MD5, misused': `C: AUTH DIGEST-MD5\nS: 334\nC: ${base64(`username="user",password="${PASSWORD}"`)}\nS: 235`,
    'CRAM-MD5, misused': `C: AUTH CRAM-MD5\nS: 334\nC: ${base64(`user ${PASSWORD}`)}\nS: 235`,
    $plain: `C: AUTH PLAIN {{$plain user "${PASSWORD}"}}\nS: 235`,
    $sasl: `C: AUTH PLAIN {{$sasl user "${PASSWORD}"}}\nS: 235`,
    $base64: `C: AUTH LOGIN\nS: 334\nC: {{$base64 user}}\nS: 334\nC: {{$base64 "${PASSWORD}"}}\nS: 235`,
    'a variable of the file': `@pw = ${PASSWORD}\n@all = x{{pw}}\n\n### A\nC: NOOP {{all}} {{pw}}\n\n### B\nC: AUTH PLAIN {{$plain user {{pw}}}}\nS: 235`,
    'a variable of the transcript': `### A\n@pw = ${PASSWORD}\n@cred = {{$plain user {{pw}}}}\nC: AUTH PLAIN {{cred}}\nS: 235`,
    'a variable with the base64': `@cred = ${base64(`\0user\0${PASSWORD}`)}\n\n### A\nC: AUTH PLAIN {{cred}}\nS: 235`,
    'a variable with a call': `@cred = {{$plain user "${PASSWORD}"}}\n\n### A\nC: NOOP {{cred}}\nS: 235`,
    '@secret': `# @secret mine\n@mine = ${PASSWORD}\n\n### A\nC: NOOP {{mine}}\nS: 250`,
    'the environment':
      '### A\nC: NOOP {{private}} {{public}}\nC: AUTH PLAIN {{$plain user {{public}}}}\nS: 235',
    'a message that repeats it': `C: AUTH PLAIN ${base64(`\0user\0${PASSWORD}`)}\nS: 235\nC: DATA\nS: 354\nC: Subject: =?utf-8?B?${base64(PASSWORD)}?=\nC: Content-Transfer-Encoding: base64\nC:\nC: .${PASSWORD}\nC: ${base64(`say ${PASSWORD}`)}\nC: .\nS: 250 queued as ${PASSWORD}`,
    'a parameter that repeats it': `C: AUTH PLAIN ${base64(`\0user\0${PASSWORD}`)}\nS: 235\nC: MAIL FROM:<a@example.com> ENVID=${PASSWORD.replace('#', '+23')}\nS: 250`,
    '@proxy': `# @proxy http://user:${PASSWORD.replace('#', '%23')}@proxy.example.com:3128\ntelnet mail.example.com 25\nC: NOOP ${PASSWORD}\nS: 250 ${PASSWORD}\nC: QUIT\nS: 221`,
    '@tls-passphrase': `# @tls-passphrase ${PASSWORD}\nC: NOOP\nS: 250 ${PASSWORD}`,
    'raw bytes': `C!: AUTH PLAIN ${base64(`\0user\0${PASSWORD}`)}\\r\\n\nS: 235`,
  };
  const workspace: Workspace = {
    ...EMPTY_WORKSPACE,
    environmentFiles: () =>
      Promise.resolve([
        {
          uri: 'file:///folder/smtp.private.env.json',
          text: JSON.stringify({ $shared: { private: PASSWORD } }),
        },
        { uri: 'file:///folder/smtp.env.json', text: JSON.stringify({ $shared: { public: PASSWORD } }) },
      ]),
  };
  const forms = [PASSWORD, TOKEN].flatMap((secret) => [secret, base64(secret), ...windows(secret)]);

  for (const [title, text] of Object.entries(documents)) {
    it(`shows none: ${title}`, async () => {
      const document = parse(text);
      let answers = 0;
      for (let offset = 0; offset <= text.length; offset++) {
        const shown = await hoverIn(document, offset, workspace);
        if (shown === undefined) continue;
        answers++;
        for (const form of forms)
          assert.ok(!shown.says.includes(form), `${form} at ${offset}: ${shown.says}`);
      }
      assert.ok(answers > 0);
      const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
      const enabled = { challenges: true, userNames: true, fileSizes: true, variables: true };
      const hints = JSON.stringify(await inlayHints(document, range, { uri: URI, workspace, enabled }));
      for (const form of forms) assert.ok(!hints.includes(form), hints);
    });
  }

  /** The letters that a text has in base64 wherever it stands in a longer one. */
  function windows(text: string): string[] {
    return ['x', 'xx'].map((before) => base64(before + text).slice(4, -4));
  }
});
