import assert from 'node:assert/strict';
import { suggestCommand } from '../../../src/smtp/commands';

describe('smtp/commandSuggestion', () => {
  const corrections: [string, string][] = [
    // The path commands.
    ['RCPT: someone@somewhere.com', 'RCPT TO:<someone@somewhere.com>'],
    ['RCPT:a@b', 'RCPT TO:<a@b>'],
    ['MAIL: a@b', 'MAIL FROM:<a@b>'],
    ['RCPT a@b', 'RCPT TO:<a@b>'],
    ['rcpt a@b', 'rcpt to:<a@b>'],
    ['MAIL <a@b>', 'MAIL FROM:<a@b>'],
    ['MAIL<a@b>', 'MAIL FROM:<a@b>'],
    ['MAIL FROM: <a@b>', 'MAIL FROM:<a@b>'],
    ['MAIL FROM: a@b', 'MAIL FROM:<a@b>'],
    ['MAIL FROM a@b', 'MAIL FROM:<a@b>'],
    ['MAIL FROM <a@b>', 'MAIL FROM:<a@b>'],
    ['MAIL FROM<a@b>', 'MAIL FROM:<a@b>'],
    ['MAIL FROM : <a@b>', 'MAIL FROM:<a@b>'],
    ['MAIL FROM:: <>', 'MAIL FROM:<>'],
    ['mail from: a@b size=10', 'mail from:<a@b> size=10'],
    ['MAIL FROM: a@b SIZE=10 BODY=8BITMIME', 'MAIL FROM:<a@b> SIZE=10 BODY=8BITMIME'],
    ['RCPT TO:<a@b', 'RCPT TO:<a@b>'],
    ['RCPT TO:<a@b NOTIFY=NEVER', 'RCPT TO:<a@b> NOTIFY=NEVER'],
    ['RCPT TO:a@b>', 'RCPT TO:<a@b>'],
    ['RCPT TO:< a@b >', 'RCPT TO:<a@b>'],
    ['RCPT TO:<a@b>NOTIFY=NEVER', 'RCPT TO:<a@b> NOTIFY=NEVER'],
    ['MAIL FROM: Jo Bloggs <a@b>', 'MAIL FROM:<a@b>'],
    ['MAIL FORM:<a@b>', 'MAIL FROM:<a@b>'],
    ['MAIL TO:<a@b>', 'RCPT TO:<a@b>'],
    ['rcpt from:<a@b>', 'rcpt to:<a@b>'],
    ['MAILFROM: a@b', 'MAIL FROM:<a@b>'],
    ['RCPT-TO:<a@b>', 'RCPT TO:<a@b>'],
    ['FROM: a@b', 'MAIL FROM:<a@b>'],
    ['To:<a@b>', 'RCPT To:<a@b>'],
    ['RECPT TO:<a@b>', 'RCPT TO:<a@b>'],
    ['RCTP TO:<a@b>', 'RCPT TO:<a@b>'],
    ['RCPT TO: root', 'RCPT TO:<root>'],
    ['RCPT: {{to}}', 'RCPT TO:<{{to}}>'],
    ['RCPT: {{$processEnv TO}} NOTIFY=NEVER', 'RCPT TO:<{{$processEnv TO}}> NOTIFY=NEVER'],
    ['SEND FROM: a@b', 'SEND FROM:<a@b>'],
    // The others.
    ['HELLO client.example.com', 'EHLO client.example.com'],
    ['hello x', 'ehlo x'],
    ['ELHO x', 'EHLO x'],
    ['EHLO: x', 'EHLO x'],
    ['STARTLS', 'STARTTLS'],
    ['START TLS', 'STARTTLS'],
    ['starttsl', 'starttls'],
    ['DTAA', 'DATA'],
    ['DATA:', 'DATA'],
    ['QIUT', 'QUIT'],
    ['exit', 'quit'],
    ['VERIFY bob', 'VRFY bob'],
    ['AUTH: PLAIN AGEAYg==', 'AUTH PLAIN AGEAYg=='],
    ['AUTH=LOGIN', 'AUTH LOGIN'],
    ['LOGIN', 'AUTH LOGIN'],
  ];
  for (const [wrong, right] of corrections) {
    it(`${wrong} → ${right}`, () => {
      assert.equal(suggestCommand(wrong), right);
      assert.equal(suggestCommand(right), undefined, 'a corrected line needs no correction');
    });
  }

  it('leaves alone what is right, in any case', () => {
    const lines = [
      'MAIL FROM:<>', 'mail from:<a@b> SIZE=1', 'Rcpt To:<"a b"@c>', 'RCPT TO:<@x,@y:a@b>', 'RCPT TO:<Postmaster>',
      'EHLO x', 'DATA', 'QUIT ', 'AUTH PLAIN', 'NOOP anything at all', 'HELP', 'BDAT 10 LAST', 'VRFY <a@b>',
    ]; // prettier-ignore
    for (const line of lines) assert.equal(suggestCommand(line), undefined, line);
  });

  it('has nothing to say about what resembles no command', () => {
    const lines = [
      '', ' ', '.', '250 ok', 'Subject: hello', 'Date: Mon, 1 Jan 2024', 'Received: from a', 'From: Jo', 'MAIL', 'RCPT TO:',
      'DATA now', 'Dear all,', 'MAIL foo bar@baz qux', 'RCPT nobody', 'RCPT TO:<a b@c>', 'dGVzdA==', '{{x}}', 'TO a@b',
    ]; // prettier-ignore
    for (const line of lines) assert.equal(suggestCommand(line), undefined, line);
  });

  it('stays fast on hostile lines', () => {
    const started = performance.now();
    for (const unit of ['{{', '{{a}}', '"', '<', 'a', ' ', '\\"', '@a,', ':']) {
      suggestCommand(`RCPT TO:${unit.repeat(20_000)}`);
      suggestCommand(`RCPT TO:<"${unit.repeat(20_000)}`);
    }
    assert.ok(performance.now() - started < 2_000);
  });
});
