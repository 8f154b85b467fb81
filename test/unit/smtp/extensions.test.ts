import assert from 'node:assert/strict';
import { EXTENSIONS, extensionsOfParameter, findExtension, parseEhlo } from '../../../src/smtp/extensions';

describe('smtp/extensions', () => {
  it('finds extensions by keyword in any case', () => {
    assert.deepEqual(findExtension('dsn'), {
      keyword: 'DSN',
      title: 'Delivery status notifications',
      rfc: 'RFC 3461',
      mailParameters: ['RET', 'ENVID'],
      rcptParameters: ['NOTIFY', 'ORCPT'],
      commands: [],
    });
    assert.deepEqual(findExtension('CHUNKING')?.commands, ['BDAT']);
    assert.equal(findExtension('XNOTHING'), undefined);
  });

  it('has complete rows and no keyword twice', () => {
    assert.equal(new Set(EXTENSIONS.map((info) => info.keyword)).size, EXTENSIONS.length);
    for (const info of EXTENSIONS) {
      assert.match(info.keyword, /^[A-Z0-9][A-Z0-9-]*$/);
      assert.match(info.rfc, /^RFC \d+$|^Postfix [A-Z]+_README$|^Exim PRDR$/, info.keyword);
      assert.ok(info.title.length > 3, info.keyword);
    }
  });

  it('says which extension allows a parameter', () => {
    const keywords = (verb: 'MAIL' | 'RCPT', name: string) =>
      extensionsOfParameter(verb, name).map((info) => info.keyword);
    assert.deepEqual(keywords('MAIL', 'size'), ['SIZE']);
    assert.deepEqual(keywords('MAIL', 'BODY'), ['8BITMIME', 'BINARYMIME']);
    assert.deepEqual(keywords('RCPT', 'NOTIFY'), ['DSN']);
    assert.deepEqual(keywords('MAIL', 'NOTIFY'), []);
    assert.deepEqual(keywords('RCPT', 'SIZE'), []);
  });

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
