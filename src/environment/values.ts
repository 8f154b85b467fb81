import { soundsSecret } from '../syntax/secretNames';
import { lookUp, type EnvironmentSource } from './lookup';
import { parseEnvironments } from './parse';

/** What a run takes from an environment. */
export interface EnvironmentValue {
  readonly name: string;
  /** May hold `{{…}}`. */
  readonly value: string;
  /** Its name says that it is a credential; what `@secret` names is for the transcript to say. */
  readonly secret: boolean;
}

/** The values under an environment, in the order in which a name is looked up: the first of a name counts. */
export function environmentValues(
  sources: readonly EnvironmentSource[],
  active: string | undefined,
): readonly EnvironmentValue[] {
  return lookUp(sources, active).map(({ name, value }) => ({ name, value, secret: soundsSecret(name) }));
}

/** Why files cannot be understood, each reason with its place: a run under them would not do what was meant. */
export function environmentErrors(sources: readonly EnvironmentSource[]): readonly string[] {
  return sources.flatMap(errorsOf);
}

function errorsOf({ uri, text }: EnvironmentSource): string[] {
  return parseEnvironments(text)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ message, span }) => {
      const before = text.slice(0, span.start).split(/\r\n|\n|\r/);
      const column = (before.at(-1)?.length ?? 0) + 1;
      return `${nameOf(uri)}:${before.length}:${column}: ${message}`;
    });
}

/** The path of a file, as terminals make a link of it. */
function nameOf(uri: string): string {
  return uri.startsWith('file://') ? decodeURIComponent(uri.slice('file://'.length)) : uri;
}
