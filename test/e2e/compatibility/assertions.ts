import assert from 'node:assert/strict';
import * as path from 'node:path';
import { runCommandLine, type Run, type RunEvent } from '../commandLine';
import { claimCount, CLAIMED, type Claimed } from './claims';
import { nameOf, openingOf, urlOf } from './connections';
import type { Context, Part } from './context';
import { assertPassed, transcriptOf } from './judging';
import { delivered, difference, withSubject } from './stored';
import { SECURITIES, TABLE, type Entry, type Security } from './table';
import { matrixMessage } from './transcripts';

/** What the table says of each server, as assertions that hold, and their contraries, none of which does. */
export const assertions: Part = (context) => {
  const held = new Set<Claimed>();
  describe('assertions about what a server says', () => {
    for (const each of CLAIMED) describeClaimed(each, context, held);
  });
  return () => assertionPage(held);
};

function describeClaimed(each: Claimed, context: () => Context, held: Set<Claimed>): void {
  const { entry, security, title, contrary } = each;
  it(title, async () => {
    const { servers, transcripts } = context();
    const mailbox = servers[entry.deliveredBy ?? entry.server];
    const run = await runCommandLine([
      ...['--server', urlOf(entry, security, servers[entry.server].ports)],
      ...['--transcript', title, '--transcript', contrary],
      path.join(transcripts, 'claims', openingOf(entry, security).file),
    ]);
    assertPassed(run, transcriptOf(run, title));
    assert.deepEqual(statuses(run, title), Array<string>(claimCount(each)).fill('passed'));
    assert.deepEqual(statuses(run, contrary), Array<string>(claimCount(each)).fill('failed'));
    const messages = await delivered(mailbox, 2);
    for (const name of [title, contrary]) {
      const [stored] = withSubject(messages, name);
      assert.ok(stored, `${name} was not delivered`);
      assert.equal(difference(mailbox.name, stored, Buffer.from(matrixMessage(name))), undefined);
    }
    held.add(each);
  });
}

/** What came of the assertions of a transcript, in their order. */
function statuses(run: Run, title: string): readonly (string | undefined)[] {
  const { line } = transcriptOf(run, title);
  const isAssertion = ({ transcript, isAssertion: is }: RunEvent): boolean =>
    transcript === line && is === true;
  return run.events.filter(isAssertion).map(({ status }) => status);
}

function assertionPage(held: ReadonlySet<Claimed>): string {
  const cell = (entry: Entry, security: Security): string => {
    const claimed = CLAIMED.find((each) => each.entry === entry && each.security === security);
    if (claimed === undefined) return '–';
    return held.has(claimed) ? String(claimCount(claimed)) : '?';
  };
  return [
    `| | ${SECURITIES.join(' | ')} |`,
    `| --- |${' --- |'.repeat(SECURITIES.length)}`,
    ...TABLE.map((entry) => {
      const cells = SECURITIES.map((security) => cell(entry, security));
      return `| ${nameOf(entry)} | ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}
