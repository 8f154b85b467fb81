import assert from 'node:assert/strict';
import type { SessionEvent } from '../../../src/runner/events';
import type { Host } from '../../../src/runner/host';
import { fakeHost } from '../../support/fakeHost';
import { runTranscript } from '../../support/runTranscript';

describe('runner/consent to what a server is not supposed to be sent', () => {
  it('asks once before exact bytes go to another machine, and connects when told to', async () => {
    const { questions, connections, events } = await runTo('telnet mail.example.com 25', 'yes');
    assert.deepEqual(questions, ['Send exact bytes (C!: in line 2) to smtp://mail.example.com:25?']);
    assert.equal(connections, 1);
    assert.equal(events.at(-1)?.type, 'end');
  });

  it('asks for those in a message or a chunk, too', async () => {
    const data = 'C: DATA\nC: Hello\nC!: \\n.\\n\nC: .\n';
    assert.match((await runTo('# @server mx://example.com', 'no', data)).questions[0] ?? '', /in line 4/);
    const chunk = 'C: BDAT 4\nC!: a\\rbc\n';
    const proxied = 'telnet localhost 25\n# @proxy socks5://proxy.example.com';
    assert.match(
      (await runTo(proxied, 'no', chunk)).questions[0] ?? '',
      /in line 4\) to smtp:\/\/localhost:25 by way of socks5:\/\/proxy\.example\.com:1080\?$/,
    );
  });

  it('asks for commands that wait for no reply, too', async () => {
    // Also where only the run knows what the directive says.
    for (const directive of ['# @pipelining on', '@mode = on\n# @pipelining {{mode}}']) {
      const { questions, connections } = await runTo(
        `${directive}\ntelnet mail.example.com 25`,
        'no',
        'C: NOOP\nS: 250\n',
      );
      assert.deepEqual(questions, [
        'Send commands without waiting for replies (@pipelining on) to smtp://mail.example.com:25?',
      ]);
      assert.equal(connections, 0);
    }
  });

  it('passes the transcript over when the answer is no', async () => {
    const { connections, events } = await runTo('telnet mail.example.com 25', 'no');
    assert.equal(connections, 0);
    assert.deepEqual(
      events.filter(({ type }) => type === 'skipped' || type === 'end').map((event) => ({ ...event, at: 0 })),
      [
        {
          type: 'skipped',
          line: 1,
          reason: 'not confirmed: exact bytes to smtp://mail.example.com:25',
          at: 0,
        },
        { type: 'end', status: 'skipped', at: 0 },
      ],
    );
  });

  it('is an error where nobody can be asked', async () => {
    const { connections, events } = await runTo('telnet mail.example.com 25', 'nobody');
    assert.equal(connections, 0);
    const failure = events.find((event) => event.type === 'failure');
    assert.equal(failure?.line, 2);
    assert.match(failure.message, /exact bytes .* nobody can be asked: the command line takes --yes/);
  });

  for (const server of [
    'telnet localhost 25',
    'telnet 127.0.0.1 25',
    'telnet ::1 25',
    '# @server lmtp+unix:///run/lmtp',
    'telnet localhost 25\n# @proxy socks5://127.0.0.1',
  ])
    it(`asks nothing for ${server.replace('\n', ', ')}`, async () => {
      const { questions, connections } = await runTo(server, 'no');
      assert.deepEqual([questions, connections], [[], 1]);
    });

  it('asks nothing without exact bytes', async () => {
    const { questions, connections } = await runTo('telnet mail.example.com 25', 'no', 'C: NOOP\n');
    assert.deepEqual([questions, connections], [[], 1]);
  });
});

async function runTo(
  server: string,
  answer: 'yes' | 'no' | 'nobody',
  dialogue = 'C!: NOOP\\n\n',
): Promise<{
  readonly questions: readonly string[];
  readonly connections: number;
  readonly events: readonly SessionEvent[];
}> {
  const questions: string[] = [];
  let connections = 0;
  const host: Partial<Host> = {
    confirm: (question) => {
      questions.push(question);
      return Promise.resolve(answer);
    },
    connect: () => {
      connections++;
      return Promise.resolve({ kind: 'failed', error: { kind: 'refused', message: 'nobody listens' } });
    },
  };
  const events = await runTranscript(`${server}\n${dialogue}`, fakeHost({}, host));
  return { questions, connections, events };
}
