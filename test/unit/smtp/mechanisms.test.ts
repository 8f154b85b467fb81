import assert from 'node:assert/strict';
import { findMechanism, MECHANISMS } from '../../../src/smtp/mechanisms';

describe('smtp/mechanisms', () => {
  it('finds a mechanism in any case', () => {
    assert.equal(findMechanism('scram-sha-256')?.rfc, 'RFC 7677');
    assert.equal(findMechanism('SCRAM'), undefined);
  });

  it('knows which ones give the password away', () => {
    const clear = MECHANISMS.filter(({ reveals }) => reveals === 'clear').map(({ name }) => name);
    assert.deepEqual(clear, ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']);
  });

  it('has a whole sentence and a source for each, and no name twice', () => {
    for (const { name, summary, rfc } of MECHANISMS) {
      assert.match(name, /^[A-Z\d_-]+$/);
      assert.match(summary, /^[A-Z].*\.$/, name);
      assert.notEqual(rfc, '', name);
    }
    assert.equal(new Set(MECHANISMS.map(({ name }) => name)).size, MECHANISMS.length);
  });
});
