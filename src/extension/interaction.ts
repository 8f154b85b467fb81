import * as vscode from 'vscode';

/**
 * Every question and message to the person at the editor, so that tests can answer them. Never a modal dialog. Undefined
 * is the answer of who gave up, or when the signal was aborted first.
 */
export interface Interaction {
  readonly input: (question: Question, signal?: AbortSignal) => Promise<string | undefined>;
  readonly pick: <T>(
    placeHolder: string,
    choices: readonly Choice<T>[],
    signal?: AbortSignal,
  ) => Promise<T | undefined>;
  /** Shows a notification; resolves with the title of the action that was taken. */
  readonly tell: (
    severity: 'information' | 'warning' | 'error',
    message: string,
    ...actions: readonly string[]
  ) => Promise<string | undefined>;
}

export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeHolder?: string;
  /** The answer is a secret, and not shown. */
  readonly masked?: boolean;
  /** What is wrong with an answer, in words. */
  readonly validate?: (answer: string) => string | undefined;
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly value: T;
}

/** An interaction whose answers can be given beforehand. */
export interface ReplaceableInteraction extends Interaction {
  readonly answer: (answers: Partial<Interaction>) => vscode.Disposable;
}

export function createInteraction(): ReplaceableInteraction {
  let current: Interaction = editorInteraction;
  const inTurn = takingTurns();
  return {
    // The editor has one place for questions, and a second would end the first unanswered.
    input: (question, signal) => inTurn(() => current.input(question, signal)),
    pick: (placeHolder, choices, signal) => inTurn(() => current.pick(placeHolder, choices, signal)),
    tell: (severity, message, ...actions) => current.tell(severity, message, ...actions),
    answer(answers) {
      current = { ...editorInteraction, ...answers };
      return new vscode.Disposable(() => (current = editorInteraction));
    },
  };
}

const editorInteraction: Interaction = {
  input: ({ masked, validate, ...question }, signal) =>
    withToken(signal, (token) =>
      vscode.window.showInputBox(
        {
          ...question,
          ignoreFocusOut: true,
          password: masked ?? false,
          ...(validate === undefined ? {} : { validateInput: validate }),
        },
        token,
      ),
    ),
  pick: (placeHolder, choices, signal) =>
    withToken(signal, async (token) => {
      const picked = await vscode.window.showQuickPick([...choices], { placeHolder }, token);
      return picked?.value;
    }),
  tell: async (severity, message, ...actions) => {
    switch (severity) {
      case 'information':
        return vscode.window.showInformationMessage(message, ...actions);
      case 'warning':
        return vscode.window.showWarningMessage(message, ...actions);
      case 'error':
        return vscode.window.showErrorMessage(message, ...actions);
    }
  },
};

async function withToken<T>(
  signal: AbortSignal | undefined,
  ask: (token: vscode.CancellationToken) => Thenable<T | undefined>,
): Promise<T | undefined> {
  if (signal?.aborted === true) return undefined;
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await ask(source.token);
  } finally {
    signal?.removeEventListener('abort', cancel);
    source.dispose();
  }
}

/** Starts each task when the one before has ended, however it ended. */
function takingTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn.catch(() => undefined);
    return turn;
  };
}
