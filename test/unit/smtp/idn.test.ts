import assert from 'node:assert/strict';
import { toAsciiDomain, toUnicodeDomain } from '../../../src/smtp/idn';

describe('smtp/idn', () => {
  it('goes there and back', () => {
    for (const [ascii, unicode] of [
      ['xn--mnchen-3ya.example', 'münchen.example'],
      ['mail.xn--bcher-kva.example', 'mail.bücher.example'],
      ['xn--fiqs8s', '中国'],
      ['xn--e1afmkfd.xn--80akhbyknj4f', 'пример.испытание'],
      ['xn--ls8h.example', '💩.example'],
    ] as const) {
      assert.equal(toUnicodeDomain(ascii), unicode);
      assert.equal(toAsciiDomain(unicode), ascii);
    }
  });

  it('has nothing to say of plain names and of what does not decode', () => {
    assert.equal(toUnicodeDomain('example.com'), undefined);
    assert.equal(toAsciiDomain('example.com'), undefined);
    assert.equal(toAsciiDomain('mün chen'), undefined);
    for (const text of ['xn--!', 'xn--a', 'xn--99999999999'])
      assert.equal(toUnicodeDomain(text), undefined, text);
  });
});
