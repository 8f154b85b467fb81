import assert from 'node:assert/strict';
import * as net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { RunStatus } from '../../src/runner/events';
import { summarize } from '../../src/runner/result';
import { ReplyParser, type ReplyProgress } from '../../src/smtp/reply';
import { LineBuffer } from '../../src/transport/lineBuffer';
import { fakeHost } from '../support/fakeHost';
import { runTranscript } from '../support/runTranscript';
import { listenOnLoopback } from '../support/listening';

/** Lines that look like replies, and bytes that look like nothing. */
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('220', '250', '334', '354', '421', '550', '999', '25'),
        fc.constantFrom(' ', '-', ''),
        fc.string({ maxLength: 12 }),
        fc.constantFrom('\r\n', '\r\n', '\n', '\r', ''),
      )
      .map((parts) => Buffer.from(parts.join(''))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)) },
);
const stream = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));
const cuts = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 60 });

describe('whatever a server sends', () => {
  it('makes the same replies, however its bytes are cut', () => {
    fc.assert(
      fc.property(stream, cuts, (bytes, sizes) => {
        const whole = replies([bytes]);
        assert.deepEqual(replies(cut(bytes, sizes)), whole);
        assert.deepEqual(replies([...bytes].map((byte) => Buffer.of(byte))), whole);
      }),
      { numRuns: 500 },
    );
  });

  it('ends a run with an event, and leaves no connection open', async () => {
    const open = new Set<net.Socket>();
    let bytes = Buffer.alloc(0);
    let sizes: readonly number[] = [];
    const server = net.createServer({ noDelay: true }, (socket) => {
      open.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => open.delete(socket))
        .resume();
      void (async () => {
        for (const chunk of cut(bytes, sizes)) {
          if (socket.writable) socket.write(chunk);
          await new Promise(setImmediate);
        }
        socket.end();
      })();
    });
    const port = await listenOnLoopback(server);
    const text = (onFailure: string): string => `# @timeout 60ms
# @tls-verify off
# @on-failure ${onFailure}
telnet 127.0.0.1 ${port}
S: 220 /(?<word>.*)/
C: EHLO {{word}}
S: 250-x
S: 250 STARTTLS
C: AUTH PLAIN {{$sasl user password}}
S?: 334
S: 2xx
C: DATA
S: 354
C: text
C: .
S: 250
C: STARTTLS
S: 220
C: QUIT
S: <close>
`;
    const seen = new Set<RunStatus>();
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            stream,
            stream.map((rest) => Buffer.concat([Buffer.from('220 hi\r\n'), rest])),
          ),
          cuts,
          fc.constantFrom('stop', 'continue'),
          async (sent, cutting, onFailure) => {
            bytes = sent;
            sizes = cutting;
            const events = await runTranscript(text(onFailure), fakeHost());
            assert.equal(events.at(-1)?.type, 'end');
            assert.ok(!JSON.stringify(events).includes('\\u001b'));
            seen.add(summarize(events).status);
          },
        ),
        { numRuns: 300, endOnFailure: true },
      );
      assert.ok(seen.has('failed') && seen.has('error'), JSON.stringify([...seen]));
      for (let waited = 0; open.size > 0 && waited < 200; waited++) await delay(5);
      assert.equal(open.size, 0, 'a connection is still open');
    } finally {
      server.close();
    }
  }).timeout(60_000);
});

function replies(chunks: readonly Uint8Array[]): ReplyProgress[] {
  const buffer = new LineBuffer();
  const parser = new ReplyParser();
  return chunks.flatMap((chunk) => {
    buffer.push(chunk);
    const made = [];
    for (let line = buffer.shift(); line !== undefined; line = buffer.shift()) made.push(parser.push(line));
    return made;
  });
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)];
}
