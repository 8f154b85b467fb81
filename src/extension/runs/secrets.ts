import type * as vscode from 'vscode';
import type { Interaction } from '../interaction';

/** The values of `{{$secret name}}`, in the editor's secret storage. */
export interface Secrets {
  /** Asked for, masked, and kept when it is not there yet; undefined if the person gave up. */
  readonly get: (name: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Lets the person pick one that is asked for anew when it is needed next. */
  readonly forget: () => Promise<void>;
}

/** The names, as the storage cannot list them. */
const NAMES = 'secretNames';

export function createSecrets(
  { secrets, globalState }: Pick<vscode.ExtensionContext, 'secrets' | 'globalState'>,
  interaction: Interaction,
): Secrets {
  const names = (): readonly string[] => globalState.get<readonly string[]>(NAMES) ?? [];
  return {
    async get(name, signal) {
      const kept = await secrets.get(keyOf(name));
      if (kept !== undefined) return kept;
      const given = await interaction.input(
        {
          title: `Secret “${name}”`,
          prompt: 'Kept in the editor’s secret storage and not asked for again',
          masked: true,
          validate: (answer) => (answer === '' ? 'Type something, or press Escape.' : undefined),
        },
        signal,
      );
      if (given === undefined) return undefined;
      await secrets.store(keyOf(name), given);
      await globalState.update(NAMES, [...new Set([...names(), name])].sort());
      return given;
    },
    async forget() {
      const known = names();
      if (known.length === 0) {
        void interaction.tell('information', 'No secret is kept.');
        return;
      }
      const choices = known.map((name) => ({ label: `$(key) ${name}`, value: name }));
      const name = await interaction.pick('Which secret is to be asked for anew?', choices);
      if (name === undefined) return;
      await secrets.delete(keyOf(name));
      await globalState.update(
        NAMES,
        known.filter((each) => each !== name),
      );
      void interaction.tell('information', `“${name}” is forgotten: the next run that needs it asks for it.`);
    },
  };
}

function keyOf(name: string): string {
  return `secret:${name}`;
}
