import assert from 'node:assert/strict';
import { nearest, splitWords } from '../../../src/syntax/words';

describe('syntax/words', () => {
  it('splits as a shell does, with places', () => {
    assert.deepEqual(splitWords('  a\t"b c"d \'e "f\' ', 10), [
      { value: 'a', start: 12, end: 13 },
      { value: 'b cd', start: 14, end: 20 },
      { value: 'e "f', start: 21, end: 27 },
    ]);
    assert.deepEqual(splitWords(''), []);
    assert.deepEqual(
      splitWords('"" it\'s').map(({ value }) => value),
      ['', 'it', 's'],
    );
  });

  it('splits a word of any length', () => {
    const word = 'a\'b\'"c"'.repeat(300_000);
    assert.equal(splitWords(word)[0]?.end, word.length);
  });

  it('finds what was meant', () => {
    const verbs = ['EHLO', 'HELO', 'MAIL', 'RCPT', 'STARTTLS'];
    assert.equal(nearest('mial', verbs), 'MAIL');
    assert.equal(nearest('RCTP', verbs), 'RCPT');
    assert.equal(nearest('STARTLS', verbs), 'STARTTLS');
    assert.equal(nearest('START_TSL', verbs), 'STARTTLS');
    assert.equal(nearest('EHLO', verbs), 'EHLO');
    assert.equal(nearest('HLO', verbs), 'EHLO');
  });

  it('finds nothing where nothing is near', () => {
    assert.equal(nearest('xyz', ['EHLO', 'MAIL']), undefined);
    assert.equal(nearest('MAXX', ['MAIL']), undefined);
    assert.equal(nearest('', ['EHLO']), undefined);
    assert.equal(nearest('EHLO', []), undefined);
    assert.equal(nearest('x'.repeat(100_000), ['EHLO']), undefined);
  });
});
