import assert from 'node:assert/strict';
import { Wakefulness } from '../../../src/transport/wakefulness';

describe('Wakefulness', () => {
  it('stays awake where answers come sooner so', () => {
    assert.ok(share({ awake: 0.03, asleep: 0.07 }) > 0.9);
  });

  it('sleeps where that is as good, or nearly', () => {
    for (const awake of [0.03, 0.025, 0.04, 5])
      assert.ok(share({ awake, asleep: 0.03 }) < 0.1, String(awake));
    assert.ok(share({ awake: 20, asleep: 20 }) < 0.1);
  });

  it('finds out when it is the other way round', () => {
    const wakefulness = new Wakefulness();
    assert.ok(share({ awake: 0.03, asleep: 0.07 }, wakefulness) > 0.9);
    share({ awake: 0.09, asleep: 0.03 }, wakefulness, 300);
    assert.ok(share({ awake: 0.09, asleep: 0.03 }, wakefulness) < 0.1);
    share({ awake: 0.03, asleep: 0.07 }, wakefulness, 300);
    assert.ok(share({ awake: 0.03, asleep: 0.07 }, wakefulness) > 0.9);
  });

  it('is not misled by commands of which some take longer than others', () => {
    const costs = [0.01, 0.01, 0.01, 0.06];
    const wakefulness = new Wakefulness();
    let [awake, now] = [0, 0];
    for (let at = 0; at < 4_000; at++) {
      const isAwake = wakefulness.next();
      if (isAwake) awake++;
      now += (costs[at % 4] ?? 0) + (isAwake ? 0.01 : 0.05);
      wakefulness.learn(isAwake, now);
    }
    assert.ok(awake > 3_600, String(awake));
  });
});

/** How often it stays awake, of a thousand times, when answers take so many milliseconds. */
function share(
  took: { readonly awake: number; readonly asleep: number },
  wakefulness = new Wakefulness(),
  waits = 1_000,
): number {
  let [awake, now] = [0, 0];
  for (let wait = 0; wait < waits; wait++) {
    const isAwake = wakefulness.next();
    if (isAwake) awake++;
    now += isAwake ? took.awake : took.asleep;
    wakefulness.learn(isAwake, now);
  }
  return awake / waits;
}
