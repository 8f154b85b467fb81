import { environmentNames, type EnvironmentSource } from '../environment/lookup';
import { environmentErrors, environmentValues } from '../environment/values';
import { readEnvironmentFiles } from '../host/environmentFiles';
import { withEnvironment } from '../runner/planEnvironment';
import { nearest } from '../syntax/words';
import type { SelectedFile } from './selection';

/**
 * Puts each file's plans under the environment of that name, or under what is shared by all if there is no name. One that
 * applies to none of the files is a problem, as is a file of environments that cannot be understood.
 */
export async function applyEnvironments(
  files: readonly SelectedFile[],
  name: string | undefined,
): Promise<{ readonly files: readonly SelectedFile[] } | { readonly problem: string }> {
  const read = await Promise.all(
    files.map(async (file) => ({ ...file, sources: await readEnvironmentFiles(file.source.folder) })),
  );
  const errors = new Set(read.flatMap(({ sources }) => environmentErrors(sources)));
  if (errors.size > 0) return { problem: [...errors].join('\n') };
  const unknown =
    name === undefined
      ? undefined
      : unknownEnvironment(
          name,
          read.flatMap(({ sources }) => sources),
        );
  if (unknown !== undefined) return { problem: unknown };
  return {
    files: read.map(({ source, plans, sources }) => {
      const values = environmentValues(sources, name);
      return { source, plans: plans.map((plan) => withEnvironment(plan, values)) };
    }),
  };
}

/** What an environment says where a file lies, by name; with no name, what is shared by all. */
export async function readEnvironment(
  folder: string,
  name: string | undefined,
): Promise<{ readonly values: Readonly<Record<string, string>> } | { readonly problem: string }> {
  const sources = await readEnvironmentFiles(folder);
  const errors = new Set(environmentErrors(sources));
  if (errors.size > 0) return { problem: [...errors].join('\n') };
  const unknown = name === undefined ? undefined : unknownEnvironment(name, sources);
  if (unknown !== undefined) return { problem: unknown };
  const values = environmentValues(sources, name);
  // The first of a name counts.
  return { values: Object.fromEntries(values.toReversed().map(({ name, value }) => [name, value])) };
}

function unknownEnvironment(name: string, sources: readonly EnvironmentSource[]): string | undefined {
  const names = environmentNames(sources);
  if (names.includes(name)) return undefined;
  if (names.length === 0)
    return `--env ${name}: there is no environment in a smtp.env.json beside the files or in a folder above them`;
  const meant = nearest(name, names);
  return `--env: there is no environment “${name}”${meant === undefined ? '' : `; did you mean ${meant}?`} (${names.join(', ')})`;
}
