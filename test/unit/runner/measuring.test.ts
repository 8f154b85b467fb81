import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as net from 'node:net';
import { summarize, type RunResult } from '../../../src/runner/result';
import { fakeHost } from '../../support/fakeHost';
import { runTranscript } from '../../support/runTranscript';
import { listenOnLoopback } from '../../support/listening';

const MEGABYTE = 1_048_576;
/** What the kernel may hold on both sides of a loopback connection, and some more. */
const IN_FLIGHT = 16 * MEGABYTE;

describe('{{$size}} and the files that it counts', () => {
  it('is the octets of a big file, which is never in memory as a whole', async () => {
    const server = await startServer();
    const line = `${'x'.repeat(1000)}\n`;
    const lines = Math.ceil((48 * MEGABYTE) / line.length);
    let opened = 0;
    let most = 0;
    const host = fakeHost(
      {},
      {
        openFile: () => {
          // The first is the one that is sent: it is opened before the connection is.
          const isSent = opened++ === 0;
          return Promise.resolve({
            kind: 'file',
            chunks: (async function* () {
              for (let at = 0; at < lines; at += 64) {
                await Promise.resolve();
                if (isSent) most = Math.max(most, at * line.length - server.chunk().octets);
                yield Buffer.from(line.repeat(Math.min(64, lines - at)));
              }
            })(),
          });
        },
      },
    );
    const result = summarize(await runTranscript(transcript(server.port, '< big.txt'), host));
    assert.equal(result.status, 'passed', JSON.stringify(result.failures));
    const [, announced] = server.commands.find((command) => command.startsWith('BDAT'))?.split(' ') ?? [];
    assert.equal(Number(announced), lines * 1002);
    assert.equal(server.chunk().octets, lines * 1002);
    assert.ok(most < IN_FLIGHT, `${most} octets were on their way at once`);
    await server.close();
  });

  for (const [name, mode, first, second, words] of [
    [
      'grows',
      '<',
      'abc\n',
      'abcdef\n',
      'note.txt was changed since its octets were counted: 5 were announced',
    ],
    [
      'shrinks',
      '<',
      'abcdef\n',
      'abc\n',
      'note.txt was changed since its octets were counted: 8 were announced',
    ],
    [
      'grows as base64',
      '<base64',
      'abc',
      'abcd',
      'note.txt was changed since its octets were counted: 6 were',
    ],
    ['gets another template', '<@', '{{word}}\n', 'longer {{word}}\n', 'note.txt was changed since'],
  ] as const)
    it(`end the run when a file ${name} in between: no octet more than was announced is sent`, async () => {
      const server = await startServer();
      const result = await runWith(server.port, mode, [first, second]);
      await server.close();
      assert.equal(result.status, 'error');
      assert.equal(result.failures[0]?.kind, 'file');
      assert.ok(result.failures[0].message.includes(words), result.failures[0].message);
      const [, announced] = server.commands.find((command) => command.startsWith('BDAT'))?.split(' ') ?? [];
      assert.ok(server.chunk().octets < Number(announced), String(announced));
    });

  it('sends the values that it counted, though a function gives others each time', async () => {
    const server = await startServer();
    let turn = 0;
    const host = fakeHost(
      { files: { 'note.txt': '{{$randomInt 1 1000}}\n' } },
      { random: () => 10 ** turn++ },
    );
    const text = transcript(server.port, '{{$randomInt 1 1000}}\nC: <@ note.txt');
    const result = summarize(await runTranscript(text, host));
    assert.equal(result.status, 'passed', JSON.stringify(result.failures));
    // The line has 1 and the file 10: 3 and 4 octets.
    assert.ok(server.commands.includes('BDAT 7 LAST'), server.commands.join());
    assert.equal(server.chunk().text, '1\r\n10\r\n');
    await server.close();
  });
});

/** Runs with a file that has another content each time it is opened for sending. */
async function runWith(port: number, mode: string, contents: readonly [string, string]): Promise<RunResult> {
  const [first, second] = contents;
  // It is opened to be sent, and for a template to be checked, before it is counted: the stream that is sent is the later content.
  let opened = 0;
  const isLater = (): boolean => (mode === '<@' ? opened === 2 : opened === 1);
  const host = fakeHost(
    { variables: { word: 'x' } },
    {
      openFile: () => {
        opened++;
        const content = isLater() ? second : first;
        return Promise.resolve({
          kind: 'file',
          chunks: (async function* () {
            await Promise.resolve();
            yield Buffer.from(content);
          })(),
        });
      },
    },
  );
  return summarize(await runTranscript(transcript(port, `${mode} note.txt`), host));
}

function transcript(port: number, content: string): string {
  return `telnet 127.0.0.1 ${port}\nS: 220\nC: BDAT {{$size}} LAST\nC: ${content}\nS: 250\nC: QUIT\nS: 221\n`;
}

interface Server {
  readonly port: number;
  readonly commands: string[];
  readonly chunk: () => { readonly octets: number; readonly text: string; readonly hash: string };
  readonly close: () => Promise<void>;
}

/** Takes chunks as RFC 3030 has them: as many octets as were announced, and then commands again. */
async function startServer(): Promise<Server> {
  const commands: string[] = [];
  const hash = createHash('sha256');
  let octets = 0;
  let text = '';
  const server = net.createServer((socket) => {
    let due = 0;
    let line = '';
    socket.on('error', () => undefined);
    socket.write('220 mail.example.test\r\n');
    socket.on('data', (data) => {
      let rest = data;
      while (rest.length > 0) {
        if (due > 0) {
          const part = rest.subarray(0, due);
          rest = rest.subarray(part.length);
          due -= part.length;
          octets += part.length;
          if (text.length < 100) text += part.toString('latin1');
          hash.update(part);
          if (due === 0) socket.write('250 Ok\r\n');
          continue;
        }
        const lf = rest.indexOf(0x0a);
        line += rest.subarray(0, lf === -1 ? rest.length : lf + 1).toString('latin1');
        rest = lf === -1 ? rest.subarray(rest.length) : rest.subarray(lf + 1);
        if (!line.endsWith('\n')) continue;
        const command = line.trim();
        line = '';
        commands.push(command);
        const size = /^BDAT (\d+)/.exec(command)?.[1];
        if (size !== undefined && Number(size) > 0) due = Number(size);
        else socket.write(command === 'QUIT' ? '221 Bye\r\n' : '250 Ok\r\n');
      }
    });
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    commands,
    chunk: () => ({ octets, text, hash: hash.copy().digest('hex') }),
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
