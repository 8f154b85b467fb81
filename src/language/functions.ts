/** A function of the language, `{{$name arguments}}`. */
export interface FunctionInfo {
  /** With its `$`. */
  readonly name: string;
  /** As a person writes it, between the braces. */
  readonly syntax: string;
  readonly summary: string;
}

export const FUNCTIONS: readonly FunctionInfo[] = [
  info('$guid', 'a random UUID'),
  info('$timestamp', 'the time now, in seconds since 1970'),
  info('$date', 'the date and time now, as the Date header has it (RFC 5322 section 3.3)'),
  info('$messageId', 'a new value for the Message-ID header, in angle brackets'),
  info('$randomInt MIN MAX', 'a random whole number, from MIN to MAX'),
  info('$repeat', 'which repetition of @repeat this is, from 1'),
  info('$hostname', "this machine's name, for EHLO"),
  info('$processEnv NAME', 'the value of an environment variable of the process'),
  info('$dotenv NAME', 'the value that the nearest .env file gives a name'),
  info('$prompt LABEL', 'what you type when the transcript is run'),
  info('$password LABEL', 'what you type when the transcript is run; masked, and never shown'),
  info('$secret NAME', "a value from the editor's secret storage; on the command line, SMTP_SECRET_NAME"),
  info('$base64 TEXT', 'the text in base64, as UTF-8'),
  info('$plain USER PASSWORD', 'the credentials of AUTH PLAIN, in base64 (RFC 4616)'),
  info(
    '$sasl USER PASSWORD',
    'the next response of the mechanism that the AUTH line names; a third argument is whom to act for',
  ),
  info('$size', 'the octets of the chunk or message that follows'),
  info('$testServer', "the built-in test server's address, as a URL"),
];

const BY_NAME: ReadonlyMap<string, FunctionInfo> = new Map(FUNCTIONS.map((each) => [each.name, each]));

/** The function with this name, `$` and case included; undefined if there is none. */
export function findFunction(name: string): FunctionInfo | undefined {
  return BY_NAME.get(name);
}

function info(syntax: string, summary: string): FunctionInfo {
  return { name: syntax.replace(/ .*/, ''), syntax, summary };
}
