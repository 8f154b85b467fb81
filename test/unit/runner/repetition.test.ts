import assert from 'node:assert/strict';
import { plan, type Plan } from '../../../src/runner/plan';
import { askingOnce, endsRepetition, repetitions } from '../../../src/runner/repetition';
import { summarize } from '../../../src/runner/result';
import { parse } from '../../../src/syntax/parse';
import { fakeHost, type FakeWorld } from '../../support/fakeHost';

describe('runner/repetition', () => {
  it('makes a plan for each time, and asks for consent with the first alone', async () => {
    const made = planned('### A\n# @repeat 2\n# @confirm Sure?\nC: NOOP\n');
    assert.deepEqual(
      (await repetitions(made, fakeHost())).map(({ title, repetition, confirm }) => [
        title,
        repetition?.index,
        confirm !== undefined,
      ]),
      [
        ['A (1 of 2)', 1, true],
        ['A (2 of 2)', 2, false],
      ],
    );
    assert.deepEqual(await repetitions(made, fakeHost(), 1), [made]);
    const disabled = planned('### A\n# @repeat 9\n# @disabled\nC: NOOP\n');
    assert.equal((await repetitions(disabled, fakeHost())).length, 1);
  });

  describe('fills in @repeat', () => {
    const counted = async (value: string, world: FakeWorld, count?: number): Promise<readonly Plan[]> =>
      repetitions(
        planned(`@three = 3\n### A\n# @repeat ${value}\nC: NOOP\nS: 250 /(?<seen>\\d)/\n`),
        fakeHost(world),
        count,
      );

    for (const [value, world, expected] of [
      ['{{three}}', {}, 3],
      ['{{many}}', { variables: { many: ' 2 ' } }, 2],
      ['{{$processEnv TIMES}}0', { environment: { TIMES: '1' } }, 10],
      ['{{$prompt How often?}}', { answers: { 'How often?': '4' } }, 4],
    ] as const)
      it(`with ${value}`, async () => {
        const plans = await counted(value.replace('How often?', '"How often?"'), world);
        assert.equal(plans.length, expected);
        assert.deepEqual(plans[0]?.directives.templates, []);
      });

    for (const [value, world, words] of [
      ['{{three}}s', {}, '@repeat: a whole number from 1 to 999999 is needed'],
      ['{{zero}}', { variables: { zero: '0' } }, '@repeat: a whole number from 1 to 999999 is needed'],
      ['{{thre}}', {}, '@repeat: The variable “thre” has no value; did you mean “three”?'],
      ['{{seen}}', {}, '@repeat: The variable “seen” has no value here: no reply so far has given it one'],
    ] as const)
      it(`and says what is wrong with ${value}`, async () => {
        const plans = await counted(value, world);
        assert.deepEqual(
          plans.map(({ problems, repetition }) => ({ problems, repetition })),
          [{ problems: [{ line: 3, message: words }], repetition: undefined }],
        );
      });

    it('unless it is said from outside', async () => {
      const plans = await counted('{{nobody}}', {}, 2);
      assert.deepEqual(
        plans.map(({ problems, directives }) => [problems, directives.templates]),
        [
          [[], []],
          [[], []],
        ],
      );
    });
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
