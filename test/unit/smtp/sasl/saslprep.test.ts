import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { saslprep } from '../../../../src/smtp/sasl/saslprep';

describe('smtp/sasl/saslprep', () => {
  it('prepares the examples of RFC 4013 section 3', async () => {
    const examples: readonly (readonly [string, string])[] = [
      ['I\u00adX', 'IX'], // SOFT HYPHEN mapped to nothing
      ['user', 'user'], // no transformation
      ['USER', 'USER'], // case preserved, will not match the one before
      ['\u00aa', 'a'], // output is NFKC, input in ISO 8859-1
      ['\u2168', 'IX'], // output is NFKC, will match the first
    ];
    for (const [input, text] of examples) assert.deepEqual(await saslprep(input), { kind: 'prepared', text });
  });

  it('refuses the others of that section', async () => {
    assert.deepEqual(await saslprep('\u0007'), {
      kind: 'refused',
      reason: 'holds a character that RFC 4013 section 2.3 forbids',
    });
    assert.deepEqual(await saslprep('\u0627\u0031'), {
      kind: 'refused',
      reason: 'mixes writing from right to left with other writing as RFC 4013 section 2.4 forbids',
    });
  });

  it('takes what Unicode 3.2 did not know, as in a query string, and spaces for spaces', async () => {
    assert.deepEqual(await saslprep('\u{1f511}'), { kind: 'prepared', text: '\u{1f511}' });
    assert.deepEqual(await saslprep('a\u00a0b'), { kind: 'prepared', text: 'a b' });
    assert.deepEqual(await saslprep(''), { kind: 'prepared', text: '' });
    assert.deepEqual(await saslprep('\u00ad\u2060'), { kind: 'prepared', text: '' });
  });

  it('refuses half a surrogate pair and what is too long to be a password', async () => {
    assert.equal((await saslprep('a\ud800')).kind, 'refused');
    assert.equal((await saslprep('é'.repeat(4097))).kind, 'refused');
    assert.equal((await saslprep('é'.repeat(4096))).kind, 'prepared');
  });

  it('leaves alone what it has prepared', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (input) => {
        const once = await saslprep(input);
        if (once.kind === 'prepared') assert.deepEqual(await saslprep(once.text), once);
      }),
      { numRuns: 200 },
    ));
});
