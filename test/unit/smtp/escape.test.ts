import assert from 'node:assert/strict';
import { decodeEscapes, visible } from '../../../src/smtp/escape';

describe('smtp/escape', () => {
  describe('visible', () => {
    it('leaves ordinary text alone', () => {
      for (const text of ['', '250 ok\twith tab', 'Grüße 日本 🎉', 'a\\x1b', 'שלום'])
        assert.equal(visible(text), text);
    });

    it('escapes what a terminal would act on', () => {
      const cases: [string, string][] = [
        ['\0', '\\x00'], ['\x07', '\\x07'], ['\r\n', '\\x0d\\x0a'], ['\x1b[31m', '\\x1b[31m'], ['\x7f', '\\x7f'],
        ['\x80\x9b\x9f', '\\x80\\x9b\\x9f'], ['\u202egpj.exe', '\\u{202e}gpj.exe'], ['\u2066\u2069', '\\u{2066}\\u{2069}'],
        ['\u200e\u200f\u061c', '\\u{200e}\\u{200f}\\u{61c}'], ['\u2028\u2029', '\\u{2028}\\u{2029}'],
        ['2\u200b5\ufeff0\xad', '2\\u{200b}5\\u{feff}0\\xad'], ['\u{e0041}\u2060', '\\u{e0041}\\u{2060}'],
        ['a\ud83d', 'a\\u{d83d}'], ['\udc00b', '\\u{dc00}b'], ['\udc00\ud83d', '\\u{dc00}\\u{d83d}'],
      ]; // prettier-ignore
      for (const [text, shown] of cases) assert.equal(visible(text), shown);
    });

    it('lets no control character through', () => {
      for (let code = 0; code < 0x3000; code++) {
        const shown = visible(String.fromCharCode(code));
        assert.ok(shown === '\t' || !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(shown), code.toString(16));
      }
    });
  });

  describe('decodeEscapes', () => {
    const hex = (text: string) => {
      const decoded = decodeEscapes(text);
      assert.ok(decoded.ok, text);
      return Buffer.from(decoded.bytes).toString('hex');
    };

    it('decodes every escape, and leaves other text', () => {
      assert.equal(hex(String.raw`\r\n\t\0\s\\`), '0d0a0900205c');
      assert.equal(hex(String.raw`\xff\x0A\x00`), 'ff0a00');
      assert.equal(hex(String.raw`\u{e9}\u{1F389}\u{0}\u{10ffff}`), 'c3a9f09f8e8900f48fbfbf');
      assert.equal(hex(String.raw`\\n\x410`), '5c6e4130');
      assert.equal(hex(String.raw`\{{a}}`), '7b7b617d7d');
      assert.equal(hex('é 🎉'), Buffer.from('é 🎉').toString('hex'));
      assert.equal(hex(''), '');
    });

    it('says where an escape is wrong', () => {
      const cases: [string, number, RegExp][] = [
        [String.raw`ab\q`, 2, /\\q is no escape/],
        ['ab\\', 2, /end of the line/],
        [String.raw`\x`, 0, /two hexadecimal digits/],
        [String.raw`é\x1`, 1, /two hexadecimal digits/],
        [String.raw`\xg1`, 0, /two hexadecimal digits/],
        [String.raw`\X41`, 0, /no escape/],
        [String.raw`\u0041`, 0, /braces/],
        [String.raw`\u{}`, 0, /braces/],
        [String.raw`\u{41`, 0, /braces/],
        [String.raw`🎉\u{110000}`, 2, /\\u\{110000\} is no Unicode character/],
        [String.raw`\u{d800}`, 0, /no Unicode/],
        [String.raw`\u{fffffffffffffffff}`, 0, /no Unicode/],
        ['a\ud83db', 1, /surrogate/],
        [String.raw`\é`, 0, /\\é is no escape/],
      ];
      for (const [text, offset, error] of cases) {
        const decoded = decodeEscapes(text);
        assert.ok(!decoded.ok, text);
        assert.equal(decoded.offset, offset, text);
        assert.match(decoded.error, error);
      }
    });
  });
});
