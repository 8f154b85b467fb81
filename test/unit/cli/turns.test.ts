import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Turns } from '../../../src/cli/turns';

describe('jobs side by side', () => {
  let heard: string[];
  let turns: Turns;
  beforeEach(() => {
    heard = [];
    turns = new Turns();
  });
  const tell = (job: number, text: string): Promise<void> =>
    turns.tell(job, async () => {
      await turn();
      heard.push(text);
    });

  it('are heard in their order, the first at once', async () => {
    await tell(1, 'b1');
    await tell(0, 'a1');
    assert.deepEqual(heard, ['a1']);
    await tell(2, 'c1');
    await turns.end(2);
    await tell(0, 'a2');
    await tell(1, 'b2');
    assert.deepEqual(heard, ['a1', 'a2']);
    const ended = turns.end(0);
    // It is its turn now, and what it held has not all been said.
    await tell(1, 'b3');
    await ended;
    assert.deepEqual(heard, ['a1', 'a2', 'b1', 'b2', 'b3']);
    await turns.end(1);
    assert.deepEqual(heard, ['a1', 'a2', 'b1', 'b2', 'b3', 'c1']);
  });

  it('wait for their turn when they have said very much', async () => {
    let said = 0;
    const talking = (async () => {
      for (; said < 20_000; said++) await turns.tell(1, () => Promise.resolve());
    })();
    await turn();
    assert.ok(said < 10_001, String(said));
    await turns.end(0);
    await talking;
    assert.equal(said, 20_000);
  });
});
