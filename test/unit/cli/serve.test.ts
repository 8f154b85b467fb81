import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import * as net from 'node:net';
import * as path from 'node:path';
import { cli, start, temporaryFolder, type Folder } from './cli';
import { base64, connectTls, greet } from '../server/client';

describe('smtp-transcript serve', function () {
  this.timeout(10_000);
  let folder: Folder;
  before(async () => (folder = await temporaryFolder()));
  after(() => folder.remove());

  it('tells what comes in until it is interrupted, and ends with 0', async () => {
    const { child, ended, says } = start(['serve']);
    const port = Number((await says(/^smtp:\/\/127\.0\.0\.1:(\d+) /m))[1]);
    assert.match((await says(/user@example\.com.*\n/))[0], /with the password “password”/);
    const client = await greet(port);
    await client.say('MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'RCPT TO:<c@example.com>');
    await client.say('RCPT TO:<nobody@example.com>', 'DATA');
    const reply = await client.say('Subject: =?utf-8?q?gr=C3=BC=1B?=\r\n\r\nbody\r\n.');
    const id = /queued as (\w+)/.exec(reply)?.[1] ?? '';
    await says(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d message ${id} from <a@example\\.com> to <b@example\\.com>, <c@example\\.com>, \\d+ octets, subject “grü`,
        'm',
      ),
    );
    const closed = once(client.socket, 'close');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    await closed;
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^\d\d:\d\d:\d\d smtp \w+: Client connected$/m);
    assert.match(stdout, /Recipient <nobody@example\.com> refused$/m);
    assert.ok(!stdout.includes('\x1b'));
  });

  it('takes ports, a user whose password is not shown, and a place for its certificate', async () => {
    const ca = path.join(folder.path, 'made/ca.pem');
    const port = await freePort();
    const args = ['--tls-port', String(port), '--user', 'me@example.com', '--ca', ca, '--host', '::1'];
    const { child, ended, says } = start(['serve', ...args], {
      env: { SMTP_SECRET_ME_EXAMPLE_COM: 'hunter2' },
    });
    await says(new RegExp(`^smtps://\\[::1\\]:${port} `, 'm'));
    const client = await connectTls(port, {
      host: '::1',
      ca: await readFile(ca, 'utf8'),
    });
    await client.reply();
    await client.say('EHLO client.example');
    assert.match(await client.say(`AUTH PLAIN ${base64('\0me@example.com\0hunter2')}`), /^235 /);
    await client.end();
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    assert.equal(code, 0);
    assert.match(stdout, /me@example\.com may log in, /);
    assert.ok(!stdout.includes('hunter2'));
  });

  it('offers and fails as it is told', async () => {
    const { child, ended, says } = start([
      ...[
        'serve',
        '--without',
        'dsn,CHUNKING',
        '--without',
        'SMTPUTF8',
        '--mechanisms',
        'login',
        '--size',
        '1000',
      ],
      ...['--greylist', '0', '--delay', '10ms', '--require', 'auth', '--fail', '0', '--seed', '7'],
    ]);
    const port = Number((await says(/^smtp:\/\/127\.0\.0\.1:(\d+) /m))[1]);
    const client = await greet(port);
    assert.deepEqual((await client.say('EHLO client.example')).split('\n').slice(1), [
      '250-PIPELINING',
      '250-8BITMIME',
      '250-ENHANCEDSTATUSCODES',
      '250-AUTH LOGIN',
      '250-STARTTLS',
      '250 SIZE 1000',
    ]);
    assert.match(await client.say('MAIL FROM:<a@example.com>'), /^530 /);
    await client.say('AUTH LOGIN', base64('user@example.com'));
    assert.match(await client.say(base64('password')), /^235 /);
    assert.match(await client.say('MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>'), /^451 4\.7\.1 /);
    assert.match(await client.say('RCPT TO:<b@example.com>'), /^250 /);
    await client.end();
    child.kill('SIGINT');
    assert.equal((await ended).code, 0);
  });

  it('says what is wrong with the command line', async () => {
    for (const [args, message] of [
      [['--without', 'VRFY'], /--without takes any of PIPELINING/],
      [['--mechanisms', 'NTLM'], /no mechanism NTLM/],
      [['--require', 'trust'], /--require takes auth, tls or both/],
      [['--require', 'tls', '--without', 'starttls'], /STARTTLS is required/],
      [['--size', '0'], /--size takes/],
      [['--fail', '2'], /--fail takes/],
      [['--seed', 'x'], /--seed takes/],
      [['--greylist', 'x'], /--greylist takes a duration/],
      [['--delay', '2d'], /--delay takes a duration/],
      [['--host', '0.0.0.0'], /127\.0\.0\.1 or ::1 only/],
      [['--user', 'me@example.com'], /no password for me@example\.com: set SMTP_SECRET_ME_EXAMPLE_COM/],
      [['--ca', folder.path], /cannot be written: it is a folder/],
    ] as const) {
      const { code, stderr } = await cli(['serve', ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });

  it('ends with 3 when its port is taken', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    assert.ok(typeof address === 'object' && address !== null);
    const { code, stderr } = await cli(['serve', '--port', String(address.port)]);
    taken.close();
    assert.equal(code, 3);
    assert.match(stderr, /Cannot listen for smtp on 127\.0\.0\.1 port \d+/);
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '::1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  server.close();
  await once(server, 'close');
  return address.port;
}
