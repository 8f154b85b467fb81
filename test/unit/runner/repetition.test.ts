import assert from 'node:assert/strict';
import { plan, type Plan } from '../../../src/runner/plan';
import { askingOnce, endsRepetition, repetitions } from '../../../src/runner/repetition';
import { summarize } from '../../../src/runner/result';
import { parse } from '../../../src/syntax/parse';
import { fakeHost } from '../../support/fakeHost';

describe('runner/repetition', () => {
  it('makes a plan for each time, and asks for consent with the first alone', () => {
    const made = planned('### A\n# @repeat 2\n# @confirm Sure?\nC: NOOP\n');
    assert.deepEqual(
      repetitions(made).map(({ title, repetition, confirm }) => [
        title,
        repetition?.index,
        confirm !== undefined,
      ]),
      [
        ['A (1 of 2)', 1, true],
        ['A (2 of 2)', 2, false],
      ],
    );
    assert.deepEqual(repetitions(made, 1), [made]);
    assert.equal(repetitions(planned('### A\n# @repeat 9\n# @disabled\nC: NOOP\n')).length, 1);
  });

  it('asks a person each thing once for all of them', async () => {
    const asked: string[] = [];
    const host = askingOnce(
      fakeHost(
        {},
        {
          prompt: (label, masked) => {
            asked.push(`${label} ${masked}`);
            return Promise.resolve(String(asked.length));
          },
          confirm: (question) => {
            asked.push(question);
            return Promise.resolve('yes');
          },
        },
      ),
    );
    assert.deepEqual(
      [await host.prompt('a', false), await host.prompt('a', true), await host.prompt('a', false)],
      ['1', '2', '1'],
    );
    assert.deepEqual([await host.confirm('Sure?'), await host.confirm('Sure?')], ['yes', 'yes']);
    assert.deepEqual(asked, ['a false', 'a true', 'Sure?']);
  });

  it('is over when nothing was sent, and not when a connection failed', () => {
    const ends = (kind: 'plan' | 'file' | 'refused'): boolean =>
      endsRepetition(summarize([{ type: 'failure', kind, line: 1, message: '', at: 0 }]));
    assert.deepEqual([ends('plan'), ends('file'), ends('refused')], [true, true, false]);
    assert.ok(endsRepetition(summarize([{ type: 'end', status: 'skipped', at: 0 }])));
  });
});

function planned(text: string): Plan {
  const document = parse(text);
  const [transcript] = document.transcripts;
  assert.ok(transcript !== undefined);
  return plan(document, transcript);
}
