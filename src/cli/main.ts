import { nearest } from '../syntax/words';
import { EXIT, type Command } from './command';
import { reasonOf } from './text';
import { version } from './version';

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command. Each is loaded when it is asked for, so that help and small commands don't wait for the engine. */
const COMMANDS: readonly Entry[] = [
  {
    name: 'run',
    summary: 'runs transcripts and streams the conversation',
    load: async () => (await import('./run')).runCommand,
  },
  {
    name: 'check',
    summary: 'says what is wrong with files, without running them',
    load: async () => (await import('./check')).checkCommand,
  },
  {
    name: 'serve',
    summary: 'runs the embedded test server, or plays a file from the server’s side',
    load: async () => (await import('./serve')).serveCommand,
  },
  {
    name: 'encode',
    summary: 'base64 of a text, or of the credentials for AUTH PLAIN',
    load: async () => (await import('./encode')).encodeCommand,
  },
  {
    name: 'decode',
    summary: 'the text that base64 holds',
    load: async () => (await import('./encode')).decodeCommand,
  },
  {
    name: 'lsp',
    summary: 'the language server, for editors',
    load: async () => (await import('./lsp')).lspCommand,
  },
];

/** Runs one command line; resolves with the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    (name === undefined ? process.stderr : process.stdout).write(help());
    return name === undefined ? EXIT.usage : EXIT.passed;
  }
  if (name === '--version') {
    process.stdout.write(`${await version()}\n`);
    return EXIT.passed;
  }
  const entry = COMMANDS.find((each) => each.name === name);
  if (entry === undefined) {
    const unknown = name.startsWith('-') ? unknownOption(name) : unknownCommand(name);
    process.stderr.write(`smtp-transcript: ${unknown}\n\n${help()}`);
    return EXIT.usage;
  }
  const command = await entry.load();
  if (asksForHelp(rest)) {
    process.stdout.write(`${command.usage}\n`);
    return EXIT.passed;
  }
  return command.run(rest);
}

function help(): string {
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(8)} ${command.summary}`);
  return `SMTP Transcript: runs and checks SMTP conversations kept in .smtp files.\n\nsmtp-transcript COMMAND …\n\n${lines.join('\n')}\n\n“smtp-transcript COMMAND --help” tells more.\n`;
}

function unknownCommand(name: string): string {
  const meant = nearest(
    name,
    COMMANDS.map((command) => command.name),
  );
  return `there is no command “${name}”${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** Those of a command stand behind it, where a newcomer may well not put them. */
function unknownOption(name: string): string {
  const meant = name === '-V' ? '--version' : nearest(name, ['--help', '--version']);
  return `there is no option ${name} before a command${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** Nothing after `--` is an option. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === '--help' || arg === '-h');
}

// The reader of a pipe may leave early (`| head`). What is left is then told to nobody, and the exit code still counts. A full
// disk is another matter: who reads the file later has to know that it is not whole.
let incomplete = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || incomplete) return;
  incomplete = true;
  process.stderr.write(`smtp-transcript: standard output cannot be written: ${reasonOf(error)}\n`);
});
process.stderr.on('error', () => undefined); // there is nobody left to tell

void main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = incomplete ? Math.max(code, EXIT.usage) : code;
  },
  (error: unknown) => {
    process.stderr.write(
      `smtp-transcript: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nThis is a bug: please report it.\n`,
    );
    process.exitCode = EXIT.connection;
  },
);
