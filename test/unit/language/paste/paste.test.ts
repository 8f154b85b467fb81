import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pasteAsTranscript, type PastedTranscript } from '../../../../src/language/paste';
import { parse } from '../../../../src/syntax/parse';

const folder = path.join(process.cwd(), 'test/unit/language/paste/fixtures');
const inputs = readdirSync(folder).filter((name) => name.endsWith('.txt'));

const SWAKS = ' -> EHLO client.example.com\n<-  250 mail.example.com\n';
const TELNET = 'telnet mail.example.com 25\n220 mail.example.com\nQUIT\n221 Bye\n';

/** Pastes into a document at the line of its first `|`, which is taken out of it. */
function paste(text: string, marked = '|'): PastedTranscript {
  const pasted = tryPaste(text, marked);
  assert.ok(pasted, 'this is not known as a session');
  return pasted;
}

function tryPaste(text: string, marked = '|'): PastedTranscript | undefined {
  const line = marked.slice(0, marked.indexOf('|')).split('\n').length - 1;
  return pasteAsTranscript(text, parse(marked.replace('|', '')), line);
}

describe('paste as transcript', () => {
  for (const input of inputs) {
    const name = path.basename(input, '.txt');
    const output = path.join(folder, `${name}.smtp`);

    it(`makes the transcript ${name}.smtp of ${input}`, () => {
      const pasted = paste(readFileSync(path.join(folder, input), 'utf8'));
      const [program = ''] = name.split('-');
      assert.equal(pasted.source, program);
      if (process.env.UPDATE === '1') writeFileSync(output, pasted.text);
      assert.equal(pasted.text, readFileSync(output, 'utf8'));
    });

    it(`writes ${name}.smtp so that the parser has nothing against it`, () => {
      const document = parse(readFileSync(output, 'utf8'));
      assert.deepEqual(
        document.diagnostics.map(({ code, message }) => `${code}: ${message}`),
        [],
      );
      assert.ok(document.transcripts.length > 0);
      for (const { mode, exchanges } of document.transcripts) {
        assert.equal(mode, 'annotated');
        assert.ok(exchanges.length > 0);
      }
    });
  }

  it('has an input for each transcript', () => {
    const outputs = readdirSync(folder).filter((name) => name.endsWith('.smtp'));
    assert.deepEqual(
      outputs.filter((name) => !existsSync(path.join(folder, name.replace(/smtp$/, 'txt')))),
      [],
    );
    assert.equal(outputs.length, inputs.length);
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['prose', 'Dear Bob,\n\n250 people came, and QUIT early.\n'],
    ['an HTTP session of curl', '> GET / HTTP/1.1\n< HTTP/1.1 200 OK\n'],
    ['a quoted mail', '> DATA is nice\n> 250 of it\n'],
    ['a reply alone', '250 2.1.0 Ok\n'],
    ['commands alone', 'EHLO client.example.com\nQUIT\n'],
    ['a transcript', 'S: 220\nC: QUIT\nS: 221\n'],
  ] as const) {
    it(`takes ${what} for no session`, () => assert.equal(tryPaste(text), undefined));
  }

  it('does not touch a message', () => {
    assert.equal(tryPaste(SWAKS, 'C: DATA\nS: 354\nC: Subject: x\nC:\nC: |\nC: .\nS: 250\n'), undefined);
  });

  it('is preferred where the text could not run as it stands', () => {
    assert.equal(paste(SWAKS).preferred, true);
    assert.equal(paste(TELNET).preferred, false);
    assert.equal(paste(TELNET, '### Bare\n220 mail.example.com\nQUIT\n|').preferred, false);
    assert.equal(paste(TELNET, '### Annotated\nS: 220\n|').preferred, true);
  });

  it('starts a transcript of its own where one stands', () => {
    const [first, second] = paste(TELNET, '### One\nS: 220\n|').text.split('\n');
    assert.deepEqual([first, second], ['### Session of telnet', 'telnet mail.example.com 25']);
    assert.match(paste(TELNET, 'S: 220\nC: QUIT\n|').text, /^### /);
    assert.match(paste(TELNET, '220 mail\nQUIT\n|').text, /^### /);
  });

  it('keeps a preamble what it is', () => {
    assert.match(paste(TELNET, '@host = a.example\n|\n').text, /^### /);
    assert.match(paste(TELNET, '|\n### One\nC: QUIT\n').text, /^### /);
    assert.match(paste(TELNET, '# a comment\n|').text, /^telnet /);
  });

  it('fills a transcript that has a title only, and leaves its connection alone', () => {
    assert.match(paste(TELNET, '### One\n|').text, /^telnet /);
    assert.match(paste(TELNET, '### One\nCONNECT smtp://localhost:2525\n|').text, /^S: 220/);
  });

  it('ends its lines as the document and the clipboard do', () => {
    assert.equal(
      paste(SWAKS, '### One\r\n|').text,
      'C: EHLO client.example.com\r\nS: 250 mail.example.com\r\n',
    );
    assert.equal(paste(SWAKS.trimEnd()).text, 'C: EHLO client.example.com\nS: 250 mail.example.com');
  });
});
