import * as assert from 'node:assert/strict';
import { logLinks } from '../../../src/extension/runs/logLinks';

describe('links of a log', () => {
  it('lead from each line that is named to that of the file above', () => {
    const log = [
      '─── a/one.smtp · First · of two ─── smtp://localhost:25 ───',
      '    1ms     S: 220 line 7: of a server',
      '          ✗ line 3: expected 220, got 554 line 9: no',
      '          ! line 4: a remark',
      '          ✗ error: no reply was checked, 1ms',
      '─── two.smtp ─── smtp://127.0.0.1:2525 ───',
      '  ✗ 10:00:00 connection 1: line 12: QUIT was expected',
      '  -- 10:00:00 connection 1: ended',
      '─── unknown.smtp · Third ───',
      '          -- line 5: disabled',
      '',
    ].join('\n');
    const links = logLinks(log);
    assert.deepEqual(
      links.map(({ name, line, span }) => [name, line, log.slice(span.start, span.end)]),
      [
        ['a/one.smtp', 3, 'line 3'],
        ['a/one.smtp', 4, 'line 4'],
        ['two.smtp', 12, 'line 12'],
        ['unknown.smtp', 5, 'line 5'],
      ],
    );
  });

  it('are none before a heading', () => {
    assert.deepEqual(logLinks('          ✗ line 3: expected 220, got 554\n'), []);
  });
});
