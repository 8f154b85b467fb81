import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from '../../../src/runner/host';
import { summarize } from '../../../src/runner/result';
import { fakeHost } from '../../support/fakeHost';
import { runTranscript } from '../../support/runTranscript';
import { listenOnLoopback } from '../../support/listening';

const MEGABYTE = 1_048_576;
const SIZE = 32 * MEGABYTE;
/** What the kernel may hold on both sides of a loopback connection, and some more. */
const IN_FLIGHT = 16 * MEGABYTE;

describe('a big file as content', () => {
  it('goes out no faster than the server takes it, with its dots stuffed and its line ends mended', async () => {
    const server = await startSink({ refuseAfter: Infinity });
    let produced = 0;
    let most = 0;
    const sent = createHash('sha256');
    const host = hostWith(async function* () {
      for (const chunk of chunksOf(SIZE)) {
        produced += chunk.length;
        most = Math.max(most, produced - server.taken());
        sent.update(stuffed(chunk));
        yield chunk;
      }
    });
    const result = summarize(await runTranscript(transcript(server.port), host));
    assert.equal(result.status, 'passed', JSON.stringify(result.failures));
    assert.equal(server.hash(), sent.digest('hex'));
    assert.ok(most < IN_FLIGHT, `${most} octets were on their way at once`);
    await server.close();
  });

  it('is stopped when the server gives up, and what it said is told', async () => {
    const server = await startSink({ refuseAfter: MEGABYTE });
    let ended = false;
    const host = hostWith(async function* () {
      try {
        yield* chunksOf(SIZE);
        assert.fail('the whole file was read');
      } finally {
        ended = true;
      }
    });
    const events = await runTranscript(transcript(server.port), host);
    const result = summarize(events);
    // What it says is its reply to the message.
    assert.equal(result.status, 'failed');
    assert.ok(events.some((event) => event.type === 'received' && event.text.startsWith('552')));
    assert.equal(result.verdicts.at(-1)?.actual, '552 5.3.4 Too big');
    assert.ok(ended, 'the file was not closed');
    await server.close();
  });

  it('that cannot be read to its end ends the run, not the message', async () => {
    const server = await startSink({ refuseAfter: Infinity });
    const host = hostWith(async function* () {
      yield Buffer.from('Subject: x\n');
      throw new Error('the disk is gone');
    });
    const result = summarize(await runTranscript(transcript(server.port), host));
    assert.equal(result.failures[0]?.kind, 'file');
    assert.equal(result.failures[0].message, 'big.eml cannot be read: the disk is gone');
    await server.close();
  });
});

const transcript = (port: number): string =>
  `telnet 127.0.0.1 ${port}\nS: 220\nC: DATA\nS: 354\nC: < big.eml\nC: .\nS: 250\nC: QUIT\nS: 221\n`;

function hostWith(chunks: () => AsyncGenerator<Uint8Array>): Host {
  return fakeHost({}, { openFile: () => Promise.resolve({ kind: 'file', chunks: chunks() }) });
}

/** Whole lines, some of which begin with a dot. */
function* chunksOf(octets: number): Generator<Buffer> {
  const lines = Buffer.from(`${'x'.repeat(70)}\n.${'y'.repeat(62)}\n`.repeat(512));
  for (let done = 0; done < octets; done += lines.length) yield lines;
}

function stuffed(chunk: Buffer): string {
  return chunk.toString('latin1').replaceAll('\n', '\r\n').replace(/^\./gm, '..');
}

interface Sink {
  readonly port: number;
  taken(): number;
  /** Of the message as it came, without the lone dot. */
  hash(): string;
  close(): Promise<void>;
}

/** A server that reads slowly, and that may have enough before the message ends. */
async function startSink({ refuseAfter }: { readonly refuseAfter: number }): Promise<Sink> {
  let taken = 0;
  const received = createHash('sha256');
  const server = net.createServer((socket) => {
    let content = false;
    let tail = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.write('220 sink\r\n');
    const take = async (chunk: Buffer): Promise<void> => {
      if (!content) {
        content = chunk.toString().startsWith('DATA');
        socket.write(content ? '354 Go\r\n' : '221 Bye\r\n');
        return;
      }
      taken += chunk.length;
      // The end of the message may be cut anywhere, so its last octets wait for those to come.
      tail = Buffer.concat([tail, chunk]);
      const ended = tail.subarray(-5).toString() === '\r\n.\r\n';
      received.update(tail.subarray(0, ended ? -3 : Math.max(0, tail.length - 5)));
      tail = tail.subarray(ended ? tail.length : Math.max(0, tail.length - 5));
      if (ended) {
        content = false;
        socket.write('250 Ok\r\n');
      } else if (taken > refuseAfter) {
        socket.end('552 5.3.4 Too big\r\n');
        await delay(20);
        socket.destroy();
      } else {
        socket.pause();
        await delay(1);
        socket.resume();
      }
    };
    socket.on('data', (chunk: Buffer) => void take(chunk));
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    taken: () => taken,
    hash: () => received.digest('hex'),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
