import assert from 'node:assert/strict';
import { attributesOf, checkAttributeValue, findAttribute } from '../../../src/smtp/attributes';

describe('smtp/attributes', () => {
  it('knows those of each command', () => {
    assert.equal(findAttribute('XCLIENT', 'login')?.name, 'LOGIN');
    assert.equal(findAttribute('XFORWARD', 'LOGIN'), undefined);
    assert.deepEqual(attributesOf('MAIL'), []);
  });

  it('finds nothing wrong with its own examples', () => {
    for (const verb of ['XCLIENT', 'XFORWARD'])
      for (const { name, examples } of attributesOf(verb))
        for (const each of examples)
          assert.equal(checkAttributeValue(name, each), undefined, `${name}=${each}`);
  });

  it('says what is wrong with a value', () => {
    for (const [name, value, says] of [
      ['ADDR', 'mail.example.com', /IP address/],
      ['ADDR', '', /missing/],
      ['DESTPORT', '65536', /65535/],
      ['PROTO', 'LMTP', /SMTP or ESMTP/],
      ['SOURCE', 'here', /LOCAL or REMOTE/],
      ['HELO', 'two+words', /xtext/],
    ] as const)
      assert.match(checkAttributeValue(name, value) ?? '', says);
    assert.equal(checkAttributeValue('HELO', 'two+20words'), undefined);
  });
});
