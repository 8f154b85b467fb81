import assert from 'node:assert/strict';
import { SUBJECTS } from '../../../src/syntax/assertionTable';
import { accept, complete, labels } from './complete';

describe('completion of replies', () => {
  it('offers the codes that the command can draw, success first', async () => {
    const rcpt = await labels('C: RCPT TO:<a@example.com>\nS: |');
    assert.deepEqual(rcpt.slice(0, 3), ['250', '251', '252']);
    for (const code of ['450', '550', '551', '421', '5xx', '...', '<close>', '<silence 3s>'])
      assert.ok(rcpt.includes(code), code);
    assert.ok(!rcpt.includes('354'));
    const first = async (above: string): Promise<string | undefined> => (await labels(`${above}S: |`))[0];
    assert.equal(await first(''), '220');
    assert.equal(await first('C: DATA\n'), '354');
    assert.equal(await first('C: DATA\nS: 354\nC: Hi\nC: .\n'), '250');
    assert.equal(await first('C: QUIT\n'), '221');
    assert.equal(await first('C: AUTH PLAIN AHUAcA==\n'), '235');
    assert.equal(await first('C: STARTTLS\n'), '220');
  });

  it('gives a pipelined group its replies in order', async () => {
    const group = 'C: MAIL FROM:<a@example.com>\nC: DATA\n';
    assert.deepEqual((await labels(`${group}S: |`)).slice(0, 2), ['250', '354']);
    assert.equal((await labels(`${group}S: 250\nS: |`))[0], '354');
  });

  it('says what a code means here', async () => {
    const [item] = await complete('C: RCPT TO:<a@example.com>\nS: 551|');
    assert.equal(item?.detail, 'User not local; please try the address given');
    assert.ok(JSON.stringify(item.documentation).includes('the text gives the address to try instead'));
  });

  it('completes codes within alternatives', async () => {
    const text = 'C: RCPT TO:<a@example.com>\nS: 250|';
    const items = await labels(`${text}|`);
    assert.ok(items.includes('251') && !items.includes('<close>'));
    assert.ok(!(await labels(`${text}|`)).includes('250'), 'it is there already');
    assert.equal(await accept(`${text}|`, '251'), `${text}251`);
  });

  it('replaces the code in which the cursor stands and keeps what follows', async () => {
    assert.equal(
      await accept('C: RCPT TO:<a@example.com>\nS: 2|99 Ok', '251'),
      'C: RCPT TO:<a@example.com>\nS: 251 Ok',
    );
  });

  it('has all lines of a reply carry one code', async () => {
    assert.deepEqual(await labels('C: EHLO me\nS: 250-you\nS: |'), ['250-', '250', '...']);
    assert.equal(await accept('C: EHLO me\nS: 250-you\nS: 2|', '250-'), 'C: EHLO me\nS: 250-you\nS: 250-');
    assert.equal((await labels('C: EHLO me\nS: 250-you\n|'))[2], '250-');
  });

  it('offers EHLO keywords that the reply has not named yet', async () => {
    const keywords = await labels('C: EHLO me\nS: 250-you\nS: 250-SIZE 1000\nS: 250-|');
    assert.equal(keywords[0], 'PIPELINING');
    assert.ok(keywords.includes('AUTH') && !keywords.includes('SIZE'));
    assert.equal(
      await accept('C: EHLO me\nS: 250-you\nS: 250-start|', 'STARTTLS'),
      'C: EHLO me\nS: 250-you\nS: 250-STARTTLS',
    );
    assert.deepEqual((await labels('C: EHLO me\nS: 250-you\nS: 250-AUTH PLAIN |')).slice(0, 1), ['LOGIN']);
    assert.ok((await labels('C: LHLO me\nS: 250-you\nS: 250 |')).includes('DSN'));
    assert.ok(!(await labels('C: NOOP\nS: 250-you\nS: 250-|')).includes('DSN'));
  });

  it('offers enhanced codes of the class, the usual ones first', async () => {
    const rcpt = await labels('C: RCPT TO:<a@example.com>\nS: 550 |');
    assert.deepEqual(rcpt.slice(0, 2), ['5.1.1', '5.7.1']);
    assert.ok(rcpt.every((code) => code.startsWith('5.')));
    assert.equal((await labels('C: RCPT TO:<a@example.com>\nS: 250 |'))[0], '2.1.5');
    assert.equal(
      await accept('C: RCPT TO:<a@example.com>\nS: 550 5.1|', '5.1.1'),
      'C: RCPT TO:<a@example.com>\nS: 550 5.1.1 ',
    );
    const [item] = await complete('C: RCPT TO:<a@example.com>\nS: 550 5.1.1|');
    assert.ok(item?.detail?.includes('bad destination mailbox address'));
  });

  it('offers none where RFC 2034 has none', async () => {
    for (const above of ['', 'C: EHLO me\n'])
      assert.ok(!(await labels(`${above}S: 250 |`)).some((label) => /^\d\./.test(label)));
    assert.deepEqual(await labels('C: DATA\nS: 354 |'), []);
  });

  it('offers to keep the queue id', async () => {
    const text = 'C: DATA\nS: 354\nC: Hi\nC: .\nS: 250 ';
    assert.equal(
      await accept(`${text}/|`, '/queued as (?<queueId>\\S+)/'),
      `${text}/queued as (?<queueId>\\S+)/`,
    );
  });

  it('offers the challenges of LOGIN', async () => {
    assert.equal(
      await accept('C: AUTH LOGIN\nS: 334 |', 'VXNlcm5hbWU6'),
      'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6',
    );
  });

  it('offers plain codes in a bare transcript', async () => {
    assert.equal(await accept('220 hi\nNOOP\n2|', '250'), '220 hi\nNOOP\n250');
    assert.ok((await labels('220 hi\nNOOP\n|')).every((label) => !/^(?:\.\.\.|<|\dx)/.test(label)));
    assert.ok((await labels('220 hi\nEHLO me\n250-you\n250-|')).includes('DSN'));
  });

  it('does the same with CRLF', async () => {
    assert.equal((await labels('C: DATA\r\nS: |\r\n'))[0], '354');
    assert.equal(await accept('C: DATA\r\nS: |\r\n', '354'), 'C: DATA\r\nS: 354\r\n');
  });
});

