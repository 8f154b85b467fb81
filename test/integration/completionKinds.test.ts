// Everything that there is to complete, asked through the editor: one row for each kind.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, extension, openAt } from './harness';

const SESSION = `### Seen
CONNECT smtp://mail.example.com:25
S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250-mail.example.com
S: 250-SIZE 10240000
S: 250-DSN
S: 250-STARTTLS
S: 250 AUTH SCRAM-SHA-256 PLAIN
`;
const TRANSACTION = `${SESSION}C: MAIL FROM:<ann@example.com>
S: 250
C: RCPT TO:<bob@example.org>
S: 250
`;
const MESSAGE = `${TRANSACTION}C: DATA
S: 354
`;

/** What is offered at the last `‸` of a text, and what is not. */
const KINDS: readonly (readonly [kind: string, text: string, offered: readonly string[], not?: string])[] = [
  ['commands', `${SESSION}C: ‸`, ['MAIL FROM:', 'STARTTLS', 'AUTH', 'QUIT']],
  [
    'parameters that the server offers',
    `${SESSION}C: MAIL FROM:<a@b.example> ‸`,
    ['SIZE', 'RET'],
    'SMTPUTF8',
  ],
  ['values of parameters', `${SESSION}C: MAIL FROM:<a@b.example> RET=‸`, ['FULL', 'HDRS']],
  ['mechanisms that the server offers', `${SESSION}C: AUTH ‸`, ['SCRAM-SHA-256', 'PLAIN'], 'CRAM-MD5'],
  ['addresses of the file', `${TRANSACTION}C: RCPT TO:<‸>`, ['bob@example.org', 'ann@example.com']],
  ['domains of the file', `${TRANSACTION}### T\nC: EHLO ‸`, ['client.example.com']],
  ['names of headers', `${MESSAGE}C: ‸`, ['From', 'Subject', 'Date']],
  ['values of headers', `${MESSAGE}C: Content-Transfer-Encoding: ‸`, ['quoted-printable', 'base64']],
  ['media types', `${MESSAGE}C: Content-Type: ‸`, ['text/plain', 'multipart/mixed']],
  ['codes of replies', `${TRANSACTION}C: DATA\nS: ‸`, ['354', '5xx']],
  ['enhanced codes', `${TRANSACTION}C: NOOP\nS: 550 ‸`, ['5.7.1']],
  ['keywords of EHLO', `### T\nC: EHLO a.example\nS: 250-b\nS: 250-‸`, ['PIPELINING', 'SIZE']],
  ['directives', `### T\n# @‸\nC: NOOP`, ['@timeout', '@match']],
  ['values of directives', `### T\n# @match ‸\nC: NOOP`, ['code', 'text']],
  ['codes of diagnostics', `### T\n# @disable ‸\nC: NOOP`, ['unknown-command']],
  ['functions', `### T\nC: NOOP {{‸`, ['$guid', '$date']],
  ['variables', `@who = bob\n\n### T\nC: NOOP {{‸`, ['who']],
  ['subjects of assertions', `${SESSION}?? ‸`, ['code', 'ehlo', 'tls.protocol']],
  ['keywords in assertions', `${SESSION}?? ehlo ‸`, ['SIZE', 'DSN', 'exists']],
  ['predicates', `${SESSION}?? duration ‸`, ['<', '>='], 'startsWith'],
  ['values of assertions', `${SESSION}?? ehlo AUTH includes ‸`, ['PLAIN', 'SCRAM-SHA-256']],
  ['URLs', `### T\nCONNECT ‸`, ['smtp://', 'smtps://', 'lmtp://']],
  ['escapes of exact bytes', `${SESSION}C!: NOOP\\‸`, ['\\r\\n']],
  ['responses of AUTH', `${SESSION}C: AUTH PLAIN ‸`, ['{{$plain ', '{{$sasl ']],
];

describe('completion', () => {
  before(extension);

  for (const [kind, text, offered, not] of KINDS) {
    it(`offers ${kind}`, async () => {
      const labels = await labelsAt(text);
      for (const each of offered)
        assert.ok(
          labels.some((label) => label.startsWith(each)),
          `${each} is not among ${labels.join(', ')}`,
        );
      if (not !== undefined) assert.ok(!labels.some((label) => label.startsWith(not)), `${not} is offered`);
    });
  }

  it('offers the files of the folder after <, and the keys of environments', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const here = vscode.Uri.joinPath(folder, 'completion');
    const write = (name: string, text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(here, name), new TextEncoder().encode(text));
    await write('offered.eml', 'Subject: x\n\nx\n');
    await write('smtp.env.json', '{ "$shared": { "relay": "mail.example.com" } }');
    for (const [name, text, offered] of [
      ['files.smtp', `${MESSAGE}C: < ./‸`, 'offered.eml'],
      ['keys.smtp', '### T\nC: EHLO {{‸', 'relay'],
    ] as const) {
      await write(name, text.replace('‸', ''));
      const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(here, name));
      await vscode.window.showTextDocument(document);
      const labels = await labelsIn(document, document.positionAt(text.indexOf('‸')));
      assert.ok(
        labels.some((label) => label.includes(offered)),
        labels.join(', '),
      );
    }
  });

  it('writes whole conversations of each kind', async () => {
    const labels = await labelsAt('‸');
    for (const each of [
      'Submission in plain text',
      'Submission with STARTTLS and AUTH',
      'Message with an attachment',
      'Message in chunks (BDAT)',
      'LMTP delivery',
      'Delivery status notifications (DSN)',
      'SMTP smuggling probe',
      ...['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'XOAUTH2', 'OAUTHBEARER', 'EXTERNAL', 'CRAM-MD5'].map(
        (mechanism) => `AUTH ${mechanism}`,
      ),
    ])
      assert.ok(labels.includes(each), `${each} is not among ${labels.join(', ')}`);
  });
});

async function labelsAt(marked: string): Promise<string[]> {
  const { document, position } = await openAt(marked.replace('‸', '|'));
  return labelsIn(document, position);
}

async function labelsIn(document: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const { items } = await ask<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}
