import assert from 'node:assert/strict';
import { summarize } from '../../../src/runner/result';
import { connect } from '../../../src/transport/socket';
import type { Connect } from '../../../src/transport/transport';
import { fakeHost } from '../../support/fakeHost';
import { runTranscript } from '../../support/runTranscript';
import { serve } from '../server/scripted/scripted';

const TRANSACTION = `C: MAIL FROM:<a@example.test> PRDR
S: 250
C: RCPT TO:<b@example.test>
S: 250
C: RCPT TO:<c@example.test>
S: 250
C: DATA
S: 354
C: .
`;

describe('a reply for each recipient', () => {
  it('is worth nothing where PRDR refuses the message as a whole', async () => {
    const replies = 'S: 353 each\nS: 250 for b\nS: 550 for c\nS: 554 for all\n';
    const server = await serve(`S: 220 hi\n${TRANSACTION}${replies}`);
    const text = `CONNECT smtp://127.0.0.1:${server.port}\nS: 220\n${TRANSACTION}${replies}`;
    const result = summarize(await runTranscript(text, fakeHost()));
    assert.equal(result.status, 'passed');
    assert.deepEqual(result.recipients, [
      { address: '<b@example.test>', accepted: false, reply: '554 for all' },
      { address: '<c@example.test>', accepted: false, reply: '550 for c' },
    ]);
    await server.stop();
  });

  it('is heard behind one that an optional reply left', async () => {
    const script = 'S: 250 for b\nS: 550 for c\nS: 250 for d\n';
    const begun = TRANSACTION.replace('C: DATA', 'C: RCPT TO:<d@example.test>\nS: 250\nC: DATA');
    const server = await serve(`S: 220 hi\n${begun}${script}C: QUIT\nS: 221 Bye\n`);
    const text = `CONNECT lmtp://127.0.0.1:${server.port}\n# @on-failure continue\nS: 220\n${begun}S: 250\nS?: 250\nC: QUIT\nS: 221\n`;
    const result = summarize(await runTranscript(text, fakeHost()));
    assert.deepEqual(
      result.recipients.map(({ reply }) => reply),
      ['250 for b', '550 for c', '250 for d'],
    );
    assert.deepEqual(
      result.verdicts.slice(-3).map(({ expected, status }) => `${expected} ${status}`),
      ['no reply failed', 'no reply failed', '221 passed'],
    );
    await server.stop();
  });

  for (const [name, scheme, replies] of [
    ['over LMTP', 'lmtp', 'S: 250 for b\n'],
    ['with PRDR, for the message itself', 'smtp', 'S: 353 each\nS: 250 for b\nS: 250 for c\n'],
  ] as const)
    it(`that does not come is waited for once, ${name}`, async () => {
      const server = await serve(`S: 220 hi\n${TRANSACTION}${replies}S: <silence 10s>\n`);
      let waits = 0;
      const counting: Connect = async (target, signal) => {
        const result = await connect(target, signal);
        if (result.kind !== 'connected') return result;
        const { transport } = result;
        const readLine = transport.readLine.bind(transport);
        transport.readLine = async (...args) => {
          const read = await readLine(...args);
          if (read.kind === 'failed' && read.error.kind === 'timeout') waits++;
          return read;
        };
        return result;
      };
      const recorded = replies + (scheme === 'lmtp' ? 'S: 250 for c\n' : 'S: 250 for all\n');
      const text = `CONNECT ${scheme}://127.0.0.1:${server.port}\n# @timeout 100ms\nS: 220\n${TRANSACTION}${recorded}`;
      const result = summarize(await runTranscript(text, fakeHost({}, { connect: counting })));
      assert.deepEqual(
        result.failures.map(({ kind }) => kind),
        ['timeout'],
      );
      assert.equal(waits, 1);
      assert.equal(result.recipients.length, scheme === 'lmtp' ? 1 : 2);
      await server.stop();
    });
});
