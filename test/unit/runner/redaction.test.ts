import assert from 'node:assert/strict';
import { MASK, Redactor } from '../../../src/runner/redaction';

const PASSWORD = 'Tr0ub4dor&3';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('Redactor', () => {
  it('masks a secret wherever it stands', () => {
    assert.equal(knowing(PASSWORD).mask(`a ${PASSWORD}${PASSWORD} b`), `a ${MASK}${MASK} b`);
  });

  it('masks all of the base64 that holds a secret, on each of its three alignments', () => {
    const redactor = knowing(PASSWORD);
    for (const before of ['', '\0', 'xy', '\0user\0', '\0users\0', '\0userss\0'])
      for (const after of ['', '\n', 'zz', 'more text'])
        assert.equal(redactor.mask(`got ${base64(before + PASSWORD + after)}.`), `got ${MASK}.`);
  });

  it('masks base64 without padding, of the URL alphabet, and of short passwords', () => {
    const redactor = knowing('abc', '~~~???>>>');
    assert.equal(redactor.mask(base64('\0u\0abc').replace(/=+$/, '')), MASK);
    assert.equal(redactor.mask(Buffer.from('~~~???>>>').toString('base64url')), MASK);
  });

  it('masks secrets that overlap as one', () => {
    assert.equal(knowing('abcdef', 'defghi').mask('<abcdefghi>'), `<${MASK}>`);
    assert.equal(knowing('word', 'password').mask('password word'), `${MASK} ${MASK}`);
  });

  it('does not look for a secret of one or two characters elsewhere', () => {
    assert.equal(knowing('a', 'ab', '').mask('abracadabra'), 'abracadabra');
  });

  it('takes the password out of what an AUTH exchange sends', () => {
    const redactor = new Redactor();
    redactor.addCredential(base64(`\0john\0${PASSWORD}`), 'both');
    redactor.addCredential(base64('user=john\x01auth=Bearer t0ken.value\x01\x01'), 'both');
    redactor.addCredential('john Hunter2 and-more', 'both');
    for (const text of [PASSWORD, base64(PASSWORD), base64(`\0john\0${PASSWORD}`), 't0ken.value', 'and-more'])
      assert.equal(redactor.mask(text), MASK);
    assert.equal(redactor.mask('Hunter2 and-more'), MASK);
    assert.equal(redactor.mask('250 john@example.test'), '250 john@example.test');
  });

  it('takes a password in clear for one, and leaves a user name in clear alone', () => {
    const redactor = new Redactor();
    redactor.addCredential('postmaster', 'user');
    redactor.addCredential(base64('john.doe@example.test'), 'user');
    redactor.addCredential('hunter2', 'password');
    assert.equal(redactor.mask('<postmaster@example.test>'), '<postmaster@example.test>');
    assert.equal(redactor.mask(base64('john.doe@example.test')), MASK);
    assert.equal(redactor.mask('hunter2'), MASK);
    redactor.addCredential('*', 'both');
    assert.equal(redactor.mask('a * b'), 'a * b');
  });

  it('needs time in proportion to the text', () => {
    const redactor = knowing(PASSWORD, 'aaa');
    const text = 'A'.repeat(1_000_000);
    const began = performance.now();
    assert.equal(redactor.mask(text), text);
    assert.ok(performance.now() - began < 1_000);
  });
});

function knowing(...secrets: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}
