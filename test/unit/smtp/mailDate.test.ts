import assert from 'node:assert/strict';
import { parseMailDate } from '../../../src/smtp/mailDate';

describe('smtp/mailDate', () => {
  it('reads the dates of RFC 5322 appendix A', () => {
    const cases: [string, string][] = [
      ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
      ['Tue, 1 Jul 2003 10:52:37 +0200', '2003-07-01T08:52:37.000Z'],
      ['Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)', '1969-02-14T03:02:00.000Z'],
      ['Thu, 13 Feb 1969 23:32 -0330 (a (nested) \\) one)', '1969-02-14T03:02:00.000Z'],
      ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'],
      ['Mon, 01 jan 24 00:00 EST', '2024-01-01T05:00:00.000Z'],
    ];
    for (const [text, expected] of cases) {
      const date = parseMailDate(text);
      assert.equal(date === undefined ? undefined : new Date(date.time).toISOString(), expected, text);
    }
  });

  it('tells the day of the week, as it is written and as it is', () => {
    const date = parseMailDate('Mon, 1 Jul 2003 23:52:37 -0700');
    assert.deepEqual([date?.weekday, date?.actualWeekday, date?.offset], ['Mon', 'Tue', -420]);
    assert.equal(parseMailDate('1 Jul 2003 10:52 +0000')?.weekday, undefined);
    assert.equal(parseMailDate('Tue, 30 Jun 2015 23:59:60 +0000')?.actualWeekday, 'Tue');
  });

  it('takes nothing else for a date', () => {
    for (const text of [
      '',
      'now',
      '2003-07-01T10:52:37Z',
      '31 Feb 2020 10:00 +0000',
      '1 Foo 2020 10:00 +0000',
      '1 Jul 2020 25:00 +0000',
      '1 Jul 2020 10:00 +0060',
    ])
      assert.equal(parseMailDate(text), undefined, text);
  });
});
