import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as tls from 'node:tls';
import { plan } from '../../../src/runner/plan';
import { summarize } from '../../../src/runner/result';
import { run } from '../../../src/runner/session';
import { parse } from '../../../src/syntax/parse';
import { makeCertificates, type Certificates } from '../../support/certificates';
import { fakeHost } from '../../support/fakeHost';
import { runTranscript } from '../../support/runTranscript';
import { listenOnLoopback } from '../../support/listening';

describe('a run that is given up', () => {
  let certificates: Certificates;
  let folder: string;
  let server: net.Server;
  let port: number;
  const open = new Set<net.Socket>();
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'smtp-transcript-cancel-'));
    certificates = await makeCertificates(folder);
    const secure = {
      key: readFileSync(certificates.good.key),
      cert: readFileSync(certificates.good.certificate),
    };
    server = net.createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
      serve(socket, secure);
    });
    port = await listenOnLoopback(server);
  });
  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  const text = (): string => `# @tls-ca ca.pem
telnet 127.0.0.1 ${port}
S: 220
C: EHLO client.example.test
S: 250
C: STARTTLS
S: 220
# @sleep 3ms
C: NOOP
S: 250
C: DATA
S: 354
C: < big.eml
C: .
S: 250
C: QUIT
S: 221
`;
  const host = (): ReturnType<typeof fakeHost> =>
    fakeHost({ files: { 'ca.pem': readFileSync(certificates.ca), 'big.eml': 'line\n'.repeat(20_000) } });

  async function allClosed(): Promise<void> {
    for (let waited = 0; open.size > 0 && waited < 200; waited++) await delay(5);
    assert.equal(open.size, 0, 'a connection is still open');
  }

  it('runs to its end when nobody gives it up', async () => {
    assert.equal(summarize(await runTranscript(text(), host())).status, 'passed');
    await allClosed();
  });

  it('closes its connection, at whatever moment it is aborted', async () => {
    const statuses = new Map<string, number>();
    for (let at = 0; at < 40; at++) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), (at * 7) % 60);
      const events = await runTranscript(text(), host(), abort.signal);
      clearTimeout(timer);
      const { status, failures } = summarize(events);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      assert.ok(status === 'cancelled' || status === 'passed', JSON.stringify(failures));
      assert.equal(events.at(-1)?.type, 'end');
    }
    assert.ok((statuses.get('cancelled') ?? 0) > 10, JSON.stringify([...statuses]));
    await allClosed();
  });

  it('closes its connection when it is aborted at any of its events', async () => {
    const count = (await runTranscript(text(), host())).length;
    for (let at = 1; at < count; at++) {
      const abort = new AbortController();
      const document = parse(text());
      const [transcript] = document.transcripts;
      assert.ok(transcript !== undefined);
      const events = [];
      for await (const event of run(plan(document, transcript), host(), abort.signal)) {
        events.push(event);
        if (events.length === at) abort.abort();
      }
      const { status } = summarize(events);
      // After the last reply there is nothing left to cancel.
      assert.ok(status === 'cancelled' || at > count - 4, `${status} at ${events[at - 1]?.type ?? ''}`);
      // Nobody who cancelled hears of more than what had happened by then, the failure and the end.
      if (status === 'cancelled')
        assert.ok(events.length <= at + 8, `${events.length - at} events after the abort`);
    }
    await allClosed();
  });

  it('closes its connection when nobody listens any more', async () => {
    const count = (await runTranscript(text(), host())).length;
    for (let at = 1; at < count; at++) {
      const document = parse(text());
      const [transcript] = document.transcripts;
      assert.ok(transcript !== undefined);
      let seen = 0;
      for await (const event of run(plan(document, transcript), host(), new AbortController().signal))
        if (++seen === at && event.type !== 'end') break;
    }
    await allClosed();
  });

  it('does not connect when it was cancelled before, or while a person was asked', async () => {
    const events = await runTranscript(text(), host(), AbortSignal.abort());
    assert.deepEqual(
      events.map((event) => event.type),
      ['start', 'failure', 'end'],
    );
    const abort = new AbortController();
    const asked = fakeHost(
      {},
      {
        prompt: () => {
          abort.abort();
          return Promise.resolve(undefined);
        },
      },
    );
    const given = summarize(
      await runTranscript(`telnet 127.0.0.1 ${port}\nC: NOOP {{$prompt Word}}\n`, asked, abort.signal),
    );
    assert.equal(given.status, 'cancelled');
    assert.deepEqual(
      given.failures.map((failure) => failure.kind),
      ['cancelled'],
    );
    await allClosed();
  });

  it('leaves no file open that it did not come to', async () => {
    let opened = 0;
    let closed = 0;
    const counting = fakeHost(
      {},
      {
        openFile: () => {
          opened++;
          return Promise.resolve({
            kind: 'file',
            chunks: (async function* () {
              try {
                yield Buffer.from('x\n');
              } finally {
                closed++;
              }
            })(),
          });
        },
      },
    );
    const refused = `telnet 127.0.0.1 ${port}\nS: 554\nC: DATA\nS: 354\nC: < a.eml\nC: < b.eml\nC: .\nS: 250\n`;
    assert.equal(summarize(await runTranscript(refused, counting)).status, 'failed');
    assert.equal(opened, 2);
    assert.equal(closed, 2);
    await allClosed();
  });
});

/** A server that says yes to everything, a millisecond later. */
function serve(socket: net.Socket, secure: { readonly key: Buffer; readonly cert: Buffer }): void {
  let content = false;
  let pending = '';
  const say = (text: string): void =>
    void setTimeout(() => socket.writable && socket.write(`${text}\r\n`), 1);
  const take = (line: string): void => {
    if (content) {
      if (line !== '.') return;
      content = false;
      say('250 Ok');
      return;
    }
    switch (line) {
      case 'DATA':
        content = true;
        say('354 Go');
        return;
      case 'QUIT':
        say('221 Bye');
        return;
      case 'STARTTLS': {
        socket.write('220 Go\r\n');
        socket.removeAllListeners('data');
        const upgraded = new tls.TLSSocket(socket, { isServer: true, ...secure });
        upgraded.on('error', () => socket.destroy()).on('end', () => socket.destroy());
        serveOn(upgraded);
        return;
      }
      default:
        say('250 Ok');
    }
  };
  const serveOn = (over: net.Socket): void => {
    socket = over;
    over.on('data', (chunk: Buffer) => {
      pending += chunk.toString();
      const lines = pending.split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
  };
  say('220 hi');
  serveOn(socket);
}
