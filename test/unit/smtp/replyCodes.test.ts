import assert from 'node:assert/strict';
import { COMMANDS } from '../../../src/smtp/commands';
import {
  describeReplyCode,
  describeReplyTo,
  explainReplyClass,
  repliesTo,
  replyCategory,
  replyClass,
} from '../../../src/smtp/replyCodes';

describe('smtp/replyCodes', () => {
  it('classes codes by their first digit', () => {
    assert.deepEqual([100, 199, 200, 299, 334, 354, 421, 499, 500, 599].map(replyClass), [
      '1xx', '1xx', '2xx', '2xx', '3xx', '3xx', '4xx', '4xx', '5xx', '5xx',
    ]); // prettier-ignore
    assert.equal(explainReplyClass('4xx'), 'temporary failure, try again later');
  });

  it('knows every code that its commands may be answered with', () => {
    for (const { verb, replies } of COMMANDS) {
      for (const code of replies) assert.ok(describeReplyCode(code), `${verb} ${code}`);
    }
    assert.match(describeReplyCode(535) ?? '', /credentials invalid/);
    assert.equal(describeReplyCode(299), undefined);
  });

  it('says what a code means as the answer to one thing', () => {
    assert.match(describeReplyTo('RCPT', 452) ?? '', /Too many recipients/);
    assert.match(describeReplyTo('MESSAGE', 250) ?? '', /responsible/);
    assert.equal(describeReplyTo('RESPONSE', 535), describeReplyTo('AUTH', 535));
    assert.equal(describeReplyTo('NOOP', 299), undefined);
  });

  it('has such a meaning only for codes that are known and may answer the command', () => {
    const commands = COMMANDS.flatMap(({ verb, replies }) =>
      repliesTo(verb).map((code) => ({ verb, code, replies })),
    );
    assert.ok(commands.length > 80);
    for (const { verb, code, replies } of commands) {
      assert.match(describeReplyTo(verb, code) ?? '', /^[A-Z].*\.$/, `${verb} ${code}`);
      // Servers refuse with other codes than the RFCs list, but what succeeds has a code of its own.
      assert.ok(code >= 400 ? describeReplyCode(code) : replies.includes(code), `${verb} ${code}`);
    }
    for (const occasion of ['GREETING', 'MESSAGE'])
      for (const code of repliesTo(occasion)) assert.ok(describeReplyCode(code), `${occasion} ${code}`);
  });

  it('tells what the second digit is about', () => {
    assert.deepEqual([500, 211, 220, 334, 250].map(replyCategory), [
      'syntax', 'information', 'connection', 'authentication', 'mail system',
    ]); // prettier-ignore
    assert.equal(replyCategory(299), undefined);
  });
});
