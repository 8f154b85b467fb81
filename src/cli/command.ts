/** One command of the command line, loaded when it is asked for. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  /** Resolves with the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** What the exit code says; with several, the highest of 3, 2, 1. */
export const EXIT = {
  passed: 0,
  /** An expectation failed, or the server refused a command. */
  failed: 1,
  /** Wrong arguments, or a file with errors: nothing was sent. */
  usage: 2,
  /** No connection, a TLS failure, a time-out, a connection lost. */
  connection: 3,
  cancelled: 130,
} as const;

/** A mistake in the command line: told on standard error, with where to read more. */
export function usageError(command: Command, message: string): number {
  problem(command, message);
  process.stderr.write(`“smtp-transcript ${command.name} --help” tells more.\n`);
  return EXIT.usage;
}

/** Something that stands in the way, told on standard error. */
export function problem(command: Command, message: string): void {
  process.stderr.write(`smtp-transcript ${command.name}: ${message}\n`);
}
