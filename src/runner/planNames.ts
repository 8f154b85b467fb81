import { nearest } from '../syntax/words';

/** `; did you mean “x”?` when one of the known names is near enough to have been meant. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const meant = nearest(name, known);
  return meant === undefined ? undefined : `; did you mean “${meant}”?`;
}
