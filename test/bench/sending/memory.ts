import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { median } from '../median';
import type { Task } from './memoryProcess';

const ROUNDS = 5;

/** Octets: the median of the peaks of several processes that do this. */
export async function peakMemory(task: Task): Promise<number> {
  const peaks: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const child = fork(path.resolve('out/test/bench/sending/memoryProcess.js'));
    child.send(task);
    const [peak] = (await once(child, 'message')) as [number];
    peaks.push(peak);
  }
  return median(peaks);
}
