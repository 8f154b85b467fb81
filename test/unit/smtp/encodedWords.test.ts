import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeWords } from '../../../src/smtp/encodedWords';

/** What a mail program makes of it: encoded words next to each other are one (RFC 2047 section 6.2). */
function decode(text: string): string {
  return text
    .replace(/(=\?utf-8\?B\?[^?]*\?=) (?==\?utf-8\?B\?)/g, '$1')
    .replace(/=\?utf-8\?B\?([^?]*)\?=/g, (_, base64: string) => Buffer.from(base64, 'base64').toString());
}

describe('encodeWords', () => {
  it('leaves ASCII as it is, and what stands around other words', () => {
    assert.equal(encodeWords('Hello, Ann!'), 'Hello, Ann!');
    assert.equal(encodeWords('Grüße'), '=?utf-8?B?R3LDvMOfZQ==?=');
    assert.equal(encodeWords('Re: Grüße aus Süden 1'), 'Re: =?utf-8?B?R3LDvMOfZSBhdXMgU8O8ZGVu?= 1');
  });

  it('makes words of 75 characters at most, whose characters are whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (any) => {
        const text = any.replace(/=\?/g, '');
        const encoded = encodeWords(text);
        assert.equal(decode(encoded), text);
        for (const [word] of encoded.matchAll(/=\?utf-8\?B\?\S+/g)) assert.ok(word.length <= 75);
        assert.match(encoded, /^[\0-\x7f]*$/);
      }),
    );
  });
});
