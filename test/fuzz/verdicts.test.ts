import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SessionEvent, VerdictEvent } from '../../src/runner/events';
import { fakeHost } from '../support/fakeHost';
import { runTranscript } from '../support/runTranscript';
import { predict, type Outcome, type Verdict } from './verdictModel';
import { scenarios, write, type Scenario } from './verdictScenario';
import { transportOf } from './verdictServer';

const RUNS = Number(process.env['RUNS'] ?? 6000);

describe('verdicts of random conversations with a random server', function () {
  this.timeout(600_000);

  it('are those that docs/language.md has', async () => {
    const statuses: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const written = write(scenario);
        const events = await play(scenario, written.text);
        const expected = predict(scenario, written);
        const shown = `${written.text}\n${events.flatMap(showReceived).join('\n')}`;
        assert.deepEqual(outcomeOf(events), expected, shown);
        if (expected.status === 'passed') assertAllMet(scenario, written, events, shown);
        statuses[expected.status] = (statuses[expected.status] ?? 0) + 1;
      }),
      { numRuns: RUNS },
    );
    // What never passes shows nothing.
    for (const status of ['passed', 'failed', 'error'])
      assert.ok((statuses[status] ?? 0) > RUNS / 50, JSON.stringify(statuses));
  });
});

async function play(scenario: Scenario, text: string): Promise<SessionEvent[]> {
  const connect = (): Promise<{ kind: 'connected'; transport: ReturnType<typeof transportOf> }> =>
    Promise.resolve({ kind: 'connected', transport: transportOf(scenario) });
  return await runTranscript(text, fakeHost({}, { connect }));
}

function outcomeOf(events: readonly SessionEvent[]): Outcome {
  const end = events.at(-1);
  assert.ok(end?.type === 'end', 'the run does not end');
  const { status } = end;
  assert.ok(status === 'passed' || status === 'failed' || status === 'error', status);
  const isOver = events.flatMap((event) =>
    event.type === 'failure' && event.kind === 'plan' ? [event.message] : [],
  );
  assert.deepEqual(isOver, []);
  return {
    status,
    verdicts: events.flatMap((event) => (event.type === 'verdict' ? [verdictOf(event)] : [])),
    skipped: events.flatMap((event) => (event.type === 'skipped' ? [event.line] : [])),
  };
}

function verdictOf({ line, status, expected, isAssertion, message }: VerdictEvent): Verdict {
  const about =
    isAssertion === true
      ? 'asserted'
      : expected === 'no reply'
        ? 'surplus'
        : expected === '2xx or 3xx'
          ? 'refused'
          : 'expected';
  return {
    about,
    line,
    passed: status === 'passed',
    count: Number(/sent (\d+) replies/.exec(message)?.[1] ?? 1),
  };
}

/** The one sentence that everything is about: a run that passed has held every line that had to be held. */
function assertAllMet(
  scenario: Scenario,
  written: ReturnType<typeof write>,
  events: readonly SessionEvent[],
  shown: string,
): void {
  const verdicts = events.flatMap((event) => (event.type === 'verdict' ? [event] : []));
  const requests = [
    { ...scenario.greeting, placed: written.greeting },
    ...scenario.groups.flat().map((request) => ({ ...request, placed: written.placed.get(request) })),
  ];
  for (const { expects, asserts, placed } of requests) {
    assert.ok(placed !== undefined);
    const due = [
      ...placed.expects.filter((_, at) => {
        const expect = expects[at];
        return expect !== undefined && (expect.kind !== 'reply' || !expect.optional);
      }),
      ...placed.asserts,
    ];
    assert.equal(placed.asserts.length, asserts.length);
    for (const line of due)
      assert.deepEqual(
        verdicts.filter((verdict) => verdict.line === line).map(({ status }) => status),
        ['passed'],
        `line ${line}\n${shown}`,
      );
  }
}

function showReceived(event: SessionEvent): string[] {
  switch (event.type) {
    case 'sent':
      return [`> ${event.text}`];
    case 'received':
      return [`< ${event.text}`];
    case 'verdict':
      return [`  ${event.line} ${event.status} ${event.message}`];
    case 'failure':
    case 'notice':
      return [`  ${event.line ?? ''} ${event.message}`];
    case 'skipped':
      return [`  ${event.line} ${event.reason}`];
    default:
      return [];
  }
}
