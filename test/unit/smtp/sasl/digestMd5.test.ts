import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createSasl, type SaslClient, type SaslOptions } from '../../../../src/smtp/sasl';
import { isRefused, text } from './steps';

const CHALLENGE =
  'realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8';

function client(
  options: SaslOptions = {},
  credentials = { user: 'chris', password: 'secret' } as {
    user: string;
    password: string;
    authzid?: string;
  },
): SaslClient {
  const made = createSasl('DIGEST-MD5', credentials, {
    nonce: () => 'OA6MHXh6VqTrRk',
    service: 'imap',
    host: 'elwood.innosoft.com',
    ...options,
  });
  assert.ok(made !== undefined);
  return made;
}

async function answer(challenge: string | Uint8Array, sasl = client()): Promise<string | undefined> {
  return text(await sasl.step(Buffer.from(challenge)));
}

describe('smtp/sasl DIGEST-MD5', () => {
  it('exchanges the messages of RFC 2831 section 4 for IMAP', async () => {
    const sasl = client();
    const step = await sasl.step(Buffer.from(CHALLENGE));
    assert.equal(
      text(step),
      'charset=utf-8,username="chris",realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",nc=00000001,cnonce="OA6MHXh6VqTrRk",digest-uri="imap/elwood.innosoft.com",response=d388dad90d4bbd760a152321f2143af7,qop=auth',
    );
    assert.ok(step.kind === 'response');
    assert.deepEqual(step.secrets, ['d388dad90d4bbd760a152321f2143af7', 'ea40f60335c427b5527b84dbabcdfffd']);
    assert.match(step.note?.message ?? '', /obsolete \(RFC 6331\)/);
    const last = await sasl.step(Buffer.from('rspauth=ea40f60335c427b5527b84dbabcdfffd'));
    assert.equal(text(last), '');
    assert.match((last.kind === 'response' && last.note?.message) || '', /rspauth is right/);
    assert.deepEqual(sasl.verify('2.7.0 Ok'), { kind: 'accepted' });
    isRefused(await sasl.step(new Uint8Array()), /DIGEST-MD5 is finished/);
  });

  it('exchanges the messages of RFC 2831 section 4 for ACAP', async () => {
    const sasl = client({ service: 'acap', nonce: () => 'OA9BSuZWMSpW8m' });
    const challenge =
      'realm="elwood.innosoft.com",nonce="OA9BSXrbuRhWay",qop="auth",algorithm=md5-sess,charset=utf-8';
    assert.match(
      (await answer(challenge, sasl)) ?? '',
      /response=6084c6db3fede7352c551284490fd0fc,qop=auth$/,
    );
    assert.equal(await answer('rspauth=2f0b3d7c3c2e486600ef710726aa2eae', sasl), '');
  });

  it('tells for whom it acts, and signs it', async () => {
    const sasl = client({}, { user: 'chris', password: 'secret', authzid: 'root' });
    const sent = (await answer(CHALLENGE, sasl)) ?? '';
    assert.match(sent, /,authzid="root"$/);
    const md5 = (content: string | Buffer): Buffer => createHash('md5').update(content).digest();
    const a1 = md5(
      Buffer.concat([
        md5('chris:elwood.innosoft.com:secret'),
        Buffer.from(':OA6MG9tEQGm2hh:OA6MHXh6VqTrRk:root'),
      ]),
    ).toString('hex');
    const a2 = md5('AUTHENTICATE:imap/elwood.innosoft.com').toString('hex');
    const digest = md5(`${a1}:OA6MG9tEQGm2hh:00000001:OA6MHXh6VqTrRk:auth:${a2}`).toString('hex');
    assert.ok(sent.includes(`response=${digest},`), sent);
  });

  it('names the service smtp, quotes what it has to, and can do without a realm', async () => {
    const sasl = createSasl(
      'DIGEST-MD5',
      { user: 'a"b\\c', password: 'p' },
      { nonce: () => 'n', host: 'mail.example' },
    );
    assert.match(
      (await answer('nonce="x\\"y",algorithm=md5-sess', sasl)) ?? '',
      /^username="a\\"b\\\\c",nonce="x\\"y",nc=00000001,cnonce="n",digest-uri="smtp\/mail\.example",response=/,
    );
  });

  it('sends UTF-8 where the server reads it, hashed as ISO 8859-1 if that holds it', async () => {
    const response = async (charset: string, user: string): Promise<Buffer> => {
      const sasl = client({}, { user, password: 'p' });
      const step = await sasl.step(Buffer.from(`nonce="n",algorithm=md5-sess${charset}`));
      assert.ok(step.kind === 'response');
      return Buffer.from(step.bytes);
    };
    const utf8 = await response(',charset=utf-8', 'é');
    const latin1 = await response('', 'é');
    assert.ok(utf8.includes(Buffer.from('username="é"')));
    assert.ok(latin1.includes(Buffer.from('username="é"', 'latin1')));
    const digest = (bytes: Buffer): string | undefined =>
      /response=(\w+)/.exec(bytes.toString('latin1'))?.[1];
    assert.equal(digest(utf8), digest(latin1));
    assert.match(
      (await answer('nonce="n",algorithm=md5-sess', client({}, { user: '€', password: 'p' }))) ?? '',
      /does not read UTF-8, and the user name needs it/,
    );
  });

  it('refuses a challenge that is not to be answered', async () => {
    const cases: readonly (readonly [challenge: string | Uint8Array, words: RegExp])[] = [
      ['', /lacks a nonce/],
      ['qop="auth",algorithm=md5-sess', /lacks a nonce/],
      ['nonce="",algorithm=md5-sess', /lacks a nonce/],
      ['nonce="a",nonce="b",algorithm=md5-sess', /has the directive nonce twice/],
      ['nonce="a",algorithm=md5-sess,algorithm=md5-sess', /has the directive algorithm twice/],
      ['nonce="a"', /does not name the algorithm md5-sess/],
      ['nonce="a",algorithm=md5', /does not name the algorithm md5-sess/],
      ['nonce="a",algorithm=md5-sess,qop="auth-conf"', /wants a protection of the connection/],
      ['nonce="a",algorithm=md5-sess,charset=latin1', /another charset/],
      ['nonce="a,algorithm=md5-sess', /is not a list of directives/],
      ['<123@example>', /is not a list of directives/],
      [Uint8Array.of(0, 255, 0), /is not a list of directives/],
    ];
    for (const [challenge, words] of cases) assert.match((await answer(challenge)) ?? '', words);
    assert.match(
      (await answer(',, nonce="a" , ,algorithm=md5-sess,x=y,', client())) ?? '',
      /^username="chris"/,
    );
    isRefused(await client().step(undefined), /no initial response/);
    isRefused(
      await client({}, { user: 'a', password: 'geheim\n' }).step(Buffer.from(CHALLENGE)),
      /^DIGEST-MD5 cannot send a password with a control character\.$/,
    );
  });

  it('does not trust a server that does not prove itself', async () => {
    for (const [challenge, words] of [
      ['rspauth=ea40f60335c427b5527b84dbabcdfffe', /rspauth is wrong/],
      ['rspauth=', /lacks rspauth/],
      ['rspauth=00', /rspauth is wrong/],
      ['', /lacks rspauth/],
      [CHALLENGE, /lacks rspauth/],
    ] as const) {
      const sasl = client();
      await sasl.step(Buffer.from(CHALLENGE));
      isRefused(await sasl.step(Buffer.from(challenge)), words);
      assert.equal(sasl.verify('Ok').kind, 'error');
    }
    const sasl = client();
    await sasl.step(Buffer.from(CHALLENGE));
    const verdict = sasl.verify('2.7.0 Ok');
    assert.match(verdict.kind === 'error' ? verdict.message : '', /without rspauth/);
    const right = Buffer.from('rspauth=ea40f60335c427b5527b84dbabcdfffd').toString('base64');
    assert.equal(sasl.verify(`2.7.0 ${right}`).kind, 'accepted');
  });
});
