import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { parseScript, startScriptedServer } from '../support/scriptedServer';
import type { Outcome } from './runProcess';

/** Octets that a hostile server may cost beyond a conversation that is none of the kind. */
const MOST = 30_000_000;

const EHLO = 'S: 220\nC: EHLO client.example.test\nS: 250\n';
const AUTH = 'S: 220\nC: AUTH LOGIN {{$sasl user password}}\nS: 334\nC: {{$sasl}}\nS: 235\n';
const DATA = 'S: 220\nC: DATA\nS: 354\nC: < long.txt\nC: .\nS: 250\n';
const HI = 'S: 220 mail.example.test\n';

interface Case {
  readonly transcript: string;
  readonly server: string;
  readonly failure: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  'a reply line without end': {
    transcript: EHLO,
    server: `${HI}C: EHLO client.example.test\nignore\nS!: 250-\nflood S!: ${'x'.repeat(1_000)}\n`,
    failure: /a line of more than 65536 octets/,
  },
  'a greeting without end': {
    transcript: EHLO,
    server: `ignore\nflood S!: ${'\\x00'.repeat(1_000)}\n`,
    failure: /a line of more than 65536 octets/,
  },
  'a reply of lines without end': {
    transcript: EHLO,
    server: `${HI}C: EHLO client.example.test\nignore\nflood S: 250-${'x'.repeat(50_000)}\n`,
    failure: /longer than 1048576 octets/,
  },
  'a reply of short lines without end': {
    transcript: EHLO,
    server: `${HI}C: EHLO client.example.test\nignore\nflood S: 250-x\n`,
    failure: /more than 1000 lines/,
  },
  'replies without end': {
    transcript: EHLO,
    server: `${HI}C: EHLO client.example.test\nignore\nflood S: 250 ${'x'.repeat(50_000)}\n`,
    failure: /does not stop/,
  },
  'challenges without end': {
    transcript: AUTH,
    server: `${HI}C: AUTH LOGIN dXNlcg==\nignore\nflood S: 334 ${'QUFB'.repeat(10_000)}\n`,
    failure: /does not stop/,
  },
  'words without end while it takes a message': {
    transcript: DATA,
    server: `${HI}C: DATA\nS: 354 Go\nC!: All work\nignore\ndeaf\nflood S: 250 ${'x'.repeat(50_000)}\n`,
    failure: /took none of the message/,
  },
  'nothing, and reads nothing of a message of 50 MB': {
    transcript: DATA,
    server: `${HI}C: DATA\nS: 354 Go\nignore\ndeaf\npause 2500ms\n`,
    failure: /took none of the message/,
  },
};

describe('a server that says', () => {
  let usual = 0;
  before(async () => {
    const server = `${HI}C: EHLO client.example.test\nS: 250 mail.example.test\n`;
    usual = (await perform(EHLO, server)).peak;
  });

  for (const [name, { transcript, server, failure }] of Object.entries(CASES))
    it(`${name} cannot fill the memory`, async () => {
      const { failures, ended, peak } = await perform(transcript, server);
      assert.ok(ended);
      assert.match(failures.join('\n'), failure);
      assert.ok(peak - usual < MOST, `${Math.round((peak - usual) / 1e6)} MB more than usual`);
    });
});

async function perform(transcript: string, script: string): Promise<Outcome> {
  const server = await startScriptedServer(parseScript(script));
  const child = fork(path.resolve('out/test/fuzz/runProcess.js'));
  try {
    child.send(`# @timeout 2s\ntelnet 127.0.0.1 ${server.port}\n${transcript}`);
    const [outcome] = (await once(child, 'message')) as [Outcome];
    return outcome;
  } finally {
    child.kill();
    await server.close();
  }
}
