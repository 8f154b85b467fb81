// Loads the engine, does one thing with it, and tells its parent the most memory that it ever had.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { rawClient } from './rawClient';
import { consume, hostIn, makePlan } from './ourClient';
import type { Target } from './scenario';

/** Nothing, our run of a file, or the raw client's sending of another. */
export type Task =
  | { readonly kind: 'idle' }
  | { readonly kind: 'run'; readonly file: string }
  | { readonly kind: 'raw'; readonly target: Target; readonly file: string };

async function work(task: Task): Promise<void> {
  switch (task.kind) {
    case 'idle':
      return;
    case 'run':
      return consume(makePlan(readFileSync(task.file, 'utf8')), hostIn(path.dirname(task.file)));
    case 'raw':
      return rawClient('large', task.target, task.file).send();
  }
}

process.once('message', (task: Task) => {
  void work(task).then(() => {
    process.send?.(peak());
    process.disconnect();
  });
});

/** Octets. Where the kernel tells, that of this program alone: getrusage counts what the process was before it, its parent's copy. */
function peak(): number {
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1024;
}
