import type { TestServer, TestServerOptions } from '../server/index';
import { EXIT, problem, usageError, type Command } from './command';
import { standardOutput, writeWhole } from './output';
import { ask } from './prompt';
import { eventLine, messageLine } from './serveLog';
import { readServeOptions, type ServeOptions } from './serveOptions';
import { secretFromEnvironment, secretVariable } from './secrets';
import { abortOnSignals } from './signals';

export const serveCommand: Command = {
  name: 'serve',
  usage: `smtp-transcript serve [options]

The embedded test server, for this machine only: it accepts every message, keeps it in memory, and delivers nothing. It
runs until it is interrupted (Ctrl+C) and prints what happens. A recipient named “nobody” is refused.

  --host ADDRESS  127.0.0.1 (the default) or ::1
  --port N        for plain text and STARTTLS; without it, or 0, any free port, as for the other two
  --tls-port N    for TLS from the first byte
  --lmtp-port N   for LMTP
  --user NAME     who may log in, in place of user@example.com with the password “password”; the password is asked for
                  unless the environment variable SMTP_SECRET_NAME holds it
  --ca FILE       writes the certificate to trust there, in PEM (for “# @tls-ca FILE” or openssl s_client -CAfile FILE)
  --help

Exit codes: 0 it was interrupted; 2 usage; 3 a port is not free.`,
  run: serve,
};

async function serve(args: readonly string[]): Promise<number> {
  const options = readServeOptions(args);
  if ('problem' in options) return usageError(serveCommand, options.problem);
  const { signal, release } = abortOnSignals();
  try {
    const credentials = await readCredentials(options.user, signal);
    if (signal.aborted) return EXIT.cancelled;
    if ('problem' in credentials) return usageError(serveCommand, credentials.problem);
    const server = await start({ host: options.host, ports: options.ports, ...credentials });
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

async function serveUntil(signal: AbortSignal, server: TestServer, options: ServeOptions): Promise<number> {
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
