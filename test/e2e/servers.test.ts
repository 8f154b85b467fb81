import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tls from 'node:tls';
import { makeCertificates, type Certificates } from '../support/certificates';
import { requireServers, type Programs } from './servers/availability';
import { startAll } from './servers/all';
import { startDaemon } from './servers/daemon';
import { parseEximQueue, startExim } from './servers/exim';
import { freePorts, isListening } from './servers/ports';
import { parsePostfixQueue, startPostfix } from './servers/postfix';
import type { QueueingServer, StartOptions } from './servers/server';

describe('the real mail servers', function () {
  this.timeout(30_000);
  const cleanups: (() => Promise<void>)[] = [];
  let folder: string;
  let certificates: Certificates;
  let programs: Programs;

  before(async function () {
    programs = await requireServers(this);
    folder = await mkdtemp(path.join(tmpdir(), 'smtp-transcript-servers-'));
    cleanups.push(() => rm(folder, { recursive: true, force: true }));
    // Its parts belong to the servers' own users, who have to be able to enter it.
    await chmod(folder, 0o755);
    certificates = await makeCertificates(path.join(folder, 'certificates'));
  });

  after(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  it('are a failure on CI where one of them is missing', async function () {
    const { XDG_CACHE_HOME, CI } = process.env;
    const empty = path.join(folder, 'cache');
    try {
      Object.assign(process.env, { XDG_CACHE_HOME: empty, CI: 'true' });
      await assert.rejects(requireServers(this), /need the package exim4-daemon-heavy.* of Debian trixie/);
    } finally {
      for (const [name, value] of Object.entries({ XDG_CACHE_HOME, CI }))
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
    }
  });

  const kinds: readonly {
    name: string;
    start: (options: StartOptions) => Promise<QueueingServer>;
    id: RegExp;
  }[] = [
    { name: 'Postfix', start: startPostfix, id: /^250 2\.0\.0 Ok: queued as (\w+)$/ },
    { name: 'Exim', start: (options) => startExim({ ...options, ...programs }), id: /^250 OK id=([\w-]+)$/ },
  ];
  for (const kind of kinds) {
    describe(kind.name, () => {
      let dir: string;
      let server: QueueingServer;

      before(async () => {
        dir = path.join(folder, kind.name);
        server = await kind.start({ dir, certificates });
        cleanups.push(() => server.stop());
      });

      it('keeps a message in its queue under the id of its reply', async () => {
        const { say, read } = talk(await connect(server.ports.plain));
        assert.match(await read(), /^220 mail\.example\.test /);
        const capabilities = await say('EHLO client.example.test');
        assert.match(capabilities, /^250[ -]AUTH .*PLAIN/m);
        assert.match(capabilities, /^250[ -]AUTH .*LOGIN/m);
        assert.match(capabilities, /^250[ -]AUTH .*CRAM-MD5/m);
        assert.match(capabilities, /^250[ -]STARTTLS$/m);
        assert.match(await say(`AUTH PLAIN ${plain('test', 'wrong')}`), /^535 /);
        assert.match(await say(`AUTH PLAIN ${plain('test', 'secret')}`), /^235 /);
        assert.match(await say('MAIL FROM:<sender@example.test>'), /^250 /);
        assert.match(await say('RCPT TO:<nobody@example.test>'), /^550 /);
        assert.match(await say('RCPT TO:<alice@example.test>'), /^250 /);
        assert.match(await say('RCPT TO:<bob@example.test>'), /^250 /);
        assert.match(await say('DATA'), /^354 /);
        const id = kind.id.exec(await say('Subject: a test\r\n\r\nHello\r\n.'))?.[1];
        assert.ok(id !== undefined);
        assert.match(await say('QUIT'), /^221 /);

        const [entry, ...others] = await server.queue();
        assert.deepEqual(others, []);
        const recipients = ['alice@example.test', 'bob@example.test'];
        const { size = 0, ...envelope } = entry ?? {};
        assert.deepEqual(envelope, { id, sender: 'sender@example.test', recipients });
        assert.ok(size > 'Subject: a test\r\n\r\nHello\r\n'.length, `size ${size}`);
        assert.match(await server.mailq(), new RegExp(`\\b${id}\\b`));
        assert.match(await readFile(server.log, 'utf8'), new RegExp(`\\b${id}\\b`));
      });

      it('offers STARTTLS with a certificate that verifies, and AUTH after it on the submission port', async () => {
        const clear = await connect(server.ports.submission);
        const before = talk(clear);
        await before.read();
        assert.doesNotMatch(await before.say('EHLO client.example.test'), /AUTH/);
        assert.match(await before.say('STARTTLS'), /^220 /);
        const secure = await verified(
          tls.connect({ socket: before.release(), servername: 'mail.example.test', ca: await ca() }),
        );
        const after = talk(secure);
        assert.match(await after.say('EHLO client.example.test'), /^250[ -]AUTH .*PLAIN/m);
        assert.match(await after.say(`AUTH PLAIN ${plain('test', 'secret')}`), /^235 /);
        assert.match(await after.say('QUIT'), /^221 /);
      });

      it('offers implicit TLS with a certificate that verifies', async () => {
        const options = {
          host: server.host,
          port: server.ports.tls,
          servername: 'localhost',
          ca: await ca(),
        };
        const { say, read } = talk(await verified(tls.connect(options)));
        assert.match(await read(), /^220 mail\.example\.test /);
        assert.match(await say('EHLO client.example.test'), /^250[ -]AUTH .*PLAIN/m);
        assert.match(await say('QUIT'), /^221 /);
      });

      it('runs twice at once', async () => {
        const second = await kind.start({ dir: path.join(folder, `${kind.name}-2`), certificates });
        try {
          assert.notEqual(second.ports.plain, server.ports.plain);
          assert.deepEqual(await second.queue(), []);
        } finally {
          await second.stop();
        }
        assert.ok(await isListening(server.ports.plain));
      });

      it('leaves nothing behind when it is stopped during a session', async () => {
        const socket = await connect(server.ports.plain);
        const { read, say } = talk(socket);
        await read();
        await say('EHLO client.example.test');
        assert.notDeepEqual(await processesOf(dir), []);
        await server.stop();
        assert.deepEqual(await processesOf(dir), []);
        const ports = Object.values(server.ports);
        assert.deepEqual(await Promise.all(ports.map(isListening)), [false, false, false]);
        socket.destroy();
      });
    });
  }

  it('all of them start side by side, and leave nothing behind when they are stopped', async () => {
    const dir = path.join(folder, 'all');
    const { stop, ...servers } = await startAll(programs, { dir, certificates });
    const ports = Object.values(servers).flatMap((server): number[] => Object.values(server.ports));
    try {
      assert.equal(new Set(ports).size, ports.length);
      assert.ok((await Promise.all(ports.map(isListening))).every(Boolean));
      assert.notDeepEqual(await processesOf(dir), []);
    } finally {
      await stop();
    }
    assert.deepEqual(await processesOf(dir), []);
    assert.ok(!(await Promise.all(ports.map(isListening))).some(Boolean));
  });

  it('Postfix offers the mechanisms that it is told to and throws mail away if asked to', async () => {
    const dir = path.join(folder, 'discarding');
    const server = await startPostfix({ dir, certificates, mechanisms: ['LOGIN'], fate: 'discard' });
    try {
      const { say, read } = talk(await connect(server.ports.plain));
      await read();
      assert.match(await say('EHLO client.example.test'), /^250[ -]AUTH LOGIN$/m);
      await say('MAIL FROM:<sender@example.test>');
      await say('RCPT TO:<alice@example.test>');
      await say('DATA');
      assert.match(await say('.'), /^250 /);
      assert.match(await say('QUIT'), /^221 /);
      const deadline = Date.now() + 5000;
      while ((await server.queue()).length > 0 && Date.now() < deadline) await sleep(20);
      assert.equal(await server.mailq(), 'Mail queue is empty\n');
    } finally {
      await server.stop();
    }
  });

  it('a server in a folder that others cannot enter is refused', async () => {
    const closed = await mkdtemp(path.join(folder, 'closed-'));
    await assert.rejects(
      startPostfix({ dir: path.join(closed, 'postfix'), certificates }),
      /closed-\w+ is closed/,
    );
  });

  const ca = (): Promise<string> => readFile(certificates.ca, 'utf8');
});

describe('starting a daemon', () => {
  it('reports what it printed if it ends', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'smtp-transcript-daemon-'));
    try {
      const output = path.join(folder, 'output.log');
      const args = ['-c', 'echo cannot do that; exit 3'];
      const options = {
        name: 'Shell',
        program: '/bin/sh',
        args,
        ports: await freePorts('plain'),
        output,
        logs: [],
      };
      await assert.rejects(
        startDaemon(options),
        /^Error: Shell did not start: it ended\.\n.*output\.log:\ncannot do that\n$/,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('queue listings', () => {
  it('of Postfix are read, oldest first, with an empty sender and several recipients', () => {
    const output = [
      '{"queue_name": "deferred", "queue_id": "B", "arrival_time": 20, "message_size": 7, "forced_expire": false, "sender": "MAILER-DAEMON", "recipients": [{"address": "a@b", "delay_reason": "refused"}, {"address": "c@d"}]}',
      '{"queue_name": "hold", "queue_id": "A", "arrival_time": 10, "message_size": 5, "forced_expire": false, "sender": "s@t", "recipients": [{"address": "a@b"}]}',
      '',
    ].join('\n');
    assert.deepEqual(parsePostfixQueue(output), [
      { id: 'A', sender: 's@t', recipients: ['a@b'], size: 5 },
      { id: 'B', sender: '', recipients: ['a@b', 'c@d'], size: 7 },
    ]);
    assert.deepEqual(parsePostfixQueue(''), []);
  });

  it('of Exim are read, with remarks, deliveries and rounded sizes', () => {
    const output = [
      '25m   295 1xVYJY-0007iI-0a <s@t>',
      '          a@b',
      '        D c@d',
      '',
      ' 0m   12K 1xVYJZ-0007iJ-1b <> *** frozen ***',
      '          e@f',
      '',
      '',
    ].join('\n');
    assert.deepEqual(parseEximQueue(output), [
      { id: '1xVYJY-0007iI-0a', sender: 's@t', recipients: ['a@b', 'c@d'], size: 295 },
      { id: '1xVYJZ-0007iJ-1b', sender: '', recipients: ['e@f'] },
    ]);
    assert.deepEqual(parseEximQueue(''), []);
  });
});

/** A conversation without any of the code under test: a reply is all of its lines, joined by line feeds. */
interface Conversation {
  readonly read: () => Promise<string>;
  /** Sends a line and reads the reply. */
  readonly say: (line: string) => Promise<string>;
  /** Ends the conversation and leaves the socket to somebody else. */
  readonly release: () => net.Socket;
}

function talk(socket: net.Socket): Conversation {
  let received = '';
  let ended = false;
  const changes = new EventEmitter();
  const take = (chunk: Buffer): void => {
    received += chunk.toString('latin1');
    changes.emit('change');
  };
  const end = (): void => {
    ended = true;
    changes.emit('change');
  };
  socket.on('data', take).on('close', end).on('error', end);
  const read = async (): Promise<string> => {
    for (;;) {
      const [reply] = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(received) ?? [];
      if (reply !== undefined) {
        received = received.slice(reply.length);
        return reply.trimEnd().replaceAll('\r\n', '\n');
      }
      if (ended) throw new Error(`The server hung up after ${JSON.stringify(received)}.`);
      await once(changes, 'change');
    }
  };
  return {
    read,
    say: (line) => {
      socket.write(`${line}\r\n`);
      return read();
    },
    release: () => socket.off('data', take).off('close', end).off('error', end),
  };
}

async function connect(port: number): Promise<net.Socket> {
  const socket = net.connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  return socket;
}

/** Rejects if the certificate does not verify: Node does not establish such a connection. */
async function verified(socket: tls.TLSSocket): Promise<tls.TLSSocket> {
  await once(socket, 'secureConnect');
  assert.equal(socket.authorized, true);
  return socket;
}

/** RFC 4616: an empty authorization identity, the user and the password, each after a NUL but the first. */
function plain(user: string, password: string): string {
  return Buffer.from(`\0${user}\0${password}`).toString('base64');
}

/** The ids of the processes that work in a folder or were told about it. */
async function processesOf(dir: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const belongs = await Promise.all(
    ids.map(async (id) => {
      const facts = await Promise.all([
        readlink(`/proc/${id}/cwd`).catch(() => ''),
        readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => ''),
      ]);
      return facts.some((fact) => fact.includes(`${dir}/`));
    }),
  );
  return ids.filter((_, index) => belongs[index]);
}
