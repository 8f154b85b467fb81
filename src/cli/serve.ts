import type { TestServer, TestServerOptions } from '../server/index';
import { EXIT, problem, usageError, type Command } from './command';
import { standardOutput, writeWhole } from './output';
import { ask } from './prompt';
import { eventLine, messageLine } from './serveLog';
import { readServeOptions, type EmbeddedOptions } from './serveOptions';
import { serveScript } from './serveScript';
import { secretFromEnvironment, secretVariable } from './secrets';
import { abortOnSignals } from './signals';

export const serveCommand: Command = {
  name: 'serve',
  usage: `smtp-transcript serve [options] [FILE]

Without a file: the embedded test server, for this machine only. It accepts every message, keeps it in memory, and delivers
nothing. It runs until it is interrupted (Ctrl+C) and prints what happens.

  --host ADDRESS     127.0.0.1 (the default) or ::1
  --port N           for plain text and STARTTLS; without it, or 0, any free port, as for the other two
  --tls-port N       for TLS from the first byte
  --lmtp-port N      for LMTP
  --user NAME        who may log in, in place of user@example.com with the password “password”; the password is asked
                     for unless the environment variable SMTP_SECRET_NAME holds it
  --ca FILE          writes the certificate to trust there, in PEM (for “# @tls-ca FILE” or openssl s_client -CAfile)

  --without WORDS    does without these extensions: PIPELINING, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES, DSN, AUTH,
                     STARTTLS, SIZE, CHUNKING, BINARYMIME
  --mechanisms WORDS offers only these of PLAIN, LOGIN, CRAM-MD5 and SCRAM-SHA-256
  --size N           the largest message, in octets
  --require WORDS    auth, tls or both before MAIL

  --delay 2s         waits before each reply
  --greylist 1m      puts off each sender and recipient with 451 for that long; 0 for the first try only
  --fail 0.1         refuses that part of MAIL, RCPT and messages with 451, by chance
  --seed N           another row of chances

An address fails as its local part says, a sender at MAIL and a recipient at RCPT: 550-5.1.1-user-unknown@…, 4xx@…,
delay-3s@…, disconnect@…, reset@…, delay-3s-451@…; with “data-” before it at DATA or BDAT, with “message-” when the message
is complete (LMTP: for that recipient). A recipient named “nobody” does not exist.

With a file: a scripted server. It sends what the file says after S: and expects what it says after C:, one transcript for
each connection; further connections play the last one again. What a client does otherwise is printed, with the line.

  --host, --port     as above
  --tls              speaks TLS from the first byte
  --cert FILE, --key FILE
                     its certificate and key, in PEM, in place of one that is made for localhost
  --ca FILE          writes the certificate to trust there
  --once             ends when each transcript was played once; the exit code tells whether the client did as written
  --loop             begins again with the first transcript after the last
  --transcript TITLE|@TAG
                     plays only the transcripts of that title or tag; may be given several times
  --var NAME=VALUE   gives {{NAME}} a value where the file gives none
  --env NAME         the environment of smtp.env.json to take values from
  --timeout S        seconds that the client may take for each line; 60 by default

  --help

Exit codes: 0 it was interrupted, or with --once all was as written; 1 with --once, it was not; 2 usage, or the file has
errors; 3 a port is not free; 130 --once was interrupted.`,
  run: serve,
};

async function serve(args: readonly string[]): Promise<number> {
  const options = readServeOptions(args);
  if ('problem' in options) return usageError(serveCommand, options.problem);
  return options.kind === 'script' ? serveScript(serveCommand, options) : serveEmbedded(options);
}

async function serveEmbedded(options: EmbeddedOptions): Promise<number> {
  const { signal, release } = abortOnSignals();
  try {
    const credentials = await readCredentials(options.user, signal);
    if (signal.aborted) return EXIT.cancelled;
    if ('problem' in credentials) return usageError(serveCommand, credentials.problem);
    const server = await start({
      host: options.host,
      ports: options.ports,
      ...options.behaviour,
      ...credentials,
    });
    if ('code' in server) return server.code;
    try {
      return await serveUntil(signal, server, options);
    } finally {
      await server.stop();
    }
  } finally {
    release();
  }
}

async function readCredentials(
  user: string | undefined,
  signal: AbortSignal,
): Promise<Pick<TestServerOptions, 'user' | 'password'> | { readonly problem: string }> {
  if (user === undefined) return {};
  const password = secretFromEnvironment(user) ?? (await ask(`Password of ${user}`, true, signal));
  if (password !== undefined && password !== '') return { user, password };
  return { problem: `there is no password for ${user}: set ${secretVariable(user)}` };
}

/** Its libraries are read from disk only now. */
async function start(options: TestServerOptions): Promise<TestServer | { readonly code: number }> {
  const { startTestServer, TestServerError } = await import('../server/index');
  try {
    return await startTestServer(options);
  } catch (error) {
    if (!(error instanceof TestServerError)) throw error;
    if (error.code === 'invalid-option') return { code: usageError(serveCommand, error.message) };
    problem(serveCommand, error.message);
    return { code: EXIT.connection };
  }
}

async function serveUntil(
  signal: AbortSignal,
  server: TestServer,
  options: EmbeddedOptions,
): Promise<number> {
  if (options.ca !== undefined) {
    const [failure] = await writeWhole(options.ca, server.ca);
    if (failure !== undefined) return usageError(serveCommand, failure);
  }
  const interrupted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  // One line after the other, though the subject of a message takes a while to be read.
  let written = standardOutput.write(introduction(server, options.user !== undefined));
  const print = (line: string | Promise<string>): void => {
    written = written.then(async () => standardOutput.write(await line));
  };
  server.onEvent((event) => print(eventLine(event)));
  server.onMessage((entry) => print(messageLine(entry, server.mailbox)));
  if (!signal.aborted) await interrupted;
  await server.stop();
  await written;
  return EXIT.passed;
}

function introduction({ urls, user, password }: TestServer, isOwnUser: boolean): string {
  const withPassword = isOwnUser ? '' : ` with the password “${password}”`;
  return `${urls.smtp}    plain text and STARTTLS
${urls.smtps}   TLS from the first byte
${urls.lmtp}    LMTP
${user} may log in${withPassword}, and nobody has to. Ctrl+C ends it.

`;
}
