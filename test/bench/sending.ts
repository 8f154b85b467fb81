import * as net from 'node:net';
import { createNodeHost } from '../../src/host/nodeHost';
import { plan } from '../../src/runner/plan';
import { run } from '../../src/runner/session';
import { startTestServer } from '../../src/server/index';
import { parse } from '../../src/syntax/parse';
import type { Measurement } from './bench';
import { median } from './median';

const MESSAGES = 200;
const ROUNDS = 5;
const BODY = Array.from({ length: 128 }, (_, at) => `Line ${String(at).padStart(4, '0')} ${'x'.repeat(68)}`);

/** Messages of 10 kB on one connection in lock-step, against a raw client that does the same writes and reads the same replies. */
export async function measureSending(): Promise<Measurement[]> {
  const server = await startTestServer({ limits: { messages: 10 } });
  try {
    const port = server.ports.smtp;
    const raw: number[] = [];
    const ours: number[] = [];
    // In turns, so that whatever else the machine does falls on both alike; the first round warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      const [rawTime, ourTime] = [await timed(() => rawClient(port)), await timed(() => transcript(port))];
      if (round > 0) {
        raw.push(rawTime);
        ours.push(ourTime);
      }
    }
    const milliseconds = median(ours);
    return [
      {
        what: `${MESSAGES} messages of 10 kB in lock-step`,
        reference: 'a raw node:net client',
        milliseconds,
        referenceMilliseconds: median(raw),
        rate: `${Math.round((MESSAGES / milliseconds) * 1000)} messages per second`,
      },
    ];
  } finally {
    await server.stop();
  }
}

function commands(): string[] {
  const message = [
    'MAIL FROM:<a@example.com>',
    'RCPT TO:<b@example.com>',
    'DATA',
    ['Subject: bench', '', ...BODY, '.'].join('\r\n'),
  ];
  return ['EHLO client.example.com', ...Array.from({ length: MESSAGES }, () => message).flat(), 'QUIT'];
}

async function transcript(port: number): Promise<void> {
  const text = `telnet 127.0.0.1 ${port}\n${commands().join('\n').replaceAll('\r\n', '\n')}\n`;
  const document = parse(text);
  const [first] = document.transcripts;
  if (first === undefined) throw new Error('no transcript');
  const host = createNodeHost({
    folder: process.cwd(),
    secret: () => Promise.resolve(undefined),
    prompt: () => Promise.resolve(undefined),
    testServer: () => Promise.reject(new Error('not used')),
  });
  for await (const event of run(plan(document, first), host, new AbortController().signal)) {
    if (event.type === 'end' && event.status !== 'passed')
      throw new Error(`the run ended as ${event.status}`);
  }
}

function rawClient(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const queue = commands();
    const socket = net.connect(port, '127.0.0.1');
    let pending = '';
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      if (!/(?:^|\n)\d{3} [^\n]*\n$/.test(pending)) return;
      pending = '';
      const next = queue.shift();
      if (next === undefined) socket.end();
      else socket.write(`${next}\r\n`);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
