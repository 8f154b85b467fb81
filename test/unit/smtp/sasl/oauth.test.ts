import assert from 'node:assert/strict';
import { createSasl, type SaslStep } from '../../../../src/smtp/sasl';
import { isRefused, text } from './steps';

const token = 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==';
const note = (step: SaslStep | undefined): string | undefined =>
  step?.kind === 'response' ? step.note?.message : undefined;

describe('smtp/sasl OAuth', () => {
  it('OAUTHBEARER sends the message of RFC 7628 section 4.1', async () => {
    const sasl = createSasl(
      'OAUTHBEARER',
      { user: 'user@example.com', password: token },
      { host: 'server.example.com', port: 587 },
    );
    const step = await sasl?.step(undefined);
    assert.equal(
      text(step),
      `n,a=user@example.com,\x01host=server.example.com\x01port=587\x01auth=Bearer ${token}\x01\x01`,
    );
    assert.equal(
      step?.kind === 'response' && Buffer.from(step.bytes).toString('base64'),
      'bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB',
    );
  });

  it('OAUTHBEARER leaves out what it does not know, and escapes the user', async () => {
    const send = async (user: string): Promise<string | undefined> =>
      text(await createSasl('OAUTHBEARER', { user, password: 't' })?.step(undefined));
    assert.equal(await send(''), 'n,,\x01auth=Bearer t\x01\x01');
    assert.equal(await send('a,b=c'), 'n,a=a=2Cb=3Dc,\x01auth=Bearer t\x01\x01');
  });

  it('OAUTHBEARER answers the error of RFC 7628 section 4.3 with U+0001, and tells it', async () => {
    const sasl = createSasl('OAUTHBEARER', { user: 'u', password: token });
    await sasl?.step(undefined);
    const step = await sasl?.step(
      Buffer.from(
        '{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"}',
      ),
    );
    assert.equal(text(step), '\x01');
    assert.equal(
      note(step),
      'The server refused the token: invalid_token (it has expired, was revoked, or is not meant for this server), scope example_scope, openid-configuration https://example.com/.well-known/openid-configuration',
    );
    isRefused(await sasl?.step(new Uint8Array()), /OAUTHBEARER is finished/);
  });

  it('XOAUTH2 sends the message of Google’s documentation', async () => {
    const user = 'someuser@example.com';
    const sasl = createSasl('XOAUTH2', { user, password: 'vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==' });
    const step = await sasl?.step(undefined);
    assert.equal(
      step?.kind === 'response' && Buffer.from(step.bytes).toString('base64'),
      'dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB2RjlkZnQ0cW1UYzJOdmIzUmxja0JoZEhSaGRtbHpkR0V1WTI5dENnPT0BAQ==',
    );
  });

  it('XOAUTH2 answers an error with nothing, and tells it', async () => {
    const answer = async (challenge: string | Uint8Array): Promise<SaslStep | undefined> => {
      const sasl = createSasl('XOAUTH2', { user: 'u', password: token });
      await sasl?.step(new Uint8Array());
      return sasl?.step(Buffer.from(challenge));
    };
    const google = await answer('{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}');
    assert.equal(text(google), '');
    assert.equal(
      note(google),
      'The server refused the token: 401 (the token has expired, or is not meant for this user), schemes bearer mac, scope https://mail.google.com/',
    );
    assert.equal(note(await answer('go away')), 'The server refused the token: “go away”');
    assert.equal(note(await answer('"x"')), 'The server refused the token: “"x"”');
    assert.equal(note(await answer('{}')), 'The server refused the token: “{}”');
    assert.equal(note(await answer('{"status":{"a":1}}')), 'The server refused the token: {"a":1}');
    for (const silent of ['', Uint8Array.of(0xff)])
      assert.equal(note(await answer(silent)), 'The server refused the token, and does not say why.');
  });

  it('does not let a server fill the screen', async () => {
    for (const challenge of [
      `{"status":"${'x'.repeat(9000)}"}`,
      'x'.repeat(9000),
      `{${Array.from({ length: 500 }, (_, at) => `"k${at}":${'['.repeat(2)}${']'.repeat(2)}`).join(',')}}`,
      '['.repeat(9000),
      `{"a":${'['.repeat(4000)}${']'.repeat(4000)}}`,
    ]) {
      const sasl = createSasl('XOAUTH2', { user: 'u', password: token });
      await sasl?.step(undefined);
      const said = note(await sasl?.step(Buffer.from(challenge))) ?? '';
      assert.match(said, /^The server refused the token: /);
      assert.ok(said.length < 4000, String(said.length));
    }
  });

  it('refuses what would end a field or is no token, without repeating it', async () => {
    for (const name of ['XOAUTH2', 'OAUTHBEARER']) {
      const refused = async (user: string, password: string): Promise<SaslStep | undefined> =>
        createSasl(name, { user, password })?.step(undefined);
      isRefused(await refused('a\x01b', 't'), /user name that holds a control character/);
      isRefused(await refused('a', ''), /needs an access token/);
      isRefused(await refused('a', 'Bearer geheim'), /^The access token is given without the word Bearer\.$/);
      for (const password of ['ge heim', 'geheim\x01', 'geheim\n', 'gehéim'])
        isRefused(
          await refused('a', password),
          /^The access token holds a character that none has: RFC 6750/,
        );
    }
  });
});
