import assert from 'node:assert/strict';
import { parseEhlo } from '../../../src/smtp/extensions';

describe('smtp/extensions', () => {
  it('reads an EHLO reply', () => {
    const { domain, keywords } = parseEhlo([
      'mail.example.com Hello client [192.0.2.7]', 'PIPELINING', 'size 10240000', 'AUTH PLAIN LOGIN', 'AUTH=PLAIN CRAM-MD5',
      '8BITMIME ', '', '  LIMITS RCPTMAX=20  MAILMAX=5', 'HELP',
    ]); // prettier-ignore
    assert.equal(domain, 'mail.example.com');
    assert.deepEqual(
      [...keywords],
      [
        ['PIPELINING', []],
        ['SIZE', ['10240000']],
        ['AUTH', ['PLAIN', 'LOGIN', 'CRAM-MD5']],
        ['8BITMIME', []],
        ['LIMITS', ['RCPTMAX=20', 'MAILMAX=5']],
        ['HELP', []],
      ],
    );
  });

  it('reads the old AUTH form alone, and names that an object would trip over', () => {
    assert.deepEqual(parseEhlo(['x', 'auth=login plain']).keywords.get('AUTH'), ['login', 'plain']);
    assert.deepEqual(parseEhlo(['x', '__proto__ a', 'constructor']).keywords.get('__PROTO__'), ['a']);
    assert.deepEqual(parseEhlo([]), { domain: '', keywords: new Map() });
    assert.equal(parseEhlo(['']).domain, '');
  });
});
