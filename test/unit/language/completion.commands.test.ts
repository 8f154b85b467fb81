import assert from 'node:assert/strict';
import { accept, complete, labels } from './complete';

const EHLO = `S: 220
C: EHLO client.example.com
S: 250-mail.example.com
S: 250-STARTTLS
S: 250-DSN
S: 250-AUTH PLAIN SCRAM-SHA-256
S: 250 SIZE 1000
`;

const MAIL = `${EHLO}C: MAIL FROM:<ann@example.com>\nS: 250\n`;

describe('completion of commands', () => {
  it('offers every verb, the next usual step first', async () => {
    const after = async (text: string): Promise<string | undefined> => (await labels(`${text}C: |`))[0];
    assert.equal(await after('S: 220\n'), 'EHLO');
    assert.equal(await after('CONNECT lmtp://localhost:24\nS: 220\n'), 'LHLO');
    assert.equal(await after(EHLO), 'STARTTLS');
    assert.equal(await after(`${EHLO}C: STARTTLS\nS: 220\n`), 'EHLO');
    assert.equal(await after(MAIL), 'RCPT TO:<');
    assert.equal(await after(`${MAIL}C: RCPT TO:<joe@example.net>\nS: 250\n`), 'DATA');
    assert.equal(await after(`${MAIL}C: RCPT TO:<joe@example.net>\nS: 550\n`), 'RCPT TO:<');
    assert.equal(
      await after(`${MAIL}C: RCPT TO:<joe@example.net>\nS: 250\nC: DATA\nS: 354\nC: Hi\nC: .\nS: 250\n`),
      'QUIT',
    );
  });

  it('puts AUTH and STARTTLS first only where they are offered', async () => {
    const first = (await labels(`${EHLO}C: |`)).slice(0, 3);
    assert.deepEqual(first, ['STARTTLS', 'AUTH', 'MAIL FROM:<']);
    const without = await labels('S: 220\nC: EHLO me\nS: 250-you\nS: 250 DSN\nC: |');
    assert.equal(without[0], 'MAIL FROM:<');
    assert.ok(without.indexOf('AUTH') > without.indexOf('VRFY'));
    assert.ok(without.includes('BDAT'), 'all verbs are valid');
  });

  it('knows what the server offered when it was last asked', async () => {
    const workspace = {
      lastEhlo: (server: string) =>
        server === 'smtp://mail.example.com:25' ? ['mail.example.com', 'AUTH LOGIN', 'DSN'] : undefined,
    };
    const text = 'telnet mail.example.com 25\nS: 220\nC: EHLO me\nS: 250\n';
    assert.deepEqual((await labels(`${text}C: |`, { workspace })).slice(0, 2), ['AUTH', 'MAIL FROM:<']);
    assert.deepEqual(await labels(`${text}C: AUTH |`, { workspace }), ['LOGIN']);
  });

  it('says what each is for', async () => {
    const [item] = await complete('S: 220\nC: EHL|');
    assert.equal(item?.detail, 'EHLO domain');
    assert.deepEqual(item.documentation, {
      kind: 'markdown',
      value:
        'Greets the server and asks for its extensions.\n\n[RFC 5321 section 4.1.1.1](https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.1)',
    });
  });

  it('goes on matching while the colon and bracket are typed', async () => {
    for (const typed of ['M', 'MAIL', 'MAIL ', 'MAIL F', 'MAIL FROM', 'mail f', 'm'])
      assert.ok((await labels(`${EHLO}C: ${typed}|`)).includes('MAIL FROM:<'), typed);
    assert.equal(await accept('S: 220\nC: MAIL F|', 'MAIL FROM:<'), 'S: 220\nC: MAIL FROM:<');
  });

  it('keeps what was typed in lower case', async () => {
    assert.equal(await accept('S: 220\nC: rcp|', 'RCPT TO:<'), 'S: 220\nC: rcpt to:<');
    const [item] = await complete('S: 220\nC: ehl|');
    assert.equal(item?.filterText, 'ehlo');
  });

  it('has the closing bracket where snippets are known', async () => {
    assert.equal(
      await accept('S: 220\nC: MA|', 'MAIL FROM:<', { snippets: true }),
      'S: 220\nC: MAIL FROM:<$1>$0',
    );
  });

  it('replaces the whole word in whose middle the cursor is', async () => {
    assert.equal(await accept('S: 220\nC: EH|XX', 'EHLO'), 'S: 220\nC: EHLO ');
    assert.equal(
      await accept('S: 220\nC: MA|LI FROM:<a@example.com>', 'MAIL FROM:<'),
      'S: 220\nC: MAIL FROM:<a@example.com>',
    );
    assert.equal(
      await accept('S: 220\nC: MA|IL FROM:<a@example.com>', 'MAIL FROM:<'),
      'S: 220\nC: MAIL FROM:<a@example.com>',
    );
  });

  it('adds the space that is missing behind a prefix', async () => {
    assert.equal(await accept('S: 220\nC:|', 'EHLO'), 'S: 220\nC: EHLO ');
    assert.equal(await accept('S: 220\nC: NOOP\nS:|', '250'), 'S: 220\nC: NOOP\nS: 250');
  });

  it('writes the prefix on a line that has none', async () => {
    assert.equal(await accept('S: 220\nEH|', 'EHLO'), 'S: 220\nC: EHLO ');
    assert.equal(await accept('### a\n  EH|', 'EHLO'), '### a\n  C: EHLO ');
    assert.equal(await accept('S: 220\r\nEH|\r\n', 'EHLO'), 'S: 220\r\nC: EHLO \r\n');
    assert.equal(await accept('220 mail.example.com\nEH|', 'EHLO'), '220 mail.example.com\nEHLO ');
  });

  it('offers prefixes in annotated transcripts only', async () => {
    assert.deepEqual((await labels('S: 220\n|')).slice(0, 2), ['C:', 'S:']);
    assert.deepEqual((await labels(`${EHLO}C: NOOP\n|`)).slice(0, 2), ['S:', 'C:']);
    assert.equal(await accept('S: 220\nc|', 'C:'), 'S: 220\nC: ');
    assert.ok(!(await labels('220 mail.example.com\n|')).includes('C:'));
  });

  it('writes a new transcript as the others of the file are', async () => {
    assert.ok((await labels('### a\nS: 220\n\n### b\n|')).includes('C:'));
    assert.ok(!(await labels('### a\n220 hi\n\n### b\n|')).includes('C:'));
  });

  it('offers nothing before the prefix and in notes', async () => {
    assert.deepEqual(await labels('S: 220\n| C: EHLO me'), []);
    assert.deepEqual(await labels('S: 220\nC: (and so on)|'), []);
  });
});

