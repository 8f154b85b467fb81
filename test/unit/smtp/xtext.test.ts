import assert from 'node:assert/strict';
import { decodeXtext, encodeXtext } from '../../../src/smtp/xtext';

describe('smtp/xtext', () => {
  it('encodes what may not stand for itself', () => {
    assert.equal(encodeXtext('a+b=c d'), 'a+2Bb+3Dc+20d');
    assert.equal(encodeXtext('é\0\x7f~!'), '+C3+A9+00+7F~!');
    assert.equal(encodeXtext(''), '');
  });

  it('gives back what was encoded', () => {
    for (const text of ['', 'QQ314159', 'rfc822;Bob@Example.com', '+++===', 'Grüße 🎉\r\n\0', '+2B']) {
      assert.deepEqual(decodeXtext(encodeXtext(text)), { ok: true, text });
    }
  });

  it('says where it is wrong', () => {
    for (const [text, offset, message] of [
      ['a+', 1, /two hexadecimal/],
      ['a+2', 1, /two hexadecimal/],
      ['+2b', 0, /upper case/],
      ['a=b', 1, /\+3D/],
      ['a b', 1, /\+20/],
      ['é', 0, /\+C3\+A9/],
    ] as const) {
      const decoded = decodeXtext(text);
      assert.ok(!decoded.ok, text);
      assert.equal(decoded.offset, offset, text);
      assert.match(decoded.message, message);
    }
  });
});
