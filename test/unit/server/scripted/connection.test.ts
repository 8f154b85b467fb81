import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { createCertificate } from '../../../../src/server/certificate';
import { TestServerError } from '../../../../src/server/scripted';
import { connect, connectTls } from '../client';
import { converse, deviations, serve } from './scripted';

describe('scripted server: how it sends', () => {
  /** The packets in which a client gets the reply to NOOP. */
  async function packets(directives: string, reply = 'S: 250-a\nS: 250 bc\n'): Promise<string[]> {
    const server = await serve(`S: 220 hi\nC: NOOP\n${directives}\n${reply}S: <close>`);
    const socket = net.connect({ port: server.port, host: '127.0.0.1' });
    await once(socket, 'data');
    const chunks: string[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    socket.write('NOOP\r\n');
    await once(socket, 'close');
    assert.deepEqual(deviations(await server.done), []);
    await server.stop();
    return chunks;
  }

  for (const [directive, expected] of [
    ['# @split off', ['250-a\r\n250 bc\r\n']],
    ['# @split 1', Array.from('250-a\r\n250 bc\r\n')],
    ['# @split 6', ['250-a\r', '\n250 b', 'c\r\n']],
    ['# @split lines', ['250-a\r\n', '250 bc\r\n']],
    ['# @split at 2 9', ['25', '0-a\r\n25', '0 bc\r\n']],
    ['# @split at 100', ['250-a\r\n250 bc\r\n']],
  ] as const)
    it(`cuts replies: ${directive}`, async () => assert.deepEqual(await packets(directive), expected));

  it('cuts in the same places for the same seed', async () => {
    const reply = `S: 250 ${'x'.repeat(100)}\n`;
    const first = await packets('# @split random 7', reply);
    assert.ok(first.length > 3, String(first.length));
    assert.deepEqual(await packets('# @split random 7', reply), first);
    assert.notDeepEqual(await packets('# @split random 8', reply), first);
  });

  it('takes its time: between packets, before a reply, and where it says nothing', async () => {
    const started = performance.now();
    await packets('# @split 4\n# @pace 30ms', 'S: 250 abc\n');
    const paced = performance.now() - started;
    await packets('# @sleep 60ms', 'S: 250 a\n');
    const slept = performance.now() - started - paced;
    await packets('', 'S: 250 a\nS: <silence 60ms>\nS: 250 b\n');
    const silent = performance.now() - started - paced - slept;
    for (const time of [paced, slept, silent]) assert.ok(time >= 55 && time < 2000, String(time));
  });

  it('leaves a pause above a line of the client to the client', async () => {
    const server = await serve('S: 220 hi\n# @sleep 1m\nC: NOOP\nS: 250 Ok');
    assert.equal((await converse(server.port, ['NOOP\r\n'])).heard, '220 hi\r\n250 Ok\r\n');
    assert.deepEqual(deviations(await server.done), []);
    await server.stop();
  });

  it('does not go on being silent for a client that has left', async () => {
    const server = await serve('S: 220 hi\nS: <silence 10m>');
    await converse(server.port, ['x']);
    await server.done;
    await server.stop();
  });
});

describe('scripted server: how it ends', () => {
  for (const [name, script, say, heard, reset, deviates] of [
    ['closes', 'S: 220 hi\nS: <close>', '', '220 hi\r\n', false, []],
    ['closes before a word', 'S: <close>', '', '', false, []],
    [
      'closes inside a reply',
      'S: 220 hi\nC: EHLO me\nS: 250-one\nS!: 250-tw\nS: <close>',
      'EHLO me\r\n',
      '220 hi\r\n250-one\r\n250-tw',
      false,
      [],
    ],
    [
      'closes inside a message, whatever else there is of it',
      'S: 354 go\nC: DATA\nS: 354 go\nC: Subject: x\nS: <close>',
      'DATA\r\nSubject: x\r\nmore\r\n',
      '354 go\r\n354 go\r\n',
      false,
      [],
    ],
    ['resets', 'S: 220 hi\nC: NOOP\nS: <reset>', 'NOOP\r\n', '220 hi\r\n', true, []],
    [
      'ends its side and listens',
      'S: 220 hi\nS: <half-close>\nC: NOOP\nC: QUIT',
      'NOOP\r\nRSET\r\n',
      '220 hi\r\n',
      false,
      ['4: expected “QUIT”, the client sent “RSET”'],
    ],
    [
      'closes by itself after QUIT',
      'S: 220 hi\nC: QUIT\nS: 221 bye',
      'QUIT\r\n',
      '220 hi\r\n221 bye\r\n',
      false,
      [],
    ],
    [
      'tells what a client says to a closed connection',
      'S: 220 hi\nC: NOOP\nS: <close>',
      'NOOP\r\nMAIL FROM:<a@x>\r\n',
      '220 hi\r\n',
      false,
      ['3: the client sent “MAIL FROM:<a@x>” after the connection was closed'],
    ],
    [
      'passes that over if told to',
      'S: 220 hi\nC: NOOP\nS: <close>\nC: ...',
      'NOOP\r\nMAIL FROM:<a@x>\r\n',
      '220 hi\r\n',
      false,
      [],
    ],
  ] as const)
    it(name, async () => {
      const server = await serve(script);
      const socket = net.connect({ port: server.port, host: '127.0.0.1' });
      let text = '';
      let wasReset = false;
      socket.on('error', () => (wasReset = true));
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.write(say);
      await new Promise((resolve) => socket.once('close', resolve));
      assert.deepEqual([text, wasReset], [heard, reset]);
      assert.deepEqual(deviations(await server.done), deviates);
      await server.stop();
    });

  it('waits no longer than told for what it expects', async () => {
    const server = await serve('# @timeout 50ms\nS: 220 hi\nC: NOOP\nS: 250 Ok');
    const client = await connect(server.port);
    client.write('NO');
    await client.closed();
    assert.deepEqual(deviations(await server.done), [
      '3: expected “NOOP”, but nothing more came for 0.05 s after “NO”',
    ]);
    await server.stop();
  });

  it('waits no longer than told for a client that does not leave at the end', async () => {
    const server = await serve('# @timeout 50ms\nS: 220 hi');
    await (await connect(server.port)).closed();
    assert.deepEqual(deviations(await server.done), []);
    await server.stop();
  });

  it('waits no longer than told for a client that does not read', async () => {
    const server = await serve(`# @timeout 100ms\n${`S: 220 hi there ${'x'.repeat(900)}\n`.repeat(12_000)}`);
    const socket = net.connect({ port: server.port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const [deviation = ''] = deviations(await server.done);
    assert.match(deviation, /^2: the client did not read “220 hi there/);
    socket.destroy();
    await server.stop();
  });
});

describe('scripted server: TLS', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'smtp-transcript-scripted-'));
    const { cert, key } = await createCertificate();
    await writeFile(path.join(folder, 'mine.pem'), `${cert}\n${key}`);
    await writeFile(path.join(folder, 'cert.pem'), cert);
  });
  after(() => rm(folder, { recursive: true }));

  it('follows the 220 to STARTTLS by itself, and however that is cut', async () => {
    const server = await serve(
      '# @split 1\nS: 220 hi\nC: STARTTLS\nS: 220 go\nC: EHLO me\nS: 250 Ok\nC: QUIT\nS: 221 bye',
    );
    const client = await connect(server.port);
    await client.reply();
    assert.equal(await client.say('STARTTLS'), '220 go');
    await client.startTls({ ca: server.ca ?? '', host: '127.0.0.1', rejectUnauthorized: false });
    assert.equal(await client.say('EHLO me', 'QUIT'), '221 bye');
    await client.closed();
    assert.deepEqual(deviations(await server.done), []);
    await server.stop();
  });

  it('comes first with <tls>, with the certificate that is named', async () => {
    const pem = path.join(folder, 'mine.pem');
    const server = await serve(`S: <tls ${pem}>\nS: 220 hi\nC: NOOP\nS: <reset>`);
    const client = await connectTls(server.port, { rejectUnauthorized: false });
    assert.equal(await client.reply(), '220 hi');
    client.write('NOOP\r\n');
    await client.closed();
    assert.equal(server.ca, undefined);
    assert.deepEqual(deviations(await server.done), []);
    await server.stop();
  });

  it('comes first where the server is told so, of the versions that the script names', async () => {
    const server = await serve('# @tls-max TLSv1.2\nS: 220 hi', { tls: true });
    const client = await connectTls(server.port, { ca: server.ca ?? '', servername: 'localhost' });
    assert.ok(client.socket instanceof TLSSocket && client.socket.getProtocol() === 'TLSv1.2');
    await client.end();
    assert.deepEqual(deviations(await server.done), []);
    await server.stop();
  });

  it('does not follow where the script has more behind the 220, or something else', async () => {
    const script = (more: string): string => `S: 220 hi\nC: STARTTLS\nS: 220 go\n${more}`;
    for (const [more, heard] of [
      ['S: 250 injected', '220 hi\r\n220 go\r\n250 injected\r\n'],
      ['S!: \\x16\\x03\\x03rubbish', '220 hi\r\n220 go\r\n\x16\x03\x03rubbish'],
      ['S: <close>', '220 hi\r\n220 go\r\n'],
      ['S: <silence 10ms>', '220 hi\r\n220 go\r\n'],
    ] as const) {
      const server = await serve(script(more));
      assert.equal((await converse(server.port, ['STARTTLS\r\n'])).heard, heard);
      assert.deepEqual(deviations(await server.done), []);
      await server.stop();
    }
  });

  it('may follow with plain text before it in the same packet', async () => {
    const server = await serve(
      'S: 220 hi\nC: STARTTLS\nS: 220 go\nS: 250 injected\nS: <tls>\nC: NOOP\nS: 250 Ok',
    );
    const client = await connect(server.port);
    await client.reply();
    assert.equal(await client.say('STARTTLS'), '220 go');
    assert.equal(await client.reply(), '250 injected');
    await client.startTls({ rejectUnauthorized: false });
    assert.equal(await client.say('NOOP'), '250 Ok');
    await client.end();
    await server.stop();
  });

  it('tells what a client sent in clear behind its STARTTLS', async () => {
    const server = await serve('S: 220 hi\nC: STARTTLS\nS: 220 go\nC: EHLO me');
    await converse(server.port, ['STARTTLS\r\nMAIL FROM:<a@example.com>\r\n']);
    assert.deepEqual(deviations(await server.done), [
      '3: the client sent “MAIL FROM:<a@example.com>” in clear where its TLS handshake is due',
    ]);
    await server.stop();
  });

  it('tells that a client did not want the certificate', async () => {
    const notes: string[] = [];
    const server = await serve('S: <tls>\nS: 220 hi\nC: QUIT', {
      onEvent: (event) => event.kind === 'note' && notes.push(event.text),
    });
    await assert.rejects(connectTls(server.port, {}));
    const [deviation = ''] = deviations(await server.done);
    assert.match(
      deviation,
      /^2: the client was gone before “220 hi” was sent$|^3: expected “QUIT”, but the client closed/,
    );
    assert.equal(notes.length, 1, notes.join());
    await server.stop();
  });

  it('tells in words why there was no handshake', async () => {
    const notes: string[] = [];
    const server = await serve('# @tls-min TLSv1.3\nS: <tls>\nS: 220 hi', {
      onEvent: (event) => event.kind === 'note' && notes.push(event.text),
    });
    await assert.rejects(connectTls(server.port, { maxVersion: 'TLSv1.2' }));
    await server.done;
    assert.deepEqual(notes, ['no TLS: unsupported protocol']);
    await server.stop();
  });

  it('is missed before anybody connects if its certificate cannot be read', async () => {
    await assert.rejects(serve('S: 220 hi\nS: <tls nowhere.pem>'), (error) => {
      assert.ok(error instanceof TestServerError);
      assert.match(error.message, /^line 2: the certificate nowhere\.pem: /);
      return true;
    });
  });

  it('says so if a certificate has no key, and survives that', async () => {
    const server = await serve(`S: <tls ${path.join(folder, 'cert.pem')}>\nS: 220 hi`);
    await assert.rejects(connectTls(server.port, { rejectUnauthorized: false }));
    await server.done;
    await server.stop();
  });
});

