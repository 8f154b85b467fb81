import assert from 'node:assert/strict';
import { accept, labels } from './complete';

const DATA = 'C: MAIL FROM:<ann@example.com>\nS: 250\nC: DATA\nS: 354\n';

/** What belongs to commands, replies and settings, and never into a message. */
const FOREIGN = ['EHLO', 'MAIL FROM:<', 'C:', 'S:', '250', '@server', '###', 'QUIT', '??'];

async function hasNothingForeign(marked: string): Promise<void> {
  const offered = await labels(marked);
  for (const label of FOREIGN) assert.ok(!offered.includes(label), `${label} at ${marked}`);
}

describe('completion in message content', () => {
  it('offers header names', async () => {
    assert.deepEqual((await labels(`${DATA}C: |`)).slice(0, 4), ['From', 'To', 'Subject', 'Date']);
    assert.equal(await accept(`${DATA}C: sub|`, 'Subject'), `${DATA}C: Subject: `);
    assert.equal(await accept(`${DATA}C: Su|x: Hello`, 'Subject'), `${DATA}C: Subject: Hello`);
    assert.equal(await accept(`${DATA}|`, 'From'), `${DATA}C: From: `);
    assert.equal(await accept(`${DATA}C:|`, 'From'), `${DATA}C: From: `);
  });

  it('offers a header that may stand once only once', async () => {
    const offered = await labels(`${DATA}C: From: a@example.com\nC: Received: x\nC: |\nC:\nC: Hi\nC: .\n`);
    assert.ok(!offered.includes('From'));
    assert.ok(offered.includes('Received') && offered.includes('To'));
  });

  it('writes lines as the message has them', async () => {
    const plain = 'C: DATA\nS: 354\nFrom: a@example.com\n';
    assert.equal(await accept(`${plain}Su|\n`, 'Subject'), `${plain}Subject: \n`);
    assert.equal(await accept(`${plain}|\n`, 'Subject'), `${plain}Subject: \n`);
    assert.equal(await accept('220 hi\nDATA\n354 go\nFr|', 'From'), '220 hi\nDATA\n354 go\nFrom: ');
    const prefixed = `${DATA}C: From: a@example.com\n`;
    assert.equal(await accept(`${prefixed}|\nC:\nC: Hi\n`, 'To'), `${prefixed}C: To: \nC:\nC: Hi\n`);
  });

  it('offers addresses in headers that hold some', async () => {
    const text = `${DATA}C: To: Zoe <zoe@example.org>\n`;
    assert.ok((await labels(`${text}C: From: |`)).includes('ann@example.com'));
    assert.equal((await labels(`${text}C: Cc: |`))[0], 'Zoe <zoe@example.org>');
    assert.equal(
      await accept(`${text}C: Cc: joe@example.net, Z|`, 'Zoe <zoe@example.org>'),
      `${text}C: Cc: joe@example.net, Zoe <zoe@example.org>`,
    );
    assert.equal(
      await accept(`${text}C: From: Ann <a|`, 'ann@example.com'),
      `${text}C: From: Ann <ann@example.com>`,
    );
    assert.equal(await accept(`${text}C: From:|`, 'ann@example.com'), `${text}C: From: ann@example.com`);
  });

  it('offers the usual values of headers', async () => {
    const value = (header: string): Promise<string[]> => labels(`${DATA}C: ${header}: |`);
    assert.deepEqual(await value('Date'), ['{{$date}}']);
    assert.deepEqual(await value('Message-ID'), ['{{$messageId}}']);
    assert.deepEqual(await value('MIME-Version'), ['1.0']);
    assert.ok((await value('Content-Transfer-Encoding')).includes('quoted-printable'));
    assert.ok((await value('Auto-Submitted')).includes('auto-generated'));
    assert.deepEqual(await value('X-Unknown'), []);
    assert.deepEqual(await value('Subject'), []);
    assert.deepEqual(await labels(`${DATA}C: Message-ID: <1@example.com>\nC: In-Reply-To: |`), [
      '<1@example.com>',
    ]);
  });

  it('offers media types, their parameters and character sets', async () => {
    const header = `${DATA}C: Content-Type: `;
    assert.equal((await labels(`${header}|`))[0], 'text/plain; charset=utf-8');
    assert.equal(await accept(`${header}application/p|`, 'application/pdf'), `${header}application/pdf`);
    assert.equal(
      await accept(`${header}text/x|; charset=utf-8`, 'text/xml'),
      `${header}text/xml; charset=utf-8`,
    );
    assert.equal(await accept(`${header}text/plain;|`, 'charset'), `${header}text/plain; charset=`);
    assert.ok((await labels(`${header}text/plain; charset=|`)).includes('iso-8859-1'));
    assert.equal(
      await accept(`${header}text/plain; charset="ut|`, 'utf-8'),
      `${header}text/plain; charset="utf-8"`,
    );
    assert.ok(!(await labels(`${header}text/plain; charset=utf-8; |`)).includes('charset'));
    assert.equal(
      await accept(`${header}text/plain;\nC:  char|`, 'charset'),
      `${header}text/plain;\nC:  charset=`,
    );
    const disposition = `${DATA}C: Content-Disposition: `;
    assert.ok((await labels(`${disposition}|`)).includes('attachment'));
    assert.equal(
      await accept(`${disposition}attachment; f|`, 'filename'),
      `${disposition}attachment; filename=`,
    );
  });

  it('offers headers of content in a part, and the delimiters of the multipart', async () => {
    const multipart = `${DATA}C: From: a@example.com\nC: Content-Type: multipart/mixed; boundary="b"\nC:\nC: --b\n`;
    const inPart = await labels(`${multipart}C: |`);
    assert.equal(inPart.includes('From'), false);
    assert.ok(inPart.includes('Content-Type'));
    const open = await labels(`${multipart}C: Content-Type: text/plain\nC:\nC: Hi\nC: --|`);
    assert.deepEqual(open, ['--b', '--b--']);
    assert.equal(await accept(`${multipart}C:\nC: Hi\nC: -|`, '--b--'), `${multipart}C:\nC: Hi\nC: --b--`);
  });

  it('offers next to nothing in a body', async () => {
    const body = `${DATA}C: From: a@example.com\nC:\n`;
    assert.deepEqual(await labels(`${body}C: Hello |`), []);
    assert.deepEqual(await labels(`${body}C: Su|`), []);
    assert.deepEqual(await labels(`${body}C: |`), ['.', '<', '<@', '<base64']);
    assert.deepEqual(await labels(`${body}C: |\nC: .\n`), ['<', '<@', '<base64']);
    assert.deepEqual(await labels(`${body}C: .|`), []);
  });

  it('offers nothing there that belongs to the conversation', async () => {
    for (const line of [
      'C: |',
      'C: M|',
      'C: S|',
      'C: 2|',
      'C: #|',
      'C: @|',
      '|',
      '#|',
      'C: EHLO |',
      'C: MAIL FROM:<|',
    ]) {
      await hasNothingForeign(`${DATA}${line}`);
      await hasNothingForeign(`${DATA}C: From: a@example.com\nC:\n${line}`);
    }
    for (const line of ['|', 'M|', 'S|', '2|', '#|', '# @|', '@|', 'C|', '??|', '###|'])
      await hasNothingForeign(`C: DATA\nS: 354\nFrom: a@example.com\n\nHi\n${line}\n.\n`);
    await hasNothingForeign('220 hi\nDATA\n354 go\n\n|');
    await hasNothingForeign('C: BDAT 100\nC: Hi\nC: |\nS: 250\n');
  });

  it('goes back to commands after the dot', async () => {
    assert.equal((await labels(`${DATA}C: Hi\nC: .\nS: 250\nC: |`))[0], 'QUIT');
    assert.ok((await labels(`${DATA}C: Hi\nC: .\n|`)).includes('S:'));
    assert.ok((await labels('C: DATA\nS: 503\nC: |')).includes('MAIL FROM:<'));
  });

  it('does the same with CRLF', async () => {
    const text = DATA.replaceAll('\n', '\r\n');
    assert.equal(await accept(`${text}C: Sub|\r\nC:\r\n`, 'Subject'), `${text}C: Subject: \r\nC:\r\n`);
  });
});
