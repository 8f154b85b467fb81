import assert from 'node:assert/strict';
import { formatBinaryOctets, formatOctets } from '../../../src/language/octets';

describe('language/octets', () => {
  it('writes numbers of octets as people read them', () => {
    const cases: [number, string, string][] = [
      [0, '0 bytes', '0 bytes'],
      [1, '1 byte', '1 byte'],
      [999, '999 bytes', '999 bytes'],
      [1024, '1 kB', '1 KiB'],
      [12_345, '12.3 kB', '12.1 KiB'],
      [999_999, '1 MB', '976.6 KiB'],
      [10_240_000, '10.2 MB', '9.8 MiB'],
      [5e12, '5 TB', '4.5 TiB'],
      [5e15, '5000 TB', '4547.5 TiB'],
    ];
    for (const [octets, decimal, binary] of cases)
      assert.deepEqual([formatOctets(octets), formatBinaryOctets(octets)], [decimal, binary]);
  });
});
