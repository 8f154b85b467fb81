import assert from 'node:assert/strict';
import type { Target } from '../../../src/transport/transport';
import { fakeHost } from '../../support/fakeHost';
import { runTranscript } from '../../support/runTranscript';

/** What is asked before a run of these lines, and where it connects then. */
async function ask(lines: string): Promise<{ asked: string[]; targets: string[] }> {
  const asked: string[] = [];
  const targets: string[] = [];
  const host = fakeHost(
    {},
    {
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve('yes');
      },
      connect: (target: Target) => {
        targets.push(target.host);
        return Promise.resolve({ kind: 'failed', error: { kind: 'refused', message: 'refused' } });
      },
    },
  );
  await runTranscript(lines, host);
  return { asked, targets };
}

describe('before what a server must not take', () => {
  it('is sent to another machine, a person is asked', async () => {
    const { asked, targets } = await ask('telnet 192.0.2.1 25\nS: 220\nC!: NOOP\\n\nS: 500\n');
    assert.deepEqual(asked, ['Send raw bytes (C!:) to smtp://192.0.2.1:25, which is not this machine?']);
    assert.deepEqual(targets, ['192.0.2.1']);
  });

  it('is sent in a message or without waiting, too', async () => {
    for (const lines of [
      'C: DATA\nS: 354\nC!: a\\n.\\n\nC: .\nS: 250\n',
      '# @pipelining on\nC: NOOP\nS: 250\n',
    ])
      assert.equal((await ask(`telnet mail.example.com 25\nS: 220\n${lines}`)).asked.length, 1);
  });

  it('is sent to this machine, nobody is asked; nor for anything else', async () => {
    for (const where of ['127.0.0.1', 'localhost', '::1'])
      assert.deepEqual((await ask(`telnet ${where} 25\nS: 220\nC!: NOOP\\n\nS: 500\n`)).asked, []);
    assert.deepEqual((await ask('telnet 192.0.2.1 25\nS: 220\nC: NOOP\nS: 250\n')).asked, []);
  });
});
