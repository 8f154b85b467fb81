import * as vscode from 'vscode';

/** The environment that a person chose for this workspace, kept with it. */
export interface ActiveEnvironment {
  /** Undefined while none is chosen: then only what all share applies. */
  readonly name: string | undefined;
  readonly choose: (name: string | undefined) => Promise<void>;
  readonly onDidChange: vscode.Event<void>;
  readonly dispose: () => void;
}

const KEY = 'environment';

export function createActiveEnvironment(memory: vscode.Memento): ActiveEnvironment {
  const changed = new vscode.EventEmitter<void>();
  return {
    get name() {
      return memory.get<string>(KEY);
    },
    choose: async (name) => {
      await memory.update(KEY, name);
      changed.fire();
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}
