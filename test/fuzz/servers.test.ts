import assert from 'node:assert/strict';
import * as net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { startTestServer } from '../../src/server';
import { readScripts, startScriptedServer } from '../../src/server/scripted';
import { parse } from '../../src/syntax/parse';

/** What a client may say: what it should, bytes of any kind, and lines that almost are commands. */
const said = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...[
        'EHLO a.example\r\n',
        'MAIL FROM:<a@example.com>\r\n',
        'RCPT TO:<b@example.com>\r\n',
        'DATA\r\n',
        '.\r\n',
      ],
      ...[
        'BDAT 3\r\n',
        'BDAT 0 LAST\r\n',
        'BDAT 99999999999\r\n',
        'STARTTLS\r\n',
        'AUTH PLAIN\r\n',
        '*\r\n',
        'RSET\r\n',
      ],
      ...['AUTH SCRAM-SHA-256 biwsbj11LHI9cg==\r\n', 'AUTH LOGIN\r\n', 'QUIT\r\n', '\n', '\r', '\0'],
      ...[
        'RCPT TO:<550-5.1.1-x@example.com>\r\n',
        'RCPT TO:<reset@example.com>\r\n',
        'RCPT TO:<message-disconnect@x>\r\n',
      ],
    ),
    fc.string(),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  ),
  { maxLength: 15 },
);

const SCRIPT = `# @timeout 30ms
S: 220 hi
C: EHLO /./
S: 250 Ok
C: ...
C: DATA
S: 354 Go
C: ...
C: .
S: 250 Ok
C: STARTTLS
S: 220 Go
C: QUIT
S: 221 Bye
`;

describe('servers, whatever a client says and however it leaves', function () {
  this.timeout(120_000);
  let unhandled: unknown;
  const keep = (reason: unknown): void => {
    unhandled ??= reason;
  };
  before(() => process.on('unhandledRejection', keep).on('uncaughtException', keep));
  after(() => process.off('unhandledRejection', keep).off('uncaughtException', keep));

  async function survives(ports: readonly number[], runs: number): Promise<void> {
    await fc.assert(
      fc.asyncProperty(said, fc.constantFrom('end', 'reset', 'destroy'), fc.nat(), async (parts, how, at) => {
        const socket = net.connect({ port: ports[at % ports.length] ?? 0, host: '127.0.0.1' });
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.on('error', () => undefined).resume();
        for (const part of parts) {
          if (socket.writable) socket.write(part, 'latin1');
          await setImmediate();
        }
        if (how === 'end') socket.end();
        else if (how === 'reset') socket.resetAndDestroy();
        else socket.destroy();
        // A server may take its time over a client that has gone; nobody waits for it here.
        await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 50))]);
        socket.destroy();
        assert.equal(unhandled, undefined);
      }),
      { numRuns: runs },
    );
  }

  async function leavesNothing(use: () => Promise<void>): Promise<void> {
    const before = await handles();
    await use();
    assert.deepEqual(await handles(), before);
  }

  it('the embedded one', () =>
    leavesNothing(async () => {
      const server = await startTestServer();
      await survives(Object.values(server.ports), 1000);
      await server.stop();
    }));

  it('the scripted one', () =>
    leavesNothing(async () => {
      const readFile = (): Promise<{ problem: string }> => Promise.resolve({ problem: 'there are no files' });
      const { scripts } = await readScripts(parse(SCRIPT), { readFile });
      const plain = await startScriptedServer(scripts);
      const secure = await startScriptedServer(scripts, { tls: true });
      await survives([plain.port, plain.port, secure.port], 1000);
      await Promise.all([plain.stop(), secure.stop()]);
    }));
});

/** What keeps the process alive, as of the next turns. */
async function handles(): Promise<string[]> {
  for (let i = 0; i < 10; i++) await setImmediate();
  return process
    .getActiveResourcesInfo()
    .filter((name) => /^(TCP|TLS)/.test(name))
    .sort();
}
