import type { Location } from 'vscode-languageserver-types';
import type { TranscriptDocument } from '../syntax/document';
import type { EnvironmentVariable } from './environments';
import type { Binding } from './variableBindings';
import { occurrencesByName } from './variables';

/** Where the environment files name a variable of a document. */
export interface EnvironmentMentions {
  /** The keys that may give it its value. */
  readonly keys: readonly Location[];
  /** The `{{…}}` that take it into other values. */
  readonly uses: readonly Location[];
}

/**
 * What in the environment files means the variable that a document names. A value is filled in where its own name is used, so
 * a `{{…}}` in one may mean a variable of the document: it does if the document uses that value, and no environment has a
 * variable of the name itself.
 */
export function environmentMentions(
  document: TranscriptDocument,
  { name, inEnvironment }: Binding,
  environment: readonly EnvironmentVariable[],
): EnvironmentMentions {
  const keys = environment.filter((each) => each.name === name);
  const naming = environment.filter(({ uses }) => uses.some((use) => use.name === name));
  const isMeant = inEnvironment || (keys.length === 0 && isUsed(document, naming, environment));
  return {
    keys: inEnvironment ? keys.map(({ uri, nameRange }) => ({ uri, range: nameRange })) : [],
    uses: isMeant
      ? naming.flatMap(({ uri, uses }) =>
          uses.filter((use) => use.name === name).map(({ range }) => ({ uri, range })),
        )
      : [],
  };
}

/** Whether a document takes one of some values, be it by way of others. */
function isUsed(
  document: TranscriptDocument,
  values: readonly EnvironmentVariable[],
  environment: readonly EnvironmentVariable[],
): boolean {
  const known = occurrencesByName(document);
  const names = new Set(values.map(({ name }) => name));
  for (let before = -1; before !== names.size;) {
    before = names.size;
    for (const { name, uses } of environment) if (uses.some((use) => names.has(use.name))) names.add(name);
  }
  return [...names].some((name) => known.has(name));
}
