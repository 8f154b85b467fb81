import assert from 'node:assert/strict';
import { decodeWords } from '../../../src/smtp/decodeWords';

describe('smtp/decodeWords', () => {
  it('decodes the examples of RFC 2047 section 8', () => {
    const cases: [string, string][] = [
      ['=?ISO-8859-1?Q?a?=', 'a'],
      ['=?ISO-8859-1?Q?a?= b', 'a b'],
      ['=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=', 'ab'],
      ['=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=', 'ab'],
      ['=?ISO-8859-1?Q?a_b?=', 'a b'],
      ['=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=', 'a b'],
      ['=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>', 'Keith Moore <moore@cs.utk.edu>'],
      ['=?ISO-8859-1?Q?Andr=E9?= Pirard', 'André Pirard'],
      ['=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=', 'If you can read this yo'],
      ['=?utf-8*de?Q?Gr=C3=BCn?=', 'Grün'],
    ];
    for (const [text, expected] of cases) assert.equal(decodeWords(text), expected);
  });

  it('puts a character together that was divided between two words', () => {
    assert.equal(decodeWords('=?utf-8?Q?=C3?= =?utf-8?Q?=A9?='), 'é');
  });

  it('leaves what it cannot decode', () => {
    assert.equal(decodeWords('plain'), undefined);
    assert.equal(decodeWords('=?x-unheard?Q?a?='), undefined);
    assert.equal(decodeWords('=?x-unheard?Q?a?= =?utf-8?Q?b?='), '=?x-unheard?Q?a?= b');
    assert.equal(decodeWords('=?utf-8?X?a?='), undefined);
  });
});
