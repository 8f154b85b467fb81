import assert from 'node:assert/strict';
import { parseMailDate } from '../../../src/smtp/mailDate';
import { meantDate } from '../../../src/smtp/meantDate';

describe('smtp/meantDate', () => {
  it('reads what programs and people write', () => {
    const cases: [string, string][] = [
      ['2026-11-23T17:55:49Z', 'Mon, 23 Nov 2026 17:55:49 +0000'],
      ['2026-11-23T17:55:49.123+01:00', 'Mon, 23 Nov 2026 17:55:49 +0100'],
      ['2026-11-03 17:55', 'Tue, 3 Nov 2026 17:55:00 -0000'],
      ['2026-11-23', 'Mon, 23 Nov 2026 00:00:00 -0000'],
      ['Mon Nov 23 17:55:49 2026', 'Mon, 23 Nov 2026 17:55:49 -0000'],
      ['Mon Nov 23 17:55:49 EST 2026', 'Mon, 23 Nov 2026 17:55:49 EST'],
      ['Mon Nov 23 2026 17:55:49 GMT+0100 (CET)', 'Mon, 23 Nov 2026 17:55:49 +0100'],
      ['Mon, 23 Nov 2026 17:55:49', 'Mon, 23 Nov 2026 17:55:49 -0000'],
      ['Monday, 23 November 2026 9:05:49 -0600', 'Mon, 23 Nov 2026 09:05:49 -0600'],
      ['November 23rd, 2026 12:05 am utc', 'Mon, 23 Nov 2026 00:05:00 +0000'],
      ['23-Nov-2026 05:55:49 P.M. +0000', 'Mon, 23 Nov 2026 17:55:49 +0000'],
    ];
    for (const [text, expected] of cases) {
      assert.equal(meantDate(text), expected, text);
      assert.ok(parseMailDate(expected) !== undefined, expected);
    }
  });

  it('does not guess', () => {
    for (const text of [
      '',
      'today',
      '11/23/2026 10:00',
      '23.11.2026',
      '23 Nov 26',
      '31 Nov 2026',
      '2026-13-01',
      '2026-02-30T10:00:00Z',
      '23 Nov 2026 25:00',
      '23 Nov 2026 10:00 CET',
      '2026-11-23 or so',
      'Nov 2026',
      '1 2 Nov 2026',
      `23 Nov 2026${' '.repeat(200)}`,
    ])
      // prettier-ignore
      assert.equal(meantDate(text), undefined, text);
  });
});
