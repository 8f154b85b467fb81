import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { createSasl, mechanismSteps, type SaslStep } from '../../../../src/smtp/sasl';

const text = (step: SaslStep | undefined) =>
  step?.kind === 'response' ? Buffer.from(step.bytes).toString() : step;
const isError = (step: SaslStep | undefined, message: RegExp) => {
  assert.ok(step?.kind === 'error');
  assert.match(step.message, message);
};

describe('smtp/sasl', () => {
  const credentials = { user: 'usér', password: 'pass word' };

  it('knows its mechanisms in any case and no others', () => {
    assert.equal(createSasl('cram-md5', credentials)?.mechanism, 'CRAM-MD5');
    for (const name of ['', 'GSSAPI', 'SCRAM-SHA-256', 'toString'])
      assert.equal(createSasl(name, credentials), undefined, name);
  });

  it('PLAIN sends both in one message', () => {
    const client = createSasl('PLAIN', credentials);
    assert.equal(client?.hasInitialResponse, true);
    assert.equal(text(client.step(undefined)), '\0usér\0pass word');
    isError(client.step(new Uint8Array()), /PLAIN is finished/);
    assert.equal(text(createSasl('PLAIN', { user: 'a', password: '' })?.step(new Uint8Array())), '\0a\0');
  });

  it('PLAIN refuses a NUL, which would shift the fields', () => {
    isError(createSasl('PLAIN', { user: 'a\0b', password: 'c' })?.step(undefined), /user that holds a NUL/);
    isError(
      createSasl('PLAIN', { user: 'a', password: 'c\0' })?.step(undefined),
      /password that holds a NUL/,
    );
  });

  it('LOGIN answers user, then password, whatever it is asked', () => {
    const client = createSasl('LOGIN', credentials);
    assert.equal(client?.hasInitialResponse, false);
    assert.equal(text(client.step(Buffer.from('Password:'))), 'usér');
    assert.equal(text(client.step(Buffer.from('???'))), 'pass word');
    isError(client.step(new Uint8Array()), /LOGIN is finished/);
    const initial = createSasl('LOGIN', credentials);
    assert.equal(text(initial?.step(undefined)), 'usér');
    assert.equal(text(initial?.step(Buffer.from('Password:'))), 'pass word');
  });

  it('CRAM-MD5 gives the digest of RFC 2195 section 2', () => {
    const client = createSasl('CRAM-MD5', { user: 'tim', password: 'tanstaaftanstaaf' });
    assert.equal(client?.hasInitialResponse, false);
    isError(client.step(undefined), /no initial response/);
    const challenge = Buffer.from('<1896.697170952@postoffice.reston.mci.net>');
    assert.equal(text(client.step(challenge)), 'tim b913a602c7eda7a495b4e6e7334d3890');
    isError(client.step(challenge), /CRAM-MD5 is finished/);
  });

  it('CRAM-MD5 takes a key longer than a block, and one in UTF-8', () => {
    // A key longer than MD5's block of 64 octets is hashed first (RFC 2104 section 2), so both make the same digest.
    const challenge = Buffer.from('x');
    const key = 'k'.repeat(80);
    const long = text(createSasl('CRAM-MD5', { user: 'u', password: key })?.step(challenge));
    assert.equal(
      long,
      `u ${createHmac('md5', createHash('md5').update(key).digest()).update(challenge).digest('hex')}`,
    );
    // RFC 2202 section 2, test case 2.
    const jefe = createSasl('CRAM-MD5', { user: 'ü', password: 'Jefe' });
    assert.equal(
      text(jefe?.step(Buffer.from('what do ya want for nothing?'))),
      'ü 750c783e6ab0b503eaa86e310a5db738',
    );
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

  it('steps as often as it says', () => {
    for (const name of ['PLAIN', 'LOGIN', 'CRAM-MD5']) {
      const client = createSasl(name, credentials);
      let lines = 0;
      while (client?.step(Buffer.from('challenge')).kind === 'response') lines++;
      assert.equal(lines, mechanismSteps(name, false), name);
    }
  });
});
