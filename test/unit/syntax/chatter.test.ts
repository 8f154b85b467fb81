import assert from 'node:assert/strict';
import { ChatterReader } from '../../../src/syntax/chatter';
import { parse } from '../../../src/syntax/parse';
import { conversation, problems } from './shape';
import {
  BRIEF,
  CONVERSATION,
  IMPLICIT_13,
  QUIET,
  STARTTLS_12,
  STARTTLS_13,
} from '../../support/sClientOutput';

describe('syntax/chatter', () => {
  it('knows what terminals say in one line', () => {
    for (const line of [
      'Last login: Thu Jan 27 15:40:02 2011 from 192.0.2.7',
      'Trying 192.0.2.1...',
      'Trying 2001:db8::1...',
      'Connected to mail.example.com.',
      'Connected to localhost (127.0.0.1).',
      "Escape character is '^]'.",
      'Connection closed by foreign host.',
      'Connection closed.',
      'Connection to mail.example.com closed.',
      'Connection to localhost (127.0.0.1) 25 port [tcp/smtp] succeeded!',
      'Connection to localhost port 25 [tcp/smtp] succeeded!',
      'localhost [127.0.0.1] 25 (smtp) open',
      '(UNKNOWN) [192.0.2.1] 2525 (?) open',
      'Ncat: Version 7.93 ( https://nmap.org/ncat )',
      'Ncat: Connected to 192.0.2.1:25.',
      'telnet> quit',
      '^]',
      'DONE',
      'closed',
      'RENEGOTIATING',
      'read:errno=0',
      'Connecting to 192.0.2.1',
      '4007CA5E0D7F0000:error:0A000126:SSL routines::unexpected eof while reading:ssl/record/rec_layer_s3.c:308:',
      '139872398472:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:ssl/record.c:332:',
    ])
      assert.ok(new ChatterReader().accepts(line), line);
  });

  it('leaves the conversation alone', () => {
    for (const line of [
      '220 mail.example.com',
      '250 ok',
      'EHLO x',
      'QUIT',
      'Trying',
      'Trying to send',
      'x'.repeat(9999),
    ])
      assert.ok(!new ChatterReader().accepts(line), line);
  });

  const client = ['EHLO', 'MAIL', 'rcpt', 'DATA', '[Sub', 'QUIT'];
  for (const [name, text, greeting] of [
    ['STARTTLS and TLS 1.3', STARTTLS_13, []],
    ['STARTTLS and TLS 1.2', STARTTLS_12, []],
    ['STARTTLS and -quiet', QUIET, []],
    ['TLS 1.3 from the first byte', IMPLICIT_13, ['- → ']],
    ['-brief', BRIEF, ['- → ']],
  ] as const) {
    it(`passes over all that s_client prints with ${name}`, () => {
      const document = parse(text + CONVERSATION);
      assert.deepEqual(problems(document), []);
      assert.deepEqual(
        conversation(document).map((exchange) => exchange.slice(0, 4)),
        [...greeting, ...client],
      );
      assert.equal(document.transcripts[0]?.connections[0]?.connection.endpoint?.host, 'mail.example.com');
    });
  }

  it('comes back from a block that the author cut short', () => {
    const text = 'CONNECTED(00000003)\n---\nCertificate chain\n220 mail.example.com\nEHLO x\n250 ok';
    assert.deepEqual(conversation(parse(text)), ['- → 220 mail.example.com', 'EHLO x → 250 ok']);
  });

  it('takes a 250 that no handshake came before for a reply', () => {
    assert.deepEqual(conversation(parse('DONE\n250 ok\nQUIT')), ['- → 250 ok', 'QUIT']);
  });
});
