import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { ask, askWhether, type Terminal } from '../../../src/cli/prompt';

/** A terminal that is typed on by program. */
function terminal(isTTY = true): Terminal & { type: (text: string) => void; shown: () => string } {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY });
  let shown = '';
  output.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  return { input, output, type: (text) => void input.write(text), shown: () => shown };
}

const never = new AbortController().signal;

describe('asking on the terminal', () => {
  it('shows what is typed', async () => {
    const at = terminal();
    const answer = ask('Name', false, never, at);
    at.type('Zoë\r');
    assert.equal(await answer, 'Zoë');
    assert.match(at.shown(), /Name: /);
    assert.match(at.shown(), /Zoë/);
  });

  it('shows nothing of a password, and lets it be corrected', async () => {
    const at = terminal();
    const answer = ask('Password', true, never, at);
    at.type('hunter3\x7f2\r');
    assert.equal(await answer, 'hunter2');
    assert.equal(at.shown(), 'Password: \n');
  });

  it('takes y and yes for a yes, anything else for a no, and asks nobody without a terminal', async () => {
    for (const [typed, expected] of [
      ['y\r', 'yes'],
      ['YES\r', 'yes'],
      ['\r', 'no'],
      ['yep\r', 'no'],
      ['\x04', 'no'],
    ] as const) {
      const at = terminal();
      const answer = askWhether('Really?', never, at);
      at.type(typed);
      assert.equal(await answer, expected, typed);
      assert.match(at.shown(), /Really\? \[y\/N\]/);
    }
    assert.equal(await askWhether('Really?', never, terminal(false)), 'nobody');
  });

  it('gives up without a terminal, at Ctrl+D, and when it is cancelled', async () => {
    assert.equal(await ask('Name', false, never, terminal(false)), undefined);
    const left = terminal();
    const answer = ask('Name', true, never, left);
    left.type('\x04');
    assert.equal(await answer, undefined);
    const controller = new AbortController();
    const cancelled = ask('Name', true, controller.signal, terminal());
    controller.abort();
    assert.equal(await cancelled, undefined);
    assert.equal(await ask('Name', true, controller.signal, terminal()), undefined);
  });

  it('takes Ctrl+C for the SIGINT that it is outside of a prompt', async () => {
    const at = terminal();
    const controller = new AbortController();
    process.once('SIGINT', () => controller.abort());
    const answer = ask('Name', true, controller.signal, at);
    at.type('\x03');
    assert.equal(await answer, undefined);
    assert.ok(controller.signal.aborted);
  });
});
