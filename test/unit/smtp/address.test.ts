import assert from 'node:assert/strict';
import { parseMailbox, parsePath, type AddressFault } from '../../../src/smtp/address';

describe('smtp/address', () => {
  it('reads a path and where its parameters start', () => {
    assert.deepEqual(parsePath('<a.b+c@mail.example.com> SIZE=10'), {
      kind: 'path',
      address: 'a.b+c@mail.example.com',
      addressOffset: 1,
      mailbox: { local: 'a.b+c', domain: 'mail.example.com' },
      start: 0,
      end: 24,
      parametersOffset: 25,
      utf8: false,
    });
    assert.deepEqual(parsePath('<>'), {
      kind: 'path', address: '', addressOffset: 1, start: 0, end: 2, parametersOffset: 2, utf8: false,
    }); // prettier-ignore
    assert.deepEqual(parsePath('  <@a,@b.c:u@d>  '), {
      kind: 'path',
      address: 'u@d',
      addressOffset: 11,
      mailbox: { local: 'u', domain: 'd' },
      route: '@a,@b.c',
      start: 2,
      end: 15,
      parametersOffset: 17,
      utf8: false,
    });
    assert.deepEqual(parsePath('a@b RET=HDRS'), {
      kind: 'bare',
      address: 'a@b',
      addressOffset: 0,
      mailbox: { local: 'a', domain: 'b' },
      start: 0,
      end: 3,
      parametersOffset: 4,
      utf8: false,
    });
  });

  it('takes every form of address that RFC 5321 and 6531 have', () => {
    const addresses = [
      'a@b', 'a.b.c@d', "!#$%&'*+-/=?^_`{|}~@x", 'postmaster', 'POSTMASTER', 'a@[192.0.2.1]', 'a@[IPv6:2001:db8::1]', 'a@[IPv6:::]',
      'a@[IPv6:1:2:3:4:5:6:7:8]', 'a@[IPv6:::ffff:192.0.2.1]', 'a@[x-tag:anything]', '"a b"@c', '"a@b>"@c', '"a\\"\\\\b"@c', '""@c',
      'grüße@exämple.com', '"日 本"@例え.jp', '用户@例子.中国', 'a@xn--exmple-cua.com', 'a@1.2', `${'l'.repeat(64)}@x`,
    ]; // prettier-ignore
    for (const address of addresses) {
      const path = parsePath(`<${address}> X=1`);
      assert.ok(path.kind === 'path', `${address} ${JSON.stringify(path)}`);
      assert.equal(path.address, address);
      assert.equal(path.parametersOffset, address.length + 3);
      assert.equal(path.utf8, /[^\0-\x7f]/.test(address));
      assert.equal(parsePath(address).kind, 'bare', address);
    }
  });

  it('says what is wrong, and where', () => {
    const cases: [string, AddressFault['reason'], offset: number, length: number][] = [
      ['', 'empty', 0, 0],
      ['   ', 'empty', 3, 0],
      ['<a@b', 'unclosed', 0, 4],
      ['<"a@b>', 'local', 0, 6],
      ['<a b@c>', 'local', 0, 7],
      ['<<a@b>>', 'local', 0, 7],
      ['>', 'local', 0, 1],
      ['a@b>', 'trailing', 3, 1],
      ['<a@b>SIZE=1', 'trailing', 5, 6],
      ['Jo <a@b>', 'phrase', 0, 8],
      ['"Jo B" <a@b>', 'phrase', 0, 12],
      ['<a>', 'noDomain', 1, 1],
      ['<a@>', 'noDomain', 3, 0],
      ['<@b>', 'empty', 1, 2],
      ['<.a@b>', 'local', 1, 2],
      ['<a.@b>', 'local', 1, 2],
      ['<a..b@c>', 'local', 1, 4],
      ['<a,b@c>', 'local', 1, 3],
      ['<"a"b@c>', 'local', 4, 3],
      ['<a@b@c>', 'domain', 3, 3],
      ['<a@b..c>', 'domain', 3, 4],
      ['<a@-b>', 'domain', 3, 2],
      ['<a@b_c>', 'domain', 3, 3],
      ['<a@b.>', 'domain', 3, 2],
      ['<a@[300.0.0.1]>', 'literal', 3, 11],
      ['<a@[1.2.3]>', 'literal', 3, 7],
      ['<a@[IPv6:1::2::3]>', 'literal', 3, 14],
      ['<a@[IPv6:1:2:3:4:5:6:7]>', 'literal', 3, 20],
      ['<a@[IPv6:12345::]>', 'literal', 3, 14],
      ['<a@[IPv6:::1.2.3.256]>', 'literal', 3, 18],
      ['<a@[192.0.2.1>', 'literal', 3, 10],
      [`<${'l'.repeat(65)}@x>`, 'length', 67, 1],
      [`<a@${'d'.repeat(256)}>`, 'length', 3, 256],
    ];
    for (const [text, reason, offset, length] of cases) {
      const path = parsePath(text);
      assert.ok(path.kind === 'error', text);
      assert.deepEqual([path.reason, path.offset, path.length], [reason, offset, length], text);
      assert.match(path.message, /^\S.*\.$/);
    }
  });

  it('reads a mailbox by itself', () => {
    assert.deepEqual(parseMailbox('"a@b"@c'), { local: '"a@b"', domain: 'c' });
    assert.deepEqual(parseMailbox('Postmaster'), { local: 'Postmaster' });
  });

  it('stays fast on hostile text', () => {
    const started = performance.now();
    for (const unit of ['"', '<', 'a.', '@', '\\"', '"a"', '@a,', '[', ':', 'a@']) {
      for (const before of ['', '<', '<"', 'a@', '<a@[IPv6:', '<@']) parsePath(before + unit.repeat(20_000));
    }
    assert.ok(performance.now() - started < 2_000);
  });
});
