import assert from 'node:assert/strict';
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
  it('offers subjects, predicates and values', async () => {
    assert.ok((await labels('C: NOOP\nS: 250\n??|')).includes('code'));
    assert.equal(await accept('C: NOOP\nS: 250\n??|', 'code'), 'C: NOOP\nS: 250\n?? code');
    assert.equal(
      await accept('C: NOOP\nS: 250\n?? tls.p|', 'tls.protocol'),
      'C: NOOP\nS: 250\n?? tls.protocol',
    );
    assert.ok((await labels('?? ehlo |')).includes('STARTTLS'));
    assert.ok((await labels('?? ehlo SIZE |')).includes('>='));
    assert.ok((await labels('?? text |')).includes('matches'));
    assert.ok(!(await labels('?? text |')).includes('<'));
    assert.deepEqual(await labels('?? tls.authorized == |'), ['true', 'false']);
    assert.ok((await labels('?? text not |')).includes('includes'));
    assert.deepEqual(await labels('?? ehlo DSN exists |'), []);
    assert.deepEqual(await labels('?? nothing |'), []);
  });
});
