/** Milliseconds of the processor that something takes, which other programs on the machine do not lengthen as they do a clock's. */
export function cpuTime(action: () => unknown): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