describe('completion of assertions', () => {
  const NOOP = 'C: NOOP\nS: 250 2.0.0 Ok\n';

  it('offers subjects', async () => {
    const offered = await labels(`${NOOP}??|`);
    assert.deepEqual(
      offered,
      SUBJECTS.map(({ name }) => name),
    );
    assert.equal(await accept(`${NOOP}??|`, 'code'), `${NOOP}?? code`);
    assert.equal(await accept(`${NOOP}?? tls.p|`, 'tls.protocol'), `${NOOP}?? tls.protocol`);
    assert.deepEqual(await labels(`${NOOP}?? nothing |`), []);
  });

  it('offers the predicates that go with the subject', async () => {
    assert.ok((await labels('C: A\n?? ehlo SIZE |')).includes('>='));
    assert.deepEqual(await labels('C: A\n?? tls |'), ['exists', 'not']);
    assert.deepEqual(await labels('C: A\n?? tls not |'), ['exists']);
    assert.ok((await labels('C: A\n?? {{x}} |')).includes('startsWith'));
    assert.ok(!(await labels('C: A\n?? text |')).includes('<'));
    const [item] = (await complete('C: A\n?? text not |')).filter(({ label }) => label === 'includes');
    assert.equal(item?.detail, 'does not include');
    assert.deepEqual(await labels('C: A\n?? text is |'), []);
  });

  it('offers what the server offers first', async () => {
    const ehlo = 'C: EHLO a\nS: 250-b\nS: 250-DSN\nS: 250 AUTH XOAUTH2 PLAIN\n';
    assert.deepEqual((await labels(`${ehlo}?? ehlo |`)).slice(0, 2).sort(), ['AUTH', 'DSN']);
    assert.ok((await labels(`${ehlo}?? ehlo |`)).includes('includes'));
    assert.ok((await labels('C: A\n?? ehlo |')).includes('STARTTLS'));
    assert.deepEqual(await labels(`${ehlo}?? ehlo AUTH includes |`), ['PLAIN', 'XOAUTH2']);
    assert.ok((await labels('C: A\n?? ehlo SIZE >= |')).includes('10MB'));
    assert.deepEqual(await labels(`${ehlo}?? ehlo DSN exists |`), []);
  });

  it('offers values', async () => {
    const codes = await labels('C: RCPT TO:<a@b>\nS: 551\n?? code == |');
    assert.equal(codes[0], '551');
    for (const each of ['250', '550', '4xx']) assert.ok(codes.includes(each), codes.join());
    assert.ok(!codes.includes('354'), codes.join());
    assert.ok(!(await labels('C: NOOP\n?? code < |')).includes('2xx'));
    assert.equal(await accept('C: NOOP\n?? code == 250|5|', '500'), 'C: NOOP\n?? code == 250|500');
    assert.deepEqual(await labels('C: A\n?? tls.authorized == |'), ['true', 'false']);
    assert.deepEqual(await labels('C: A\n?? tls.cipher matches |'), ['/GCM|CHACHA20/']);
    assert.deepEqual(await labels('C: A\n?? tls.cipher == |'), []);
    assert.deepEqual(await labels('C: A\n?? duration < |'), ['500ms', '2s']);
    assert.deepEqual(await labels('C: A\n?? {{x}} == |'), []);
  });

  it('offers variables and functions as values', async () => {
    assert.ok((await labels('@who = x\nC: A\n?? text includes {{w|')).includes('who'));
  });
});
