import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  authLoginSnippet,
  authPlainSnippet,
  decodeSelection,
  encodeSelection,
} from '../../../src/language/base64Text';
import { check } from './check';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function decode(selection: string): string {
  const decoded = decodeSelection(selection);
  return decoded.ok ? decoded.text : decoded.error;
}

describe('encodeSelection', () => {
  it('encodes as UTF-8 and makes NULs of \\0 and \\000', () => {
    assert.equal(encodeSelection('žofie'), base64('žofie'));
    assert.equal(encodeSelection('\\0user\\0password'), base64('\0user\0password'));
    assert.equal(encodeSelection('\\000user\\0001234'), base64('\0user\x001234'));
    assert.equal(encodeSelection('a\\nb\r\n'), base64('a\\nb\r\n'));
    assert.equal(encodeSelection('a\\\\0b'), base64('a\\0b'));
  });
});

describe('decodeSelection', () => {
  it('shows NULs, and does not mind line ends', () => {
    assert.equal(decode(base64('\0user\0password')), '\\0user\\0password');
    assert.equal(decode(' dXNl\r\n cg== \n'), 'user');
  });

  it('says what is wrong', () => {
    assert.match(decode('no base64!'), /^This is not base64\. .*!.*alphabet/);
    assert.match(decode('dXNlcg'), /^This is not base64\. .*cut off/);
    assert.match(decode('/+8='), /2 octets that are not text/);
    assert.match(decode(' \n'), /Nothing is selected/);
  });

  it('is undone by encoding', () => {
    const unit = fc.constantFrom('\\', '0', '\0', 'a', 'é', '\n');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        fc.pre(text !== '');
        assert.equal(encodeSelection(decode(base64(text))), base64(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('snippets', () => {
  it('are lines of either kind of transcript', () => {
    const plain = base64('\0ann\0sesame');
    assert.equal(authPlainSnippet('ann', 'sesame'), `AUTH PLAIN ${plain}`);
    assert.equal(authPlainSnippet('ann', 'sesame', { annotated: true }), `C: AUTH PLAIN ${plain}\nS: 235`);
    assert.equal(authLoginSnippet('ann', 'sesame'), `AUTH LOGIN\n${base64('ann')}\n${base64('sesame')}`);
    assert.equal(
      authLoginSnippet('ann', 'sesame', { annotated: true }),
      `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${base64('ann')}\nS: 334 UGFzc3dvcmQ6\nC: ${base64('sesame')}\nS: 235`,
    );
  });

  it('draw no complaint but that they are literal', () => {
    for (const annotated of [true, false]) {
      assert.deepEqual(check(authPlainSnippet('ann', 'sesame', { annotated })), ['literal-credential @1']);
      const password = annotated ? 5 : 3;
      assert.deepEqual(check(authLoginSnippet('ann', 'sesame', { annotated })), [
        `literal-credential @${password}`,
      ]);
    }
  });
});
