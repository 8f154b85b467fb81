import * as assert from 'node:assert/strict';
import { startTestServer, type MailboxEntry, type TestServer } from '../../../src/server';
import { createMailbox } from '../../../src/server/mailbox';
import { greet, type RawClient } from './client';

describe('test server: mailbox', () => {
  it('keeps no more messages than it may, and drops the oldest', () => {
    const mailbox = createMailbox({ messages: 2, mailboxSize: 100 });
    for (const id of ['1', '2', '3']) mailbox.add(entry(id, 'x'));
    assert.deepEqual(ids(mailbox.messages), ['2', '3']);
    assert.equal(mailbox.get('1'), undefined);
    assert.equal(mailbox.get('3')?.raw.toString(), 'x');
  });

  it('keeps no more octets than it may', () => {
    const mailbox = createMailbox({ messages: 10, mailboxSize: 10 });
    for (const id of ['1', '2', '3']) mailbox.add(entry(id, 'xxxx'));
    assert.deepEqual(ids(mailbox.messages), ['2', '3']);
    assert.equal(mailbox.size, 8);
    mailbox.add(entry('4', 'x'.repeat(10)));
    assert.deepEqual(ids(mailbox.messages), ['4']);
    mailbox.clear();
    assert.deepEqual([mailbox.messages.length, mailbox.size], [0, 0]);
  });

  it('hands out snapshots', () => {
    const mailbox = createMailbox({ messages: 10, mailboxSize: 100 });
    const before = mailbox.messages;
    mailbox.add(entry('1', 'x'));
    assert.deepEqual([before.length, mailbox.messages.length], [0, 1]);
  });

  it('reads a message with an attachment, once', async () => {
    const mailbox = createMailbox({ messages: 10, mailboxSize: 10_000 });
    const stored = entry('1', MULTIPART);
    mailbox.add(stored);
    const message = await mailbox.parse(stored);
    assert.deepEqual(message, {
      subject: 'Grüße',
      from: '"Jörg" <joerg@example.com>',
      to: 'a@example.com, b@example.com',
      text: 'Hello\n',
      html: '<p>Hello</p>\n',
      attachments: [{ filename: 'note.txt', contentType: 'text/csv', size: 4 }],
    });
    assert.equal(await mailbox.parse(stored), message);
  });

  it('reads what is no message at all', async () => {
    const mailbox = createMailbox({ messages: 10, mailboxSize: 100 });
    const message = await mailbox.parse(entry('1', ''));
    assert.deepEqual([message.subject, message.from, message.attachments], [undefined, undefined, []]);
  });
});

describe('test server: bounds', () => {
  let server: TestServer;
  let client: RawClient;

  before(async () => {
    server = await startTestServer({ limits: { messages: 2, mailboxSize: 3000, messageSize: 2000 } });
  });
  beforeEach(async () => {
    server.mailbox.clear();
    client = await greet(server.ports.smtp);
  });
  afterEach(() => client.end());
  after(() => server.stop());

  const send = async (body: string): Promise<string> => {
    assert.match(await client.say(...TO_DATA), /^354 /);
    return client.say(`${body}\r\n.`);
  };

  it('refuses a message that is too large, and the connection survives', async () => {
    assert.match(await client.say('EHLO x'), /250 SIZE 2000$/);
    const refused = '552 5.3.4 Error: message exceeds fixed maximum message size 2000';
    assert.equal(await send('x'.repeat(1999)), refused);
    assert.equal(await send('x'.repeat(200_000)), refused);
    assert.equal(await client.say('MAIL FROM:<a@example.com> SIZE=2001'), refused);
    assert.deepEqual(server.mailbox.messages, []);
    assert.match(await send('x'.repeat(1998)), /^250 /);
    assert.equal(server.mailbox.size, 2000);
  });

  it('drops old messages for new ones, by number and by size', async () => {
    for (const body of ['one', 'two', 'three']) await send(body);
    assert.deepEqual(bodies(server), ['two', 'three']);
    await send('x'.repeat(1900));
    await send('y'.repeat(1900));
    assert.deepEqual(bodies(server), ['y'.repeat(1900)]);
  });

  it('bounds what all clients together have on the way in', async () => {
    const other = await greet(server.ports.smtp);
    await other.say(...TO_DATA);
    other.write('x'.repeat(1900));
    assert.equal(
      await send('x'.repeat(1900)),
      '452 4.3.1 Error: insufficient system storage, try again later',
    );
    assert.match(await other.say('\r\n.'), /^250 /);
    assert.match(await send('x'.repeat(1900)), /^250 /);
    await other.end();
  });

  it('forgets a message whose client left in the middle', async () => {
    const other = await greet(server.ports.smtp);
    await other.say(...TO_DATA);
    other.write('x'.repeat(1900));
    await other.end();
    assert.match(await send('x'.repeat(1900)), /^250 /);
    assert.equal(server.mailbox.messages.length, 1);
  });
});

const TO_DATA = ['MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA'];

const MULTIPART = `Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
From: =?iso-8859-1?q?J=F6rg?= <joerg@example.com>
To: a@example.com, b@example.com
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain

Hello

--a
Content-Type: text/html

<p>Hello</p>

--a--
--m
Content-Type: text/csv
Content-Disposition: attachment; filename="note.txt"
Content-Transfer-Encoding: base64

YSxiCg==
--m--
`.replaceAll('\n', '\r\n');

function entry(id: string, text: string): MailboxEntry {
  const raw = Buffer.from(text);
  const envelope = { from: '', to: [], tls: false, protocol: 'ESMTP' };
  return { id, receivedAt: new Date(0), envelope, raw, size: raw.length };
}

function ids(entries: readonly MailboxEntry[]): string[] {
  return entries.map(({ id }) => id);
}

function bodies(server: TestServer): string[] {
  return server.mailbox.messages.map(({ raw }) => raw.toString().trimEnd());
}
