import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DocumentCache } from '../../../src/language/documents';
import type { TranscriptDocument } from '../../../src/syntax/document';

const URI = 'file:///a.smtp';

describe('the cache of documents', () => {
  it('reads and parses a version once', () => {
    let reads = 0;
    const cache = new DocumentCache();
    const get = (id: string, version: number): TranscriptDocument =>
      cache.get(id, version, () => {
        reads++;
        return `C: NOOP ${version}`;
      });
    const first = get('a', 1);
    assert.equal(get('a', 1), first);
    assert.equal(get('a', 1), first);
    assert.equal(reads, 1);
    assert.notEqual(get('b', 1), first);
    assert.notEqual(get('a', 2), first);
    assert.equal(reads, 3);
    get('b', 1);
    assert.equal(reads, 3);
    cache.delete('b');
    get('b', 1);
    assert.equal(reads, 4);
  });

  it('takes over from the version before what did not change', () => {
    const cache = new DocumentCache();
    const before = cache.get(URI, 1, () => '### One\nC: NOOP\n### Two\nC: NOOP\n');
    const after = cache.get(URI, 2, () => '### One\nC: NOOP\nC: QUIT\n### Two\nC: NOOP\n');
    assert.equal(after.transcripts[1]?.identity, before.transcripts[1]?.identity);
    assert.notEqual(after.transcripts[0]?.identity, before.transcripts[0]?.identity);
    assert.equal(after.transcripts[1]?.firstLine, 3);
  });

  describe('with a big document', () => {
    const big = '### Again\nC: NOOP\nS: 250 Ok\n'.repeat(50_000);
    const pausing = (): { cache: DocumentCache; pauses: () => number } => {
      let pauses = 0;
      const cache = new DocumentCache(() => {
        pauses++;
        return nextTurn();
      });
      return { cache, pauses: () => pauses };
    };

    it('pauses, and gives all who ask the same', async () => {
      const { cache, pauses } = pausing();
      const both = await Promise.all([
        cache.read(URI, 1, () => big),
        cache.read(URI, 1, () => assert.fail('it is being read')),
      ]);
      assert.ok(pauses() > 0);
      assert.equal(both[0], both[1]);
      assert.equal(both[0].lines.length, 150_000);
      assert.equal(await cache.read(URI, 1, () => ''), both[0]);
      assert.equal(
        cache.get(URI, 1, () => ''),
        both[0],
      );
    });

    it('gives up a version that has been overtaken, and those who wait get the newer one', async () => {
      const { cache } = pausing();
      const old = cache.read(URI, 1, () => big);
      await nextTurn();
      const fresh = cache.read(URI, 2, () => 'C: NOOP');
      assert.equal(await old, await fresh);
      assert.equal((await fresh).text, 'C: NOOP');
    });

    it('gives the document of somebody who could not wait to those who do', async () => {
      const { cache } = pausing();
      const waiting = cache.read(URI, 1, () => big);
      const at = cache.get(URI, 1, () => big);
      assert.equal(await waiting, at);
    });
  });
});
