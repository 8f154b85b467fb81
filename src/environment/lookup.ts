import { parseEnvironments, SHARED, type EnvironmentEntry } from './parse';

/** A file of environments that applies to a transcript. */
export interface EnvironmentSource {
  readonly uri: string;
  readonly text: string;
}

/** The value that one environment of one file gives a name. */
export interface FoundVariable extends EnvironmentEntry {
  /** {@link SHARED}, or the environment's own name. */
  readonly environment: string;
  /** Whether it stands in the file that is kept to oneself, so that its value is never shown. */
  readonly secret: boolean;
  readonly source: EnvironmentSource;
}

export const PUBLIC_FILE = 'smtp.env.json';
/** The one to keep out of version control. */
export const PRIVATE_FILE = 'smtp.private.env.json';

/**
 * All that applies under an environment, in the order in which a name is looked up, so that the first of a name counts: what
 * the environment itself says goes before what {@link SHARED} says, a nearer folder before one above it, and in a folder
 * the private file before the other.
 *
 * @param sources the nearest folder's first, a folder's private file before the other
 * @param active undefined while no environment is chosen: then only {@link SHARED} applies
 */
export function lookUp(
  sources: readonly EnvironmentSource[],
  active: string | undefined,
): readonly FoundVariable[] {
  const all = everyVariable(sources);
  const own = active === undefined ? [] : all.filter(({ environment }) => environment === active);
  return active === SHARED ? own : [...own, ...all.filter(({ environment }) => environment === SHARED)];
}

/** What every environment says, file after file, chosen or not. */
export function everyVariable(sources: readonly EnvironmentSource[]): readonly FoundVariable[] {
  return sources.flatMap((source) =>
    parseEnvironments(source.text).environments.flatMap(({ name: environment, entries }) =>
      entries.map((entry) => ({ ...entry, environment, secret: isPrivate(source.uri), source })),
    ),
  );
}

/** The environments that can be chosen, in alphabetical order. */
export function environmentNames(sources: readonly EnvironmentSource[]): readonly string[] {
  const names = sources.flatMap(({ text }) => parseEnvironments(text).environments.map(({ name }) => name));
  return [...new Set(names.filter((name) => !name.startsWith('$')))].sort();
}

function isPrivate(uri: string): boolean {
  return uri.endsWith(`/${PRIVATE_FILE}`);
}
