import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { createSasl, explainUnknown, needsPassword } from '../../../../src/smtp/sasl';
import { mechanismSteps } from '../../../../src/smtp/sasl/steps';
import { isRefused, text } from './steps';

/** All that are built in. */
const NAMES = [
  'PLAIN', 'LOGIN', 'CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS',
  'SCRAM-SHA-512', 'SCRAM-SHA-512-PLUS', 'XOAUTH2', 'OAUTHBEARER', 'EXTERNAL', 'ANONYMOUS',
]; // prettier-ignore

describe('smtp/sasl', () => {
  const credentials = { user: 'usér', password: 'pass word' };

  it('knows its mechanisms in any case and no others', () => {
    for (const name of NAMES) {
      assert.equal(createSasl(name, credentials)?.mechanism, name);
      assert.equal(createSasl(name.toLowerCase(), credentials)?.mechanism, name);
    }
    for (const name of ['', 'GSSAPI', 'NTLM', 'SCRAM-SHA-3', 'SCRAM-', 'toString'])
      assert.equal(createSasl(name, credentials), undefined, name);
  });

  it('says which it knows, and why it does not know some', () => {
    const known = explainUnknown('FOO');
    assert.match(known, /^\$sasl does not know the mechanism FOO: it knows PLAIN, LOGIN, .+ and ANONYMOUS$/);
    for (const name of NAMES) assert.ok(known.includes(name), name);
    assert.match(explainUnknown('ntlm'), /does not know the mechanism ntlm: it needs MD4/);
    assert.match(explainUnknown('GSSAPI'), /Kerberos of the system\. Use PLAIN, LOGIN or XOAUTH2 over TLS/);
  });

  it('knows which can do without a password', () => {
    const without = NAMES.filter((name) => !needsPassword(name));
    assert.deepEqual(without, ['EXTERNAL', 'ANONYMOUS']);
    assert.equal(needsPassword('external'), false);
    assert.equal(needsPassword('UNKNOWN'), true);
  });

  it('knows which speak first', () => {
    const usual = NAMES.filter((name) => createSasl(name, credentials)?.initialResponse === 'usual');
    assert.deepEqual(
      NAMES.filter((name) => !usual.includes(name)),
      ['LOGIN', 'CRAM-MD5', 'DIGEST-MD5'],
    );
    assert.equal(createSasl('LOGIN', credentials)?.initialResponse, 'possible');
    assert.equal(createSasl('CRAM-MD5', credentials)?.initialResponse, 'none');
    assert.equal(createSasl('DIGEST-MD5', credentials)?.initialResponse, 'none');
  });

  it('PLAIN sends both in one message', async () => {
    const client = createSasl('PLAIN', credentials);
    assert.equal(text(await client?.step(undefined)), '\0usér\0pass word');
    isRefused(await client?.step(new Uint8Array()), /PLAIN is finished/);
    const empty = createSasl('PLAIN', { user: 'a', password: '' });
    assert.equal(text(await empty?.step(new Uint8Array())), '\0a\0');
  });

  it('PLAIN sends what RFC 4616 section 4 has, with an identity to act for and without one', async () => {
    const tim = createSasl('PLAIN', { user: 'tim', password: 'tanstaaftanstaaf' });
    assert.equal(text(await tim?.step(undefined)), '\0tim\0tanstaaftanstaaf');
    const kurt = createSasl('PLAIN', { user: 'Kurt', password: 'xipj3plmq', authzid: 'Ursel' });
    assert.equal(text(await kurt?.step(undefined)), 'Ursel\0Kurt\0xipj3plmq');
    // The last example's password is the Chinese for “correct”: it goes out as it is.
    const chinese = createSasl('PLAIN', { user: '\u6b63', password: '\u78ba' });
    assert.equal(text(await chinese?.step(undefined)), '\0\u6b63\0\u78ba');
  });

  it('PLAIN refuses a NUL, which would shift the fields, and does not repeat what holds it', async () => {
    const refused = async (user: string, password: string, authzid: string): Promise<unknown> =>
      createSasl('PLAIN', { user, password, authzid })?.step(undefined);
    assert.deepEqual(await refused('a\0b', 'c', ''), {
      kind: 'error',
      message: 'PLAIN cannot send a user that holds a NUL.',
    });
    assert.deepEqual(await refused('a', 'c\0', ''), {
      kind: 'error',
      message: 'PLAIN cannot send a password that holds a NUL.',
    });
    assert.deepEqual(await refused('a', 'c', '\0'), {
      kind: 'error',
      message: 'PLAIN cannot send an identity that holds a NUL.',
    });
  });

  it('LOGIN answers user, then password, whatever it is asked', async () => {
    const client = createSasl('LOGIN', credentials);
    assert.equal(client?.readsChallenges, false);
    assert.equal(text(await client.step(Buffer.from('Password:'))), 'usér');
    assert.equal(text(await client.step(Buffer.from('???'))), 'pass word');
    isRefused(await client.step(new Uint8Array()), /LOGIN is finished/);
    const initial = createSasl('LOGIN', credentials);
    assert.equal(text(await initial?.step(undefined)), 'usér');
    assert.equal(text(await initial?.step(Buffer.from('Password:'))), 'pass word');
  });

  it('CRAM-MD5 gives the digest of RFC 2195 section 2', async () => {
    const challenge = Buffer.from('<1896.697170952@postoffice.reston.mci.net>');
    const client = createSasl('CRAM-MD5', { user: 'tim', password: 'tanstaaftanstaaf' });
    const step = await client?.step(challenge);
    assert.equal(text(step), 'tim b913a602c7eda7a495b4e6e7334d3890');
    assert.deepEqual(step?.kind === 'response' && step.secrets, ['b913a602c7eda7a495b4e6e7334d3890']);
    isRefused(await client?.step(challenge), /CRAM-MD5 is finished/);
  });

  it('CRAM-MD5 needs a challenge', async () => {
    isRefused(await createSasl('CRAM-MD5', credentials)?.step(undefined), /no initial response/);
    isRefused(await createSasl('CRAM-MD5', credentials)?.step(new Uint8Array()), /an empty one/);
  });

  it('CRAM-MD5 takes a key longer than a block, and one in UTF-8', async () => {
    // A key longer than MD5's block of 64 octets is hashed first (RFC 2104 section 2), so both make the same digest.
    const challenge = Buffer.from('x');
    const key = 'k'.repeat(80);
    const long = await createSasl('CRAM-MD5', { user: 'u', password: key })?.step(challenge);
    assert.equal(
      text(long),
      `u ${createHmac('md5', createHash('md5').update(key).digest()).update(challenge).digest('hex')}`,
    );
    // RFC 2202 section 2, test case 2.
    const jefe = createSasl('CRAM-MD5', { user: 'ü', password: 'Jefe' });
    assert.equal(
      text(await jefe?.step(Buffer.from('what do ya want for nothing?'))),
      'ü 750c783e6ab0b503eaa86e310a5db738',
    );
  });

  it('EXTERNAL sends the identity to act for, or nothing', async () => {
    const send = async (user: string, authzid?: string): Promise<string | undefined> => {
      const identity = authzid === undefined ? {} : { authzid };
      return text(await createSasl('EXTERNAL', { user, password: '', ...identity })?.step(undefined));
    };
    assert.equal(await send(''), '');
    assert.equal(await send('fred@example.com'), 'fred@example.com');
    assert.equal(await send('', 'fred@example.com'), 'fred@example.com');
    assert.match((await send('a\0b')) ?? '', /holds a NUL/);
    const client = createSasl('EXTERNAL', { user: '', password: '' });
    assert.equal(text(await client?.step(new Uint8Array())), '');
    isRefused(await client?.step(new Uint8Array()), /EXTERNAL is finished/);
  });

  it('ANONYMOUS sends the trace of RFC 4505 section 3, if there is one', async () => {
    const send = async (user: string): Promise<string | undefined> =>
      text(await createSasl('ANONYMOUS', { user, password: '' })?.step(undefined));
    assert.equal(await send('sirhc'), 'sirhc');
    assert.equal(await send(''), '');
    assert.equal(await send('é'.repeat(255)), 'é'.repeat(255));
    assert.match((await send('é'.repeat(256))) ?? '', /at most 255 characters/);
    assert.match((await send('a\tb')) ?? '', /control character/);
  });

  it('answers no challenge that is longer than SMTP allows', async () => {
    for (const name of NAMES) {
      const client = createSasl(name, credentials);
      isRefused(await client?.step(Buffer.alloc(9217, '<')), /has 9217 octets; with more than 9216/);
      isRefused(await client?.step(Buffer.from('<1@x>')), /was given up/);
    }
  });

  it('accepts a 235 where the server has nothing to prove', () => {
    for (const name of ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER', 'EXTERNAL', 'ANONYMOUS'])
      assert.deepEqual(createSasl(name, credentials)?.verify('2.7.0 Ok'), { kind: 'accepted' }, name);
  });

  it('says how many lines of the client follow the AUTH line', () => {
    const cases: [string, number | undefined, number | undefined][] = [
      ['PLAIN', 1, 0], ['login', 2, 1], ['CRAM-MD5', 1, 1], ['SCRAM-SHA-1', 3, 2], ['scram-sha-256-plus', 3, 2], ['XOAUTH2', 1, 0],
      ['OAUTHBEARER', 1, 0], ['EXTERNAL', 1, 0], ['ANONYMOUS', 1, 0], ['DIGEST-MD5', 2, 2], ['NTLM', 2, 1],
      ['GSSAPI', undefined, undefined], ['', undefined, undefined],
    ]; // prettier-ignore
    for (const [name, without, withInitial] of cases) {
      assert.deepEqual(
        [mechanismSteps(name, false), mechanismSteps(name, true)],
        [without, withInitial],
        name,
      );
    }
  });

  it('steps as often as it says', async () => {
    for (const name of ['PLAIN', 'LOGIN', 'CRAM-MD5', 'EXTERNAL', 'ANONYMOUS']) {
      const client = createSasl(name, credentials);
      let lines = 0;
      while ((await client?.step(Buffer.from('challenge')))?.kind === 'response') lines++;
      assert.equal(lines, mechanismSteps(name, false), name);
    }
  });

  it('whatever a server asks, it answers or refuses, and comes to an end; it never tells the password', async () => {
    const password = 'wachtwoord-7f3';
    const pieces = fc.constantFrom(
      'r=abc', 'r=', 'r=abcdef', ',', '=', 's=c2FsdA==', 's=', 'i=4096', 'i=1', 'i=999999999999', 'v=AAAA', 'e=invalid-proof', 'm=x', '"', '\\',
      'nonce="n"', 'qop="auth"', 'algorithm=md5-sess', 'charset=utf-8', 'realm="r"', 'rspauth=00', '{"status":"401"}', '[[[', '\0', '\x01', '\xff',
    ); // prettier-ignore
    const challenge = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(pieces, { maxLength: 12 })
        .map((parts) => Uint8Array.from(Buffer.from(parts.join(''), 'latin1'))),
      fc.array(pieces, { maxLength: 12 }).map((parts) => Uint8Array.from(Buffer.from(parts.join(',')))),
    );
    const property = fc.asyncProperty(
      fc.constantFrom(...NAMES),
      fc.array(challenge, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (name, challenges, speaksFirst) => {
        const client = createSasl(
          name,
          { user: 'user', password },
          { nonce: () => 'abc', channelBinding: { type: 'tls-exporter', data: new Uint8Array(32) } },
        );
        assert.ok(client !== undefined);
        let answered = 0;
        for (const bytes of [...(speaksFirst ? [undefined] : []), ...challenges]) {
          const step = await client.step(bytes);
          if (step.kind === 'response') answered++;
          else assert.ok(!step.message.includes(password), step.message);
        }
        assert.ok(answered <= 3, `${name} answered ${answered} times`);
        for (const bytes of challenges) {
          const verdict = client.verify(Buffer.from(bytes).toString('base64'));
          const said = verdict.kind === 'error' ? verdict.message : (verdict.note?.message ?? '');
          assert.ok(!said.includes(password), said);
        }
      },
    );
    await fc.assert(property, { numRuns: 600 });
  });
});
