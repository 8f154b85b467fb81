import assert from 'node:assert/strict';
import type { SessionEvent } from '../../../src/runner/events';
import { summarize, total } from '../../../src/runner/result';

type Bare = SessionEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;

/** Events a millisecond apart. */
const timed = (...events: readonly Bare[]): SessionEvent[] => events.map((event, at) => ({ ...event, at }));

const start: Bare = { type: 'start', title: 'One', line: 3, server: 'smtp://h:25' };
const sent = (line: number, text: string, role: 'command' | 'content' | 'file' = 'command'): Bare => ({
  type: 'sent',
  line,
  text,
  octets: text.length + 2,
  tls: false,
  role,
});
const reply = (line: number | undefined, code: number): Bare => ({
  type: 'reply',
  line,
  reply: { code, lines: ['text'] },
  milliseconds: 7,
});
const verdict = (line: number, status: 'passed' | 'failed'): Bare => ({
  type: 'verdict',
  line,
  status,
  expected: '250',
  actual: 'x',
  message: status === 'passed' ? '' : 'wrong',
  remarks: [],
});

describe('summarize', () => {
  it('gives the replies to a group to the lines of it, and what says nothing of a reply to the next one', () => {
    const result = summarize(
      timed(
        start,
        reply(undefined, 220),
        verdict(4, 'passed'),
        sent(5, 'MAIL'),
        sent(6, 'RCPT'),
        sent(7, 'DATA'),
        reply(5, 250),
        verdict(8, 'passed'),
        reply(6, 550),
        verdict(9, 'failed'),
        reply(6, 250),
        verdict(9, 'failed'),
        verdict(10, 'failed'),
      ),
    );
    assert.deepEqual(
      result.steps.map((each) => [each.line, each.sent, each.reply?.code, each.status]),
      [
        [undefined, undefined, 220, 'passed'],
        [5, 'MAIL', 250, 'passed'],
        [6, 'RCPT', 550, 'failed'],
        [6, undefined, 250, 'failed'],
        [7, 'DATA', undefined, 'failed'],
      ],
    );
  });

  it('folds requests, replies and verdicts into steps', () => {
    const result = summarize(
      timed(
        start,
        reply(undefined, 220),
        verdict(4, 'passed'),
        sent(5, 'NOOP'),
        reply(5, 250),
        verdict(6, 'failed'),
        { type: 'captured', line: 6, name: 'id', value: '4F' },
        { type: 'end', status: 'failed' },
      ),
    );
    assert.deepEqual(
      result.steps.map(({ line, sent, reply, status, message }) => [
        line,
        sent,
        reply?.code,
        status,
        message,
      ]),
      [
        [undefined, undefined, 220, 'passed', ''],
        [5, 'NOOP', 250, 'failed', 'wrong'],
      ],
    );
    assert.equal(result.title, 'One');
    assert.equal(result.status, 'failed');
    assert.equal(result.durationMs, 7);
    assert.deepEqual(result.captures, { id: '4F' });
    assert.equal(result.verdicts.length, 2);
  });

  it('takes a message for one step, whatever its lines, and a chunk for a part of its BDAT', () => {
    const result = summarize(
      timed(
        sent(1, 'DATA'),
        reply(1, 354),
        sent(2, 'Subject: x', 'content'),
        sent(3, '< file', 'file'),
        sent(4, '.', 'content'),
        reply(2, 250),
        sent(5, 'BDAT 3 LAST'),
        sent(6, 'x', 'content'),
        reply(5, 250),
      ),
    );
    assert.deepEqual(
      result.steps.map((step) => [step.sent, step.reply?.code]),
      [
        ['DATA', 354],
        ['(message content)', 250],
        ['BDAT 3 LAST', 250],
      ],
    );
  });

  it('keeps what was skipped and what broke', () => {
    const result = summarize(
      timed(
        { type: 'skipped', line: 2, reason: 'not sent' },
        sent(3, 'NOOP'),
        { type: 'failure', kind: 'timeout', line: 3, message: 'No reply' },
        { type: 'end', status: 'error' },
      ),
    );
    assert.deepEqual(
      result.steps.map((step) => [step.status, step.message]),
      [
        ['skipped', 'not sent'],
        ['failed', 'No reply'],
      ],
    );
    assert.equal(result.failures.length, 1);
  });

  it('counts a run without an end as cancelled', () => {
    assert.equal(summarize(timed(start)).status, 'cancelled');
    assert.equal(summarize([]).status, 'cancelled');
  });
});

describe('total', () => {
  it('counts runs, and a cancelled one as an error', () => {
    const results = (['passed', 'passed', 'failed', 'error', 'cancelled', 'skipped'] as const).map((status) =>
      summarize(timed(start, { type: 'end', status })),
    );
    assert.deepEqual(total(results), { passed: 2, failed: 1, errors: 2, skipped: 1 });
  });
});
