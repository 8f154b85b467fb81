import assert from 'node:assert/strict';
import { allowsHost, policyUrl, readPolicy, readStsRecord } from '../../../src/policy/mtaSts';

describe('MTA-STS', () => {
  describe('the TXT record', () => {
    // The example of RFC 8461 section 3.1.
    it('of the RFC', () =>
      assert.deepEqual(readStsRecord(['v=STSv1; id=20160831085700Z;']), { id: '20160831085700Z' }));

    it('among others', () =>
      assert.deepEqual(readStsRecord(['v=spf1 -all', 'v=STSv1;id=1;x=y', 'v=STSv10; id=2']), { id: '1' }));

    it('that is not there', () => {
      assert.equal(readStsRecord([]), undefined);
      assert.equal(readStsRecord(['V=STSv1; id=1']), undefined);
    });

    for (const [records, words] of [
      [['v=STSv1; id=1', 'v=STSv1; id=2'], '2 records'],
      [['v=STSv1;'], 'no id'],
      [['v=STSv1; id='], '1 to 32'],
      [['v=STSv1; id=a-b'], '1 to 32'],
      [[`v=STSv1; id=${'a'.repeat(33)}`], '1 to 32'],
    ] as const)
      it(`that is wrong: ${records.join(' | ')}`, () => {
        const read = readStsRecord(records);
        assert.ok(
          read !== undefined && 'problem' in read && read.problem.includes(words),
          JSON.stringify(read),
        );
      });
  });

  it('has its policy at a place of its own', () =>
    assert.equal(policyUrl('example.com'), 'https://mta-sts.example.com/.well-known/mta-sts.txt'));

  describe('the policy', () => {
    // The example of RFC 8461 section 3.2.
    const RFC =
      'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n';

    it('of the RFC', () =>
      assert.deepEqual(readPolicy(RFC), {
        mode: 'enforce',
        mx: ['mail.example.com', '*.example.net', 'backupmx.example.com'],
        maxAge: 604_800,
      }));

    it('in any order, with LF, white space, keys of the future, and the first of two', () =>
      assert.deepEqual(
        readPolicy(
          'mx:Mail.Example.com \nmax_age :1\nfuture: x\nmode: testing\nmode: enforce\nversion:STSv1',
        ),
        { mode: 'testing', mx: ['mail.example.com'], maxAge: 1 },
      ));

    it('of a domain that gives it up', () =>
      assert.deepEqual(readPolicy('version: STSv1\nmode: none\nmax_age: 86400\n'), {
        mode: 'none',
        mx: [],
        maxAge: 86_400,
      }));

    for (const [text, words] of [
      ['', 'version: STSv1'],
      ['<html>not found</html>', 'version: STSv1'],
      [RFC.replace('STSv1', 'STSv2'), 'version: STSv1'],
      [RFC.replace('enforce', 'report'), 'mode'],
      [RFC.replace('604800', 'week'), 'max_age'],
      [RFC.replace('604800', '31557601'), 'max_age'],
      [RFC.replace(/max_age.*/, ''), 'max_age'],
      [RFC.replace(/mx:.*\r\n/g, ''), 'no mx'],
      [RFC.replace('*.example.net', 'mail.*.example.net'), 'mail.*.example.net'],
      [RFC.replace('*.example.net', 'bad name'), 'bad name'],
    ] as const)
      it(`that is wrong: ${JSON.stringify(text).slice(0, 60)}`, () => {
        const read = readPolicy(text);
        assert.ok('problem' in read && read.problem.includes(words), JSON.stringify(read));
      });
  });

  describe('allows', () => {
    const policy = { mx: ['mail.example.com', '*.example.net'] };
    for (const [host, isAllowed] of [
      ['mail.example.com', true],
      ['MAIL.example.com.', true],
      ['other.example.com', false],
      ['mx1.example.net', true],
      ['example.net', false],
      ['a.b.example.net', false],
      ['notexample.net', false],
    ] as const)
      it(`${host}: ${isAllowed ? 'yes' : 'no'}`, () => assert.equal(allowsHost(policy, host), isAllowed));
  });
});