describe('completion of what commands take', () => {
  it('offers parameters that the server offers', async () => {
    assert.deepEqual(await labels(`${EHLO}C: MAIL FROM:<ann@example.com> |`), [
      'SIZE',
      'RET',
      'ENVID',
      'AUTH',
    ]);
    assert.deepEqual(await labels(`${MAIL}C: RCPT TO:<joe@example.net> |`), ['NOTIFY', 'ORCPT']);
    assert.deepEqual(await labels(`${EHLO}C: MAIL FROM:<ann@example.com> RET=FULL |`), [
      'SIZE',
      'ENVID',
      'AUTH',
    ]);
  });

  it('offers all that are known where nothing tells what the server offers', async () => {
    const all = await labels('C: MAIL FROM:<ann@example.com> |');
    for (const name of ['SIZE', 'BODY', 'SMTPUTF8', 'RET', 'REQUIRETLS', 'MT-PRIORITY'])
      assert.ok(all.includes(name), name);
  });

  it('offers the values of a parameter', async () => {
    assert.deepEqual(await labels('C: MAIL FROM:<a@example.com> BODY=|'), ['7BIT', '8BITMIME', 'BINARYMIME']);
    assert.deepEqual(await labels('C: MAIL FROM:<a@example.com> RET=|'), ['FULL', 'HDRS']);
    assert.deepEqual(await labels('C: RCPT TO:<a@example.com> NOTIFY=SUCCESS,|'), ['FAILURE', 'DELAY']);
    assert.equal(
      await accept('C: RCPT TO:<a@example.com> NOTIFY=S|XX,DELAY', 'SUCCESS'),
      'C: RCPT TO:<a@example.com> NOTIFY=SUCCESS,DELAY',
    );
    assert.equal(await accept('C: MAIL FROM:<a@example.com> r|', 'RET'), 'C: MAIL FROM:<a@example.com> RET=');
    assert.deepEqual(
      await labels('S: 220\nC: EHLO me\nS: 250-you\nS: 250 8BITMIME\nC: MAIL FROM:<> BODY=|'),
      ['7BIT', '8BITMIME'],
    );
  });

  it('offers addresses of the file, those of the same role first', async () => {
    const text = `${MAIL}C: RCPT TO:<joe@example.net>\nS: 250\nC: RSET\nS: 250\n`;
    assert.deepEqual((await labels(`${text}C: MAIL FROM:<|`)).slice(0, 2), [
      'ann@example.com',
      'joe@example.net',
    ]);
    assert.deepEqual((await labels(`${text}C: RCPT TO:<|`)).slice(0, 2), [
      'joe@example.net',
      'ann@example.com',
    ]);
    assert.deepEqual(await labels(`${text}C: RCPT TO:<zoe@|`), ['zoe@example.com', 'zoe@example.net']);
    assert.equal(
      await accept(`C: MAIL FROM:<a@b.example>\nC: RCPT TO:<|>`, 'a@b.example'),
      'C: MAIL FROM:<a@b.example>\nC: RCPT TO:<a@b.example>',
    );
    assert.equal(
      await accept(`C: MAIL FROM:<a@b.example>\nC: RCPT TO:|`, 'a@b.example'),
      'C: MAIL FROM:<a@b.example>\nC: RCPT TO:<a@b.example>',
    );
    assert.equal(await accept('C: MAIL FROM:<|', '<>'), 'C: MAIL FROM:<>');
    assert.equal(await accept('C: MAIL FROM:|', '<>'), 'C: MAIL FROM:<>');
  });

  it('offers variables that hold an address', async () => {
    const text = '@sender = ann@example.com\n@other = x\n# @secret hidden\n@hidden = joe@example.com\n';
    const offered = await labels(`${text}C: MAIL FROM:<|`);
    assert.ok(offered.includes('{{sender}}'));
    assert.ok(!offered.includes('{{other}}') && !offered.includes('{{hidden}}'));
    assert.equal(await accept(`${text}C: MAIL FROM:<|>`, '{{sender}}'), `${text}C: MAIL FROM:<{{sender}}>`);
  });

  it('offers addresses of headers, and domains to EHLO', async () => {
    const text = `${MAIL}C: DATA\nS: 354\nC: From: Ann <ann@example.com>\nC: To: Zoe <zoe@example.org>\nC:\nC: Hi\nC: .\nS: 250\n`;
    assert.ok((await labels(`${text}C: RCPT TO:<|`)).includes('zoe@example.org'));
    const domains = await labels(`${text}C: EHLO |`);
    assert.equal(domains[0], 'client.example.com');
    for (const name of ['example.com', 'example.org', '{{$hostname}}'])
      assert.ok(domains.includes(name), name);
  });

  it('offers mechanisms', async () => {
    assert.deepEqual(await labels(`${EHLO}C: AUTH |`), ['PLAIN', 'SCRAM-SHA-256']);
    const known = await labels('C: AUTH |');
    for (const name of ['LOGIN', 'CRAM-MD5', 'XOAUTH2', 'EXTERNAL', 'SCRAM-SHA-1-PLUS'])
      assert.ok(known.includes(name), name);
  });

  it('offers credentials as functions', async () => {
    assert.deepEqual(await labels('C: AUTH PLAIN |'), [
      '{{$plain user@example.com {{$secret work}}}}',
      '{{$sasl user@example.com {{$secret work}}}}',
      '=',
    ]);
    assert.deepEqual(await labels('C: AUTH LOGIN\nS: 334\nC: |'), ['{{$base64 user@example.com}}', '*']);
    assert.deepEqual(await labels('C: AUTH LOGIN\nS: 334\nC: dQ==\nS: 334\nC: |'), [
      '{{$base64 {{$secret work}}}}',
      '*',
    ]);
    assert.deepEqual(await labels('C: AUTH CRAM-MD5 {{$sasl u {{$secret s}}}}\nS: 334\n|'), [
      '{{$sasl}}',
      '*',
    ]);
    assert.equal(
      await accept('C: AUTH CRAM-MD5 {{$sasl u {{$secret s}}}}\nS: 334\n|', '{{$sasl}}'),
      'C: AUTH CRAM-MD5 {{$sasl u {{$secret s}}}}\nS: 334\nC: {{$sasl}}',
    );
  });

  it('offers the octets of a chunk', async () => {
    assert.equal(await accept('C: BDAT |', '{{$size}} LAST'), 'C: BDAT {{$size}} LAST');
    assert.deepEqual(await labels('C: BDAT 10 |'), ['LAST']);
  });

  it('offers attributes that the server offers, and their values', async () => {
    const ehlo = 'C: EHLO a.example\nS: 250-b\nS: 250 XCLIENT NAME ADDR\n';
    assert.deepEqual(await labels(`${ehlo}C: XCLIENT |`), ['ADDR', 'NAME']);
    assert.deepEqual(await labels(`${ehlo}C: XCLIENT ADDR=192.0.2.1 |`), ['NAME']);
    assert.ok((await labels('C: XFORWARD |')).includes('SOURCE'));
    assert.deepEqual(await labels('C: XFORWARD SOURCE=|'), ['LOCAL', 'REMOTE']);
    assert.equal(await accept('C: XCLIENT AD|', 'ADDR'), 'C: XCLIENT ADDR=');
  });

  it('offers dates and times in their form', async () => {
    assert.ok((await labels('C: MAIL FROM:<a@b.example> HOLDUNTIL=|')).length > 0);
    assert.ok((await labels('C: RCPT TO:<a@b.example> RRVS=|')).some((each) => each.endsWith(';R')));
  });

  it('offers nothing to commands that take nothing', async () => {
    for (const command of ['DATA', 'QUIT', 'RSET', 'STARTTLS'])
      assert.deepEqual(await labels(`C: ${command} |`), [], command);
  });

  it('completes exact bytes', async () => {
    assert.equal(await accept('C!: NOOP\\|', '\\r\\n'), 'C!: NOOP\\r\\n');
    assert.equal(
      await accept('C: DATA\nS: 354\nC: Hi\nC!: |', '\\n.\\n'),
      'C: DATA\nS: 354\nC: Hi\nC!: \\n.\\n',
    );
    assert.deepEqual(await labels('C!: NOOP|'), []);
  });
});
