import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { cli, start, temporaryFolder, type Folder, type Running } from './cli';
import { connect, connectTls, type RawClient } from '../server/client';

const SCRIPT = `# Two conversations
@host = client.example

### Hello
S: 220 one
C: EHLO {{host}}
S: 250 Ok
C: QUIT
S: 221 bye

### Refusal
# @tag refusal
S: 554 two
`;

describe('smtp-transcript serve FILE', function () {
  this.timeout(10_000);
  let folder: Folder;
  let running: Running | undefined;
  before(async () => {
    folder = await temporaryFolder();
    await folder.write('server.smtp', SCRIPT);
  });
  afterEach(() => running?.child.kill('SIGKILL'));
  after(() => folder.remove());

  async function serve(...args: string[]): Promise<Running & { readonly port: number }> {
    running = start(['serve', ...args], { cwd: folder.path });
    const port = Number((await running.says(/^smtps?:\/\/127\.0\.0\.1:(\d+) plays/m))[1]);
    return { ...running, port };
  }

  async function visit(port: number, ...lines: string[]): Promise<RawClient> {
    const client = await connect(port);
    await client.reply();
    for (const line of lines) await client.say(line);
    return client;
  }

  it('plays each transcript once with --once, and ends with 0 if all was as written', async () => {
    const { port, ended } = await serve('server.smtp', '--once');
    await (await visit(port, 'EHLO client.example', 'QUIT')).closed();
    await (await visit(port)).end();
    const { code, stdout, stderr } = await ended;
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /plays server\.smtp: its 2 transcripts, one on each connection, once\. Ctrl\+C ends it\./,
    );
    assert.match(stdout, /^\d\d:\d\d:\d\d connection 1: plays server\.smtp:4 “Hello”$/m);
    assert.equal(stdout.match(/ended as written$/gm)?.length, 2);
  });

  it('tells a deviation with its place, and ends with 1', async () => {
    const { port, ended } = await serve('server.smtp', '--once', '--transcript', 'Hello');
    const client = await connect(port);
    await client.reply();
    assert.equal(await client.say('EHLO x\x1b[31m'), '421 4.3.0 The script has something else in line 6');
    await client.closed();
    const { code, stdout } = await ended;
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^\d\d:\d\d:\d\d connection 1: server\.smtp:6: expected “EHLO \{\{host\}\}”, the client sent “EHLO x\\x1b\[31m”$/m,
    );
    assert.match(stdout, /ended: not as written$/m);
  });

  it('runs until it is interrupted, with 0, and plays the last one again or all over', async () => {
    for (const [option, expected] of [
      [[], ['220 one', '554 two', '554 two']],
      [['--loop'], ['220 one', '554 two', '220 one']],
    ] as const) {
      const { port, ended, child } = await serve('server.smtp', ...option);
      const greetings: string[] = [];
      for (let i = 0; i < 3; i++) {
        const client = await connect(port);
        greetings.push(await client.reply());
        await client.end();
      }
      assert.deepEqual(greetings, expected);
      const open = await visit(port);
      child.kill('SIGINT');
      await open.closed();
      const { code, stderr } = await ended;
      assert.deepEqual([code, stderr], [0, '']);
    }
  });

  it('ends with 130 when --once is interrupted', async () => {
    const { ended, child } = await serve('server.smtp', '--once');
    child.kill('SIGINT');
    assert.equal((await ended).code, 130);
  });

  it('speaks TLS from the first byte, with a certificate to trust', async () => {
    const { port, ended } = await serve(
      'server.smtp',
      '--once',
      '--tls',
      '--ca',
      'ca.pem',
      '--transcript',
      '@refusal',
    );
    const ca = await readFile(path.join(folder.path, 'ca.pem'), 'utf8');
    const client = await connectTls(port, { ca, servername: 'localhost' });
    assert.equal(await client.reply(), '554 two');
    await client.end();
    assert.equal((await ended).code, 0);
  });

  it('reads a script from standard input, and values from the command line', async () => {
    running = start(['serve', '--once', '--var', 'word=NOOP', '-'], {
      input: 'S: 220 hi\nC: {{word}}\nS: 250 Ok\n',
    });
    const port = Number((await running.says(/:(\d+) plays standard input: its transcript, once/))[1]);
    await (await visit(port, 'NOOP')).end();
    assert.equal((await running.ended).code, 0);
  });

  it('says what an environment holds, and refuses one that there is not', async () => {
    await folder.write('named/server.smtp', 'S: 220 {{greeting}}\nC: QUIT\nS: 221 {{bye}}\n');
    await folder.write(
      'named/smtp.env.json',
      '{"$shared": {"host": "mx.example", "bye": "shared"}, "dev": {"greeting": "{{host}} ESMTP", "bye": "dev"}}',
    );
    const { port, ended } = await serve('named/server.smtp', '--once', '--env', 'dev');
    const client = await connect(port);
    assert.equal(await client.reply(), '220 mx.example ESMTP');
    assert.equal(await client.say('QUIT'), '221 dev');
    await client.closed();
    assert.equal((await ended).code, 0);
    for (const [args, words] of [
      [['--env', 'dve'], 'there is no environment “dve”; did you mean dev? (dev)'],
      [[], 'a server does not know what {{greeting}} stands for here'],
    ] as const) {
      const { code, stderr } = await cli(['serve', 'named/server.smtp', ...args], { cwd: folder.path });
      assert.deepEqual([code, stderr.includes(words)], [2, true], stderr);
    }
  });

  it('says what is wrong with the command line, and with the file', async () => {
    await folder.write('bad.smtp', 'S: 220 hi\nC: DATA\nS: 354\nC: < nowhere.eml\nC: .\nwhat is this\n');
    await folder.write('tls.smtp', 'S: <tls nowhere.pem>\nS: 220\n');
    await folder.write('empty.smtp', '# nothing\n');
    for (const [args, message] of [
      [['nowhere.smtp'], /there is no file or folder “nowhere\.smtp”/],
      [['server.smtp', 'bad.smtp'], /plays one file/],
      [
        ['bad.smtp'],
        /bad\.smtp:4: nowhere\.eml cannot be read: there is no such file[^]*bad\.smtp:6: Who says this/,
      ],
      [['tls.smtp'], /line 1: the certificate nowhere\.pem: there is no such file/],
      [['empty.smtp'], /no transcript to play in empty\.smtp/],
      [['server.smtp', '--transcript', 'x'], /no transcript has the title “x”/],
      [['server.smtp', '--ca', 'x.pem'], /no transcript of this file shows a certificate/],
      [['server.smtp', '--once', '--loop'], /contradict/],
      [['server.smtp', '--key', 'x'], /--cert/],
      [['server.smtp', '--cert', 'x'], /x cannot be read/],
      [['server.smtp', '--timeout', 'soon'], /--timeout takes a duration/],
      [['server.smtp', '--fail', '1'], /--fail is for the embedded server/],
      [['server.smtp', '--host', '0.0.0.0'], /127\.0\.0\.1 or ::1 only/],
      [['--once'], /--once is for a scripted server: name the file/],
    ] as const) {
      const { code, stderr } = await cli(['serve', ...args], { cwd: folder.path });
      assert.equal(code, 2, `${args.join(' ')}: ${stderr}`);
      assert.match(stderr, message);
    }
  });
});
