import assert from 'node:assert/strict';
import { COMMANDS } from '../../../src/smtp/commands';
import { describeReplyCode, explainReplyClass, replyClass } from '../../../src/smtp/replyCodes';

describe('smtp/replyCodes', () => {
  it('classes codes by their first digit', () => {
    assert.deepEqual([100, 199, 200, 299, 334, 354, 421, 499, 500, 599].map(replyClass), [
      '1xx', '1xx', '2xx', '2xx', '3xx', '3xx', '4xx', '4xx', '5xx', '5xx',
    ]); // prettier-ignore
    assert.equal(explainReplyClass('4xx'), 'temporary failure: try again later');
  });

  it('knows every code that its commands may be answered with', () => {
    for (const { verb, replies } of COMMANDS) {
      for (const code of replies) assert.ok(describeReplyCode(code), `${verb} ${code}`);
    }
    assert.match(describeReplyCode(535) ?? '', /credentials invalid/);
    assert.equal(describeReplyCode(299), undefined);
  });
});
