import assert from 'node:assert/strict';
import { announcedLimit, parseEhlo } from '../../../src/smtp/extensions';

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

  it('reads the limits of RFC 9422, and takes what is none for none', () => {
    const limit = (name: string, ...lines: string[]): number | undefined =>
      announcedLimit(parseEhlo(['x', ...lines]), name);
    const line = 'limits mailmax=5 RCPTMAX=0 RCPTMAX=100 RCPTDOMAINMAX=1000000 OTHER RCPTMAX';
    assert.equal(limit('MAILMAX', line), 5);
    assert.equal(limit('RCPTMAX', line), 100);
    for (const name of ['RCPTDOMAINMAX', 'OTHER', 'MAILMA']) assert.equal(limit(name, line), undefined, name);
    assert.equal(limit('MAILMAX', 'SIZE', 'MAILMAX=5'), undefined);
  });
});
