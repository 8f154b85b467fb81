import { checkCommand } from './check';
import { decodeCommand, encodeCommand } from './encode';
import { EXIT, type Command } from './command';
import { runCommand } from './run';
import { serveCommand } from './serve';

/** Every command with its usage; the help is made from this. */
const COMMANDS: readonly Command[] = [runCommand, checkCommand, serveCommand, encodeCommand, decodeCommand];

/** Runs one command line; resolves with the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(help());
    return name === undefined ? EXIT.usage : EXIT.passed;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    process.stderr.write(`smtp-transcript: there is no command “${name}”\n\n${help()}`);
    return EXIT.usage;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.usage}\n`);
    return EXIT.passed;
  }
  return command.run(rest);
}

function help(): string {
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(8)} ${command.summary}`);
  return `SMTP Transcript: runs and checks SMTP conversations kept in .smtp files.\n\nsmtp-transcript COMMAND …\n\n${lines.join('\n')}\n\n“smtp-transcript COMMAND --help” tells more.\n`;
}

// The reader of a pipe may leave early (`| head`): that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.passed);
});

void main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `smtp-transcript: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nThis is a bug: please report it.\n`,
    );
    process.exitCode = EXIT.connection;
  },
);
