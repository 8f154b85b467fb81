import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pause } from '../../language/steps';

/** Milliseconds that a big document may keep the extension host to itself; what else it has to do is done in between. */
const SLICE = 8;

/** Lets others do what they have to after each slice of time. */
export function inSlices(isWanted: () => boolean): Pause {
  let began = performance.now();
  return () => {
    if (performance.now() - began < SLICE) return undefined;
    return nextTurn().then(() => {
      began = performance.now();
      return isWanted();
    });
  };
}
