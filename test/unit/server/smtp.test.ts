import * as assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { startTestServer, type TestServer, type TestServerEvent } from '../../../src/server';
import { createSasl } from '../../../src/smtp/sasl';
import { base64, connect, greet, type RawClient } from './client';

type Attempt = (client: RawClient, user: string, password: string) => Promise<string>;

const MECHANISMS = {
  'AUTH PLAIN': (client, user, password) => client.say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`),
  'AUTH PLAIN after 334': async (client, user, password) => {
    assert.equal(await client.say('AUTH PLAIN'), '334');
    return client.say(base64(`${user}\0${user}\0${password}`));
  },
  'AUTH LOGIN': async (client, user, password) => {
    assert.equal(await client.say('AUTH LOGIN'), `334 ${base64('Username:')}`);
    assert.equal(await client.say(base64(user)), `334 ${base64('Password:')}`);
    return client.say(base64(password));
  },
  'AUTH CRAM-MD5': async (client, user, password) => {
    const challenge = Buffer.from((await client.say('AUTH CRAM-MD5')).slice(4), 'base64').toString();
    assert.match(challenge, /^<\S+@localhost>$/);
    return client.say(base64(`${user} ${createHmac('md5', password).update(challenge).digest('hex')}`));
  },
  'AUTH SCRAM-SHA-256': (client, user, password) => scram(client, user, password, true),
  'AUTH SCRAM-SHA-256 after 334': (client, user, password) => scram(client, user, password, false),
} satisfies Record<string, Attempt>;

/** By the client whose side is held against the RFC's own examples. */
async function scram(client: RawClient, user: string, password: string, initial: boolean): Promise<string> {
  const sasl = createSasl('SCRAM-SHA-256', { user, password });
  assert.ok(sasl !== undefined);
  let challenge: Uint8Array | undefined;
  let reply = initial ? '' : await client.say('AUTH SCRAM-SHA-256');
  for (let step = 0; step < 4; step++) {
    const next = await sasl.step(challenge);
    assert.ok(next.kind === 'response', JSON.stringify(next));
    const response = Buffer.from(next.bytes).toString('base64');
    reply = await client.say(initial && step === 0 ? `AUTH SCRAM-SHA-256 ${response}` : response);
    if (!reply.startsWith('334')) break;
    challenge = Buffer.from(reply.slice(4), 'base64');
  }
  if (reply.startsWith('235')) assert.equal(sasl.verify(reply).kind, 'accepted');
  return reply;
}

describe('test server: SMTP', () => {
  let server: TestServer;
  let client: RawClient;
  const events: TestServerEvent[] = [];

  before(async () => {
    server = await startTestServer({ users: { 'second@example.com': 'другой' } });
    server.onEvent((event) => events.push(event));
  });
  beforeEach(async () => {
    server.mailbox.clear();
    client = await greet(server.ports.smtp);
  });
  afterEach(() => client.end());
  after(() => server.stop());

  it('greets, and lists what it can do', async () => {
    const fresh = await connect(server.ports.smtp);
    assert.equal(await fresh.reply(), '220 localhost ESMTP SMTP Transcript test server');
    assert.deepEqual((await fresh.say('EHLO client.example')).split('\n'), [
      '250-localhost',
      '250-PIPELINING',
      '250-8BITMIME',
      '250-SMTPUTF8',
      '250-ENHANCEDSTATUSCODES',
      '250-DSN',
      '250-AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256',
      '250-STARTTLS',
      '250-CHUNKING',
      '250-BINARYMIME',
      '250 SIZE 26214400',
    ]);
    assert.equal(await fresh.say('QUIT'), '221 2.0.0 Bye');
    await fresh.closed();
  });

  it('takes a whole session that is sent before the greeting', async () => {
    const hasty = await connect(server.ports.smtp);
    hasty.write(
      'EHLO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n\r\nhi\r\n.\r\nQUIT\r\n',
    );
    const codes: string[] = [];
    for (let i = 0; i < 7; i++) codes.push((await hasty.reply()).slice(0, 3));
    assert.deepEqual(codes, ['220', '250', '250', '250', '354', '250', '221']);
  });

  it('takes many messages in one write', async () => {
    const message = 'MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n\r\nhi\r\n.\r\n';
    client.write(message.repeat(50));
    const replies: string[] = [];
    for (let i = 0; i < 50 * 4; i++) replies.push((await client.reply()).slice(0, 3));
    assert.deepEqual(replies, Array.from({ length: 50 }, () => ['250', '250', '354', '250']).flat());
    assert.equal(server.mailbox.messages.length, 50);
  });

  for (const [name, attempt] of Object.entries(MECHANISMS)) {
    it(`${name}: 535 for a wrong password, then 235 on the same connection`, async () => {
      for (let i = 0; i < 3; i++) {
        assert.equal(await attempt(client, server.user, 'wrong'), '535 5.7.8 Error: authentication failed');
      }
      assert.equal(await attempt(client, 'stranger', 'password'), '535 5.7.8 Error: authentication failed');
      assert.equal(
        await attempt(client, server.user, server.password),
        '235 2.7.0 Authentication successful',
      );
      assert.match(await client.say('AUTH LOGIN'), /^503 /);
    });

    it(`${name}: takes the other users too, in UTF-8`, async () => {
      assert.match(await attempt(client, 'second@example.com', 'другой'), /^235 /);
    });
  }

  it('lets no user act for another one', async () => {
    const credentials = `second@example.com\0${server.user}\0${server.password}`;
    assert.match(await client.say(`AUTH PLAIN ${base64(credentials)}`), /^535 5\.7\.8 /);
  });

  it('cancels an exchange at *', async () => {
    assert.match(await client.say('AUTH LOGIN', '*'), /^501 /);
    assert.match(await client.say('NOOP'), /^250 /);
  });

  it('queues a message under the id that it replies with', async () => {
    const arrived: string[] = [];
    const unsubscribe = server.onMessage((entry) => arrived.push(entry.id));
    await MECHANISMS['AUTH PLAIN'](client, server.user, server.password);
    assert.equal(await client.say('MAIL FROM:<a@example.com> SIZE=100 BODY=8BITMIME'), '250 2.1.0 Ok');
    assert.equal(await client.say('RCPT TO:<b@example.com>'), '250 2.1.5 Ok');
    assert.equal(await client.say('RCPT TO:<c@example.com> NOTIFY=NEVER'), '250 2.1.5 Ok');
    assert.equal(await client.say('DATA'), '354 End data with <CR><LF>.<CR><LF>');
    client.write(Buffer.from('Subject: hi\r\n\r\n..dot\r\nna\xefve\r\n.\r\n', 'latin1'));
    const id = /^250 2\.0\.0 Ok: queued as ([0-9A-F]{11})$/.exec(await client.reply())?.[1] ?? '';
    unsubscribe();

    assert.deepEqual(arrived, [id]);
    const entry = server.mailbox.get(id);
    assert.deepEqual(server.mailbox.messages, [entry]);
    assert.deepEqual(entry?.envelope, {
      from: 'a@example.com',
      to: ['b@example.com', 'c@example.com'],
      authenticatedUser: server.user,
      tls: false,
      protocol: 'ESMTPA',
    });
    assert.equal(entry.raw.toString('latin1'), 'Subject: hi\r\n\r\n.dot\r\nna\xefve\r\n');
    assert.equal(entry.size, entry.raw.length);
    assert.ok(Math.abs(Date.now() - entry.receivedAt.getTime()) < 60_000);
  });

  it('takes a second message on the same connection, and the null reverse-path', async () => {
    for (const from of ['a@example.com', '']) {
      await client.say(`MAIL FROM:<${from}>`, 'RCPT TO:<b@example.com>', 'DATA');
      assert.match(await client.say('Subject: x\r\n\r\nx\r\n.'), /^250 2\.0\.0 /);
    }
    assert.deepEqual(
      server.mailbox.messages.map(({ envelope }) => envelope.from),
      ['a@example.com', ''],
    );
  });

  it('refuses the recipient named nobody, and only that one', async () => {
    await client.say('MAIL FROM:<a@example.com>');
    const refused = '550 5.1.1 <Nobody@example.com>: Recipient address rejected: User unknown';
    assert.equal(await client.say('RCPT TO:<Nobody@example.com>'), refused);
    assert.equal(await client.say('DATA'), '503 5.5.1 Error: need RCPT command');
    assert.equal(await client.say('RCPT TO:<nobody.else@example.com>'), '250 2.1.5 Ok');
  });

  it('calls unknown commands unknown, sendmail’s jokes and the tutorials’ RCPT: included', async () => {
    for (const line of ['XFORWARD NAME=x', 'WIZ x', 'XCLIENT NAME=x', 'RCPT: b@example.com']) {
      assert.equal(await client.say(line), '500 5.5.2 Error: command not recognized');
    }
  });

  describe('takes no byte in a command that another server may read otherwise', () => {
    const CR = '501 5.5.2 Error: bare <CR> in a command';
    const NUL = '501 5.5.2 Error: NUL in a command';
    for (const [line, expected] of [
      ['MAIL FROM:<a@example.com>\rRCPT TO:<b@example.com>\r\n', CR],
      ['NOOP\rQUIT\r\n', CR],
      ['NOOP\r\r\n', CR],
      ['\rNOOP\r\n', CR],
      ['NOOP a\rb\n', CR],
      ['MAIL FROM:<a\0@example.com>\r\n', NUL],
      ['NOOP\0\r\n', NUL],
      // A line feed alone ends a command here as on most servers: no other end is near with which it could be mistaken.
      ['NOOP\n', '250 2.0.0 OK'],
    ] as const)
      it(JSON.stringify(line), async () => {
        client.write(`${line}VRFY a@example.com\r\n`);
        const [reply, next] = [await client.reply(), await client.reply()];
        assert.equal(reply, expected);
        // One reply to one line, and nothing of it has been done.
        assert.match(next, /^252 /);
        assert.match(await client.say('RCPT TO:<b@example.com>'), /^503 /);
      });

    it('but for a CR whose LF is in the next packet', async () => {
      client.write('NOOP\r');
      // A second connection is answered meanwhile, so the first packet has been read by then.
      const other = await greet(server.ports.smtp);
      await other.end();
      client.write('\n');
      assert.match(await client.reply(), /^250 /);
    });

    it('nor in a response, which ends the exchange', async () => {
      assert.match(await client.say('AUTH LOGIN'), /^334 /);
      client.write('dXN\rlcg==\r\n');
      assert.equal(await client.reply(), CR);
      assert.match(await client.say('NOOP'), /^250 /);
    });
  });

  it('logs what happened, and no credential', () => {
    const seen = new Set(events.map(({ kind }) => kind));
    for (const kind of [
      'connected',
      'authenticated',
      'authentication-failed',
      'accepted',
      'refused',
    ] as const) {
      assert.ok(seen.has(kind), kind);
    }
    const log = JSON.stringify(events);
    for (const secret of ['wrong', server.password, 'другой', 'stranger']) {
      assert.ok(!log.includes(secret) && !log.includes(base64(secret)), secret);
    }
  });
});
