import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Outcome } from './runProcess';
import { listenOnLoopback } from '../support/listening';

/** Octets that a hostile server may cost beyond a conversation that is none of the kind. */
const MOST = 30_000_000;

const EHLO = 'S: 220\nC: EHLO client.example.test\nS: 250\n';
const AUTH = 'S: 220\nC: AUTH LOGIN {{$sasl user password}}\nS: 334\nC: {{$sasl}}\nS: 235\n';
const DATA = 'S: 220\nC: DATA\nS: 354\nC: < long.txt\nC: .\nS: 250\n';

interface Case {
  readonly transcript: string;
  /** What it says, each when the client has answered the one before. */
  readonly says: readonly string[];
  /** What it says again and again then, if anything. */
  readonly floods?: string;
  /** Whether it reads what the client says after that. */
  readonly deaf?: true;
  readonly failure: RegExp;
}

const HI = '220 mail.example.test\r\n';
const GO = '354 Go\r\n';

const CASES: Readonly<Record<string, Case>> = {
  'a reply line without end': {
    transcript: EHLO,
    says: [HI, '250-'],
    floods: 'x'.repeat(1_000),
    failure: /a line of more than 65536 octets/,
  },
  'a greeting without end': {
    transcript: EHLO,
    says: [],
    floods: '\0'.repeat(1_000),
    failure: /a line of more than 65536 octets/,
  },
  'a reply of lines without end': {
    transcript: EHLO,
    says: [HI],
    floods: `250-${'x'.repeat(50_000)}\r\n`,
    failure: /longer than 1048576 octets/,
  },
  'a reply of short lines without end': {
    transcript: EHLO,
    says: [HI],
    floods: '250-x\r\n',
    failure: /more than 1000 lines/,
  },
  'replies without end': {
    transcript: EHLO,
    says: [HI],
    floods: `250 ${'x'.repeat(50_000)}\r\n`,
    failure: /does not stop/,
  },
  'challenges without end': {
    transcript: AUTH,
    says: [HI],
    floods: `334 ${'QUFB'.repeat(10_000)}\r\n`,
    failure: /does not stop/,
  },
  'words without end while it takes a message': {
    transcript: DATA,
    says: [HI, GO],
    floods: `250 ${'x'.repeat(50_000)}\r\n`,
    deaf: true,
    failure: /took none of the message/,
  },
  'nothing, and reads nothing of a message of 50 MB': {
    transcript: DATA,
    says: [HI, GO],
    deaf: true,
    failure: /took none of the message/,
  },
};

describe('a server that says', () => {
  let usual = 0;
  before(async () => {
    usual = (await perform({ transcript: EHLO, says: [HI, '250 mail.example.test\r\n'], failure: /^$/ }))
      .peak;
  });

  for (const [name, each] of Object.entries(CASES))
    it(`${name} cannot fill the memory`, async () => {
      const { failures, ended, peak } = await perform(each);
      assert.ok(ended);
      assert.match(failures.join('\n'), each.failure);
      assert.ok(peak - usual < MOST, `${Math.round((peak - usual) / 1e6)} MB more than usual`);
    });
});

async function perform(each: Case): Promise<Outcome> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    void play(socket, each);
  });
  const port = await listenOnLoopback(server);
  const child = fork(path.resolve('out/test/fuzz/runProcess.js'));
  try {
    child.send(`# @timeout 2s\ntelnet 127.0.0.1 ${port}\n${each.transcript}`);
    const [outcome] = (await once(child, 'message')) as [Outcome];
    return outcome;
  } finally {
    child.kill();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

async function play(socket: net.Socket, { says, floods, deaf }: Case): Promise<void> {
  for (const [at, text] of says.entries()) {
    socket.write(text);
    // The last word is followed by what the client says to it, unless the word is no whole line.
    if (at < says.length - 1 || text.endsWith('\n')) await once(socket, 'data');
  }
  if (deaf === true) socket.pause();
  else socket.resume();
  if (floods === undefined) return;
  const many = floods.repeat(Math.ceil(100_000 / floods.length));
  while (!socket.destroyed) {
    if (socket.write(many)) await new Promise(setImmediate);
    else await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
}
