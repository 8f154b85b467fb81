/** The executable to run, or undefined to let @vscode/test-electron download one; `root` is the project's folder. */
export function chooseExecutable(root: string): Promise<string | undefined>;
