import assert from 'node:assert/strict';
import { editDistance } from '../../../src/smtp/editDistance';

describe('smtp/editDistance', () => {
  it('counts insertions, deletions, substitutions and swaps as one', () => {
    const cases: [string, string, number][] = [
      ['', '', 0], ['', 'abc', 3], ['abc', '', 3], ['DATA', 'DATA', 0], ['DTAA', 'DATA', 1], ['STARTLS', 'STARTTLS', 1],
      ['RECPT', 'RCPT', 1], ['HELO', 'HELP', 1], ['kitten', 'sitting', 3], ['FROM', 'TO', 3],
    ]; // prettier-ignore
    for (const [a, b, distance] of cases) {
      assert.equal(editDistance(a, b), distance, `${a} ${b}`);
      assert.equal(editDistance(b, a), distance, `${b} ${a}`);
    }
  });
});
