/** A copy of its own: a part of a string keeps the whole of it in memory, here that of every version of a file. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}
