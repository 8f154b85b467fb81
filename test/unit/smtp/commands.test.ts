import assert from 'node:assert/strict';
import { COMMANDS, findCommand, parseVerb, repliesOf } from '../../../src/smtp/commands';
import { findKeyword } from '../../../src/smtp/keywords';

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
      takes: 'reverse-path',
      pipelining: 'group',
      replies: [250, 450, 451, 452, 455, 550, 552, 553, 555, 421, 500, 501, 502, 503, 504, 530, 554],
    });
    assert.equal(findCommand('XCLIENT')?.rfc, 'Postfix XCLIENT_README');
    assert.equal(findCommand('HELP')?.argument, 'optional');
    assert.equal(findCommand('QUIT')?.argument, 'none');
  });

  it('has every command that was asked of it, once, and complete', () => {
    const verbs =
      'EHLO HELO MAIL RCPT DATA RSET VRFY EXPN HELP NOOP QUIT AUTH STARTTLS BDAT LHLO ETRN ATRN BURL XCLIENT XFORWARD TURN SEND SOML SAML';
    assert.deepEqual(
      COMMANDS.map((info) => info.verb),
      verbs.split(' '),
    );
    for (const info of COMMANDS) {
      assert.match(info.rfc, /^RFC \d+(?: section [\d.]+)?$|^Postfix X[A-Z]+_README$/, info.verb);
      assert.ok(
        info.replies.every((code) => Number.isInteger(code) && code >= 200 && code < 600),
        info.verb,
      );
      assert.equal(new Set(info.replies).size, info.replies.length, info.verb);
      if (info.extension !== undefined) {
        assert.ok(findKeyword(info.extension)?.commands.includes(info.verb), info.verb);
      }
    }
  });

  it('lets only the commands of RFC 2920 and its extensions stand inside a group', () => {
    const group = COMMANDS.filter((info) => info.pipelining === 'group').map((info) => info.verb);
    assert.deepEqual(group, ['MAIL', 'RCPT', 'RSET', 'BDAT', 'BURL', 'XFORWARD', 'SEND', 'SOML', 'SAML']);
  });

  it('says what may be answered to a command, and to what is none', () => {
    assert.deepEqual(repliesOf('quit'), [221, 421, 500, 501, 502, 503, 504, 530, 554]);
    assert.equal(repliesOf('DATA')[0], 354);
    assert.ok(!repliesOf('DATA').includes(250));
    assert.deepEqual(repliesOf('GREETING'), [220, 421, 521, 554]);
    assert.equal(repliesOf('MESSAGE')[0], 250);
    assert.deepEqual(repliesOf('RESPONSE').slice(0, 2), [235, 334]);
    assert.deepEqual(repliesOf('XYZZY'), []);
    assert.deepEqual(repliesOf('constructor'), []);
  });

  it('says what each argument begins with', () => {
    const takes = (verb: string): string | undefined => findCommand(verb)?.takes;
    assert.deepEqual(['EHLO', 'RCPT', 'AUTH', 'BDAT', 'RSET', 'HELP', 'ETRN', 'BURL'].map(takes), [
      'domain', 'forward-path', 'mechanism', 'chunk-size', 'none', 'string', 'node', 'url',
    ]); // prettier-ignore
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
