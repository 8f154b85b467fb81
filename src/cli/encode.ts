import { decodeSelection, encodeSelection, plainMessage } from '../language/base64Text';
import { encodeBase64 } from '../smtp/base64';
import { readArguments } from './arguments';
import { EXIT, problem, usageError, type Command } from './command';
import { standardOutput } from './output';
import { ask, isInteractive } from './prompt';
import { abortOnSignals } from './signals';
import { readStandardInput, withoutLineEnd } from './standardInput';

export const encodeCommand: Command = {
  name: 'encode',
  usage: `smtp-transcript encode [--plain USER] [TEXT]

Prints the base64 of TEXT, in UTF-8, as the lines of an AUTH LOGIN need it. “\\0” in TEXT stands for NUL. Without TEXT it
is read from standard input, as it stands but for one line end after it, or asked for; a password belongs there, as other
users of the machine can read your command line.

  --plain USER   the credentials of USER for AUTH PLAIN; the password is asked for, or read from standard input
  --help

Base64 is not encryption: whoever sees the output can read the password.`,
  run: encode,
};

export const decodeCommand: Command = {
  name: 'decode',
  usage: `smtp-transcript decode [TEXT]

Prints the text that the base64 in TEXT, or else in standard input, holds. A NUL in it, as in the credentials of AUTH
PLAIN, shows as “\\0”.

  --help`,
  run: decode,
};

async function encode(args: readonly string[]): Promise<number> {
  const parsed = readArguments(args, { plain: { type: 'string' } });
  if ('problem' in parsed) return usageError(encodeCommand, parsed.problem);
  const { plain: user } = parsed.values;
  const [text, ...others] = parsed.positionals;
  if (user !== undefined && text !== undefined)
    return usageError(
      encodeCommand,
      'the password of --plain is not given on the command line: it is asked for',
    );
  if (user === '') return usageError(encodeCommand, '--plain takes the name of a user');
  if (others.length > 0) return usageError(encodeCommand, 'give one TEXT; quote it if it has spaces');
  if (text !== undefined) return print(encodeSelection(text));
  const read = await readOrAsk(user === undefined ? 'Text' : `Password of ${user}`, user !== undefined);
  if (read === undefined) return EXIT.cancelled;
  if (user === undefined) return print(encodeBase64(read));
  const password = read.toString('utf8');
  if (password === '') problem(encodeCommand, 'the password is empty');
  else if (password.includes('\0')) problem(encodeCommand, 'a password cannot hold a NUL (RFC 4616)');
  else return print(encodeBase64(plainMessage(user, password)));
  return EXIT.usage;
}

async function decode(args: readonly string[]): Promise<number> {
  const parsed = readArguments(args, {});
  if ('problem' in parsed) return usageError(decodeCommand, parsed.problem);
  const [text, ...others] = parsed.positionals;
  if (others.length > 0) return usageError(decodeCommand, 'give one TEXT; quote it if it has spaces');
  const read = text ?? (await readOrAsk('Base64', false))?.toString('latin1');
  if (read === undefined) return EXIT.cancelled;
  const decoded = decodeSelection(read);
  if (decoded.ok) return print(decoded.text);
  problem(decodeCommand, read.trim() === '' ? 'there is nothing to decode' : decoded.error);
  return EXIT.usage;
}

/** What a person types, or else all of standard input, without the line end after it. */
async function readOrAsk(label: string, masked: boolean): Promise<Buffer | undefined> {
  if (!isInteractive()) {
    const bytes = await readStandardInput();
    return Buffer.from(withoutLineEnd(bytes.toString('latin1')), 'latin1');
  }
  const { signal, release } = abortOnSignals();
  try {
    const answer = await ask(label, masked, signal);
    return answer === undefined ? undefined : Buffer.from(answer);
  } finally {
    release();
  }
}

async function print(text: string): Promise<number> {
  await standardOutput.write(`${text}\n`);
  return EXIT.passed;
}
