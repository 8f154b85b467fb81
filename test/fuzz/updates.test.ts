import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyChanges } from '../../src/cli/applyChanges';
import { plan } from '../../src/runner/plan';
import { ReplyCollector } from '../../src/runner/receivedReplies';
import type { RunStatus } from '../../src/runner/events';
import { run } from '../../src/runner/session';
import { updateReplies, type UpdatedReplies } from '../../src/runner/updateReplies';
import { parse } from '../../src/syntax/parse';
import { fakeHost } from '../support/fakeHost';
import { predict } from './verdictModel';
import { LAST_RESPONSE, scenarios, write, type Item, type Scenario } from './verdictScenario';
import { transportOf } from './verdictServer';

const RUNS = Number(process.env['RUNS'] ?? 4000);

/** Those in which all that can fail is what is recorded: only that is written. */
const updatable = scenarios
  .map((scenario): Scenario => ({
    ...scenario,
    onFailure: 'continue',
    greeting: { ...scenario.greeting, asserts: [] },
    groups: scenario.groups.map((group) => group.map((request) => ({ ...request, asserts: [] }))),
  }))
  .filter((scenario) => {
    const { status, verdicts, skipped } = predict(scenario, write(scenario));
    // A challenge that is written below the last response makes one of the command that follows, as it should.
    const goesOn = scenario.groups
      .flat()
      .some(({ wire, answers }) => wire === LAST_RESPONSE && answers.some(isChallenge));
    if (goesOn) return false;
    return status !== 'error' && skipped.length === 0 && verdicts.every(({ about }) => about === 'expected');
  });

function isChallenge(item: Item): boolean {
  return item.kind === 'reply' && item.code === 334;
}

describe('replies written back into random conversations', function () {
  this.timeout(600_000);

  it('make them pass, and touch nothing else', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(updatable, async (scenario) => {
        const { text } = write(scenario);
        const { updated, failed } = await update(scenario, text);
        const after = applyChanges(text, updated.changes);
        const again = await update(scenario, after);
        const shown = `${text}\n${after}`;
        if (updated.written.length > 0) count++;
        assert.deepEqual(withoutReplies(after), withoutReplies(text), shown);
        assert.deepEqual(again.updated.changes, [], shown);
        assert.deepEqual(again.updated.written, [], shown);
        // A `<close>` that did not come, say, is not to be written.
        const left = failed.filter((line) => !updated.written.includes(line));
        assert.equal(again.status, left.length === 0 ? 'passed' : 'failed', shown);
        assert.equal(again.failed.length, left.length, shown);
      }),
      { numRuns: RUNS },
    );
    assert.ok(count > RUNS / 20, `${count} of ${RUNS} were changed`);
  });
});

async function update(
  scenario: Scenario,
  text: string,
): Promise<{
  readonly updated: UpdatedReplies;
  readonly status: RunStatus | undefined;
  readonly failed: readonly number[];
}> {
  const document = parse(text);
  const [transcript] = document.transcripts;
  assert.ok(transcript !== undefined);
  const host = fakeHost(
    {},
    { connect: () => Promise.resolve({ kind: 'connected', transport: transportOf(scenario) }) },
  );
  const received = new ReplyCollector();
  let status: RunStatus | undefined;
  const failed: number[] = [];
  for await (const event of run(plan(document, transcript), host, new AbortController().signal)) {
    received.take(event);
    if (event.type === 'verdict' && event.status === 'failed') failed.push(event.line);
    if (event.type === 'end') status = event.status;
  }
  return { updated: updateReplies(document, transcript, received), status, failed };
}

function withoutReplies(text: string): string[] {
  return text.split('\n').filter((line) => !/^S\??:/.test(line));
}
