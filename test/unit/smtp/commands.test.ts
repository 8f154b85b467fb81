import assert from 'node:assert/strict';
import { COMMANDS, findCommand, parseVerb } from '../../../src/smtp/commands';
import { findExtension } from '../../../src/smtp/extensions';

describe('smtp/commands', () => {
  it('finds commands in any case and nothing else', () => {
    assert.equal(findCommand('mail')?.verb, 'MAIL');
    assert.equal(findCommand('StartTls')?.extension, 'STARTTLS');
    for (const verb of ['', 'RCPT:', 'MAILS', 'constructor', 'ﬅarttls'])
      assert.equal(findCommand(verb), undefined, verb);
  });

  it('gives each command its definition', () => {
    assert.deepEqual(findCommand('MAIL'), {
      verb: 'MAIL',
      syntax: 'MAIL FROM:<reverse-path> [parameters]',
      summary: 'Starts a mail transaction and names the address that bounces go to.',
      rfc: 'RFC 5321 section 4.1.1.2',
      argument: 'required',
      pipelining: 'group',
      replies: [250, 450, 451, 452, 455, 550, 552, 553, 555, 421, 500, 501, 502, 503, 504, 530, 554],
    });
    assert.equal(findCommand('XCLIENT')?.rfc, 'Postfix XCLIENT_README');
    assert.equal(findCommand('HELP')?.argument, 'optional');
    assert.equal(findCommand('QUIT')?.argument, 'none');
  });

  it('has every command that was asked of it, once, and complete', () => {
    const verbs =
      'EHLO HELO MAIL RCPT DATA RSET VRFY EXPN HELP NOOP QUIT AUTH STARTTLS BDAT LHLO ETRN BURL XCLIENT XFORWARD TURN SEND SOML SAML';
    assert.deepEqual(
      COMMANDS.map((info) => info.verb),
      verbs.split(' '),
    );
    for (const info of COMMANDS) {
      assert.match(info.rfc, /^RFC \d+ section [\d.]+$|^Postfix X[A-Z]+_README$/, info.verb);
      assert.ok(
        info.replies.every((code) => Number.isInteger(code) && code >= 200 && code < 600),
        info.verb,
      );
      assert.equal(new Set(info.replies).size, info.replies.length, info.verb);
      if (info.extension !== undefined) {
        assert.ok(findExtension(info.extension)?.commands.includes(info.verb), info.verb);
      }
    }
  });

  it('lets only the commands of RFC 2920 and its extensions stand inside a group', () => {
    const group = COMMANDS.filter((info) => info.pipelining === 'group').map((info) => info.verb);
    assert.deepEqual(group, ['MAIL', 'RCPT', 'RSET', 'BDAT', 'BURL', 'XFORWARD', 'SEND', 'SOML', 'SAML']);
  });

  it('splits a line into verb and argument', () => {
    const cases: [string, string, string, number][] = [
      ['mail FROM:<a@b> SIZE=1', 'MAIL', 'FROM:<a@b> SIZE=1', 5],
      ['RCPT: a@b', 'RCPT:', 'a@b', 6],
      ['DATA', 'DATA', '', 4],
      ['  NOOP \t x  ', 'NOOP', 'x', 9],
      ['QUIT  ', 'QUIT', '', 6],
      ['', '', '', 0],
      ['   ', '', '', 3],
    ];
    for (const [line, verb, argument, argumentOffset] of cases) {
      assert.deepEqual(parseVerb(line), { verb, argument, argumentOffset }, JSON.stringify(line));
    }
  });
});
