import assert from 'node:assert/strict';
import { decodeBase64, decodeToText, encodeBase64, looksLikeBase64 } from '../../../src/smtp/base64';

describe('smtp/base64', () => {
  it('gives back what was encoded, at every length', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256);
      const decoded = decodeBase64(encodeBase64(bytes));
      assert.ok(decoded.ok);
      assert.deepEqual(Uint8Array.from(decoded.bytes), bytes);
    }
  });

  it('encodes text as UTF-8, and a view of a larger buffer', () => {
    assert.equal(encodeBase64('\0user\0pä'), 'AHVzZXIAcMOk');
    assert.equal(encodeBase64(new Uint8Array([0, 97, 98, 99, 0]).subarray(1, 4)), 'YWJj');
    assert.equal(encodeBase64(''), '');
  });

  it('refuses what a strict server refuses, and says where', () => {
    const cases: [string, string, number][] = [
      ['Y', 'length', 1],
      ['YWJjZ', 'length', 5],
      ['YQ', 'length', 2],
      ['YQ=', 'length', 3],
      ['YWI', 'length', 3],
      ['YWJj=', 'padding', 4],
      ['YQ===', 'padding', 4],
      ['=', 'padding', 0],
      ['====', 'padding', 0],
      ['Y===', 'length', 1],
      ['YQ==YQ==', 'padding', 2],
      ['Y=Q=', 'padding', 1],
      ['YR==', 'padding', 1],
      ['YWJ=', 'padding', 2],
      ['YW Jj', 'character', 2],
      [' YWJj', 'character', 0],
      ['YWJj\r\n', 'character', 4],
      ['YW-_', 'character', 2],
      ['YWé=', 'character', 2],
      ['🎉', 'character', 0],
      ['\0\0\0\0', 'character', 0],
    ];
    for (const [text, reason, offset] of cases) {
      const decoded = decodeBase64(text);
      assert.ok(!decoded.ok, text);
      assert.deepEqual([decoded.reason, decoded.offset], [reason, offset], text);
      assert.match(decoded.message, /^\S.*\.$/);
      assert.ok(!/[\0-\x1f]/.test(decoded.message), 'a message is safe to print');
    }
  });

  it('decodes to text only if it is text', () => {
    assert.equal(decodeToText('VXNlcm5hbWU6'), 'Username:');
    assert.equal(decodeToText('AGEAYg=='), '\0a\0b');
    assert.equal(decodeToText('77u/YQ=='), '\ufeffa');
    assert.equal(decodeToText(''), '');
    assert.equal(decodeToText('/w=='), undefined);
    assert.equal(decodeToText('YQ'), undefined);
  });

  it('tells base64 of text from words', () => {
    for (const text of [
      'VXNlcm5hbWU6',
      'AGEAYg==',
      encodeBase64('user=a\x01auth=Bearer x\x01\x01'),
      encodeBase64('é'),
    ]) {
      assert.ok(looksLikeBase64(text), text);
    }
    for (const text of [
      '',
      'YQ',
      'user',
      'password',
      'test',
      'secret12',
      'LOGIN',
      'hello world',
      'AAECAw==',
      '/w==',
      '====',
    ]) {
      assert.ok(!looksLikeBase64(text), text);
    }
  });
});
