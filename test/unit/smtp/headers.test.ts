import assert from 'node:assert/strict';
import { parseContentType } from '../../../src/smtp/contentType';
import { findHeader, HEADERS } from '../../../src/smtp/headers';

describe('the table of header fields', () => {
  it('has each field once, found in any case', () => {
    assert.equal(new Set(HEADERS.map(({ name }) => name.toLowerCase())).size, HEADERS.length);
    for (const info of HEADERS) {
      assert.equal(findHeader(info.name.toUpperCase()), info);
      assert.match(info.name, /^[A-Za-z][A-Za-z-]*$/);
      assert.match(info.summary, /\.$/);
      assert.ok(info.rfc.length > 0);
    }
    assert.equal(findHeader('X-Nobody'), undefined);
  });

  it('has the fields that RFC 5322 section 3.6 limits to one', () => {
    const limited = 'From Sender Reply-To To Cc Bcc Message-ID In-Reply-To References Subject Date'.split(
      ' ',
    );
    for (const name of limited) assert.equal(findHeader(name)?.count, 'one', name);
    for (const name of ['Received', 'Comments', 'Keywords', 'Resent-From'])
      assert.equal(findHeader(name)?.count, 'many', name);
  });

  it('has usual values that are what they say', () => {
    for (const value of findHeader('Content-Type')?.values ?? []) assert.ok(parseContentType(value), value);
    // RFC 2045 section 6.1.
    assert.deepEqual([...(findHeader('Content-Transfer-Encoding')?.values ?? [])].sort(), [
      '7bit',
      '8bit',
      'base64',
      'binary',
      'quoted-printable',
    ]);
    assert.equal(findHeader('date')?.kind, 'date');
    assert.equal(findHeader('message-id')?.kind, 'message-id');
    assert.equal(findHeader('from')?.kind, 'addresses');
  });
});