describe('scripted server: its connections', () => {
  const TWO =
    '### One\nS: 220 one\n\n### Two\nS: 220 two\n\n### Off\n# @disabled\nS: 220 off\n\n### Nothing\n# only a remark\n';

  async function greetings(port: number, count: number): Promise<string[]> {
    const heard: string[] = [];
    for (let i = 0; i < count; i++) heard.push((await converse(port, ['', ''])).heard.trim().slice(4));
    return heard;
  }

  for (const [afterwards, expected] of [
    ['last', ['one', 'two', 'two', 'two', 'two']],
    ['loop', ['one', 'two', 'one', 'two', 'one']],
    ['end', ['one', 'two', '', '', '']],
  ] as const)
    it(`play the transcripts in order, and afterwards: ${afterwards}`, async () => {
      const server = await serve(TWO, { afterwards });
      assert.deepEqual(await greetings(server.port, 5), expected);
      assert.deepEqual(
        (await server.done).map(({ script }) => `${script.line} ${script.title}`),
        ['1 One', '4 Two'],
      );
      await server.stop();
    });

  it('are ended when it stops, which is no deviation, and leave nothing open', async () => {
    const before = await handles();
    const server = await serve('S: 220 hi\nC: NOOP\nS: <silence 1m>');
    const silent = await connect(server.port);
    await silent.reply();
    await server.stop();
    await silent.closed();
    assert.deepEqual(deviations(await server.done), []);
    assert.deepEqual(await handles(), before);
  });

  it('are no more at once than they may be', async () => {
    const server = await serve('S: 220 hi\nC: NOOP\nS: 250 Ok', { clients: 1, afterwards: 'last' });
    const first = await connect(server.port);
    await first.reply();
    await (await connect(server.port)).closed();
    assert.equal(await first.say('NOOP'), '250 Ok');
    await first.end();
    await server.stop();
  });

  it('survive clients that misbehave, with bounded memory', async function () {
    this.timeout(20_000);
    const server = await serve('# @timeout 1s\nS: 220 hi\nC: NOOP\nS: 250 Ok', { afterwards: 'last' });
    (await connect(server.port)).socket.resetAndDestroy();
    const reset = await connect(server.port);
    await reset.reply();
    reset.socket.resetAndDestroy();
    await converse(server.port, [Buffer.from('\x16\x03\x01rubbish')]);
    await converse(server.port, [Buffer.from('\0\xff\xfe\r\n')]);
    const flood = await connect(server.port);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 64 && !flood.socket.destroyed; i++) flood.write(Buffer.alloc(1024 * 1024, 'x'));
    await flood.closed();
    await delay(10);
    assert.ok(process.memoryUsage().rss - before < 150 * 1024 * 1024);
    const client = await connect(server.port);
    await client.reply();
    assert.equal(await client.say('NOOP'), '250 Ok');
    await client.end();
    const text = deviations(await server.done).join('\n');
    assert.ok(!/[\0\x80-\x9f]/.test(text), text);
    await server.stop();
  });
});

/** What keeps the process alive, as of the next turn. */
async function handles(): Promise<string[]> {
  await setImmediate();
  await setImmediate();
  return process
    .getActiveResourcesInfo()
    .filter((name) => /^(TCP|TLS|Timeout)/.test(name))
    .sort();
}
