/** The middle of several measurements: one that was disturbed does not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Milliseconds that a function takes, several times over; the first rounds warm up and are not counted. */
export function times(work: () => void, rounds = 9, warmUp = 3): number {
  const taken: number[] = [];
  for (let round = 0; round < rounds + warmUp; round++) {
    const began = performance.now();
    work();
    if (round >= warmUp) taken.push(performance.now() - began);
  }
  return median(taken);
}
