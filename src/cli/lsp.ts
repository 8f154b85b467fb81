import { readArguments } from './arguments';
import { usageError, type Command } from './command';
import { version } from './version';

export const lspCommand: Command = {
  name: 'lsp',
  usage: `smtp-transcript lsp --stdio

The language server, for an editor to start: it speaks the Language Server Protocol over standard input and output.
docs/editors.md has what each editor needs to be told.

  --stdio                the only way to speak there is, and so may be left out
  --clientProcessId=PID  ends when this process does
  --help

Exit codes: 0 the editor shut it down; 1 the editor has gone without; 2 usage.`,
  run: serveEditor,
};

async function serveEditor(args: readonly string[]): Promise<number> {
  // The library finds the second one by itself.
  const parsed = readArguments(args, { stdio: { type: 'boolean' }, clientProcessId: { type: 'string' } });
  if ('problem' in parsed) return usageError(lspCommand, parsed.problem);
  if (parsed.positionals.length > 0)
    return usageError(lspCommand, 'it takes no files: the editor opens them');
  const { serveStandardStreams } = await import('../languageServer/index');
  serveStandardStreams({ version: await version() });
  // It ends the process itself.
  return new Promise(() => undefined);
}
