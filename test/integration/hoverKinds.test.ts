// Everything that there is to say about a line, asked through the editor: one row for each kind.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, extension, openAt } from './harness';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What is said at the `|` of a text. */
const KINDS: readonly (readonly [kind: string, text: string, says: RegExp])[] = [
  ['a temporary refusal', 'C: NOOP\nS: 4|51', /4xx: [^]*try again later/],
  ['a code of a pattern', 'C: NOOP\nS: 2|xx', /any code that begins with 2/],
  ['an enhanced code', 'C: RCPT TO:<a@b.example>\nS: 550 5.1|.1 No', /Bad destination mailbox address/i],
  ['a command', 'C: MA|IL FROM:<a@b.example>', /Starts a mail transaction[^]*rfc5321/],
  ['a parameter', 'C: MAIL FROM:<a@b.example> SI|ZE=100', /how large the message is[^]*rfc1870/],
  ['a keyword of EHLO', 'C: EHLO a.example\nS: 250-b\nS: 250 SI|ZE 1000', /rfc1870/],
  ['a size', 'C: EHLO a.example\nS: 250-b\nS: 250 SIZE 102|40000', /10240000 octets/],
  ['a user name in base64', `C: AUTH PLAIN ${base64('\0ann\0x').replace('A', 'A|')}`, /`ann`/],
  ['a challenge', 'C: AUTH LOGIN\nS: 334 VXNl|cm5hbWU6', /Username:/],
  ['a mechanism', 'C: AUTH SCRAM|-SHA-256', /SASL mechanism/],
  ['a variable', '@host = mail.example.com\n\n### T\nC: EHLO {{ho|st}}', /mail\.example\.com/],
  ['a function', 'C: NOOP {{$gu|id}}', /UUID/i],
  ['a queue id', 'C: DATA\nS: 354\nC: Subject: x\nC: .\nS: 250 2.0.0 Ok: queued as 4C369|23E0BC', /Postfix/],
  ['the dot', 'C: DATA\nS: 354\nC: Subject: x\nC: .|\nS: 250', /end/i],
  ['a header', 'C: DATA\nS: 354\nC: Repl|y-To: a@b.example\nC: .', /rfc5322/],
  ['an address', 'C: RCPT TO:<bob@xn--mn|chen-3ya.example>', /münchen/],
  ['a directive', '# @time|out 30s\nC: NOOP', /@timeout/],
  ['a connection', 'openssl s_client -starttls smtp -connect mail.exa|mple.com:587\nC: QUIT', /TLS/],
  ['an assertion', 'C: NOOP\nS: 250\n?? dura|tion < 500ms', /how long the latest reply took/],
];

describe('hover', () => {
  before(extension);

  for (const [kind, text, says] of KINDS) {
    it(`tells of ${kind}`, async () => {
      const { document, position } = await openAt(text);
      const hovers = await ask<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
      const said = hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
        .join('\n');
      assert.match(said, says);
    });
  }
});
