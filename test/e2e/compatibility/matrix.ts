import assert from 'node:assert/strict';
import * as path from 'node:path';
import { runCommandLine, type Run, type TranscriptReport } from '../commandLine';
import type { ServerName } from '../servers/server';
import { isReachable, nameOf, openingOf, securitiesOf, urlOf } from './connections';
import type { Context, Part } from './context';
import { assertFails, assertPassed, transcriptOf } from './judging';
import { createNotes } from './notes';
import { delivered, difference } from './stored';
import {
  ALL_MECHANISMS,
  BOUND_MECHANISMS,
  MECHANISMS,
  outcomeOf,
  saslName,
  TABLE,
  titleOf,
  TRANSFERS,
  type Entry,
  type Mechanism,
  type Outcome,
  type Security,
  type Transfer,
} from './table';
import { matrixMessage, OFFERS } from './transcripts';

/** Every server, connection, mechanism and way to send a message, each in a transcript run by the command line. */
export const matrix: Part = (context) => {
  const rows = TABLE.flatMap((entry) =>
    securitiesOf(entry).map((security): Row => ({ entry, security, held: new Map() })),
  );
  describe('every mechanism and every way to send a message', () => {
    for (const row of rows) describeRow(row, context);
  });
  return () => matrixPage(rows);
};

interface Row {
  readonly entry: Entry;
  readonly security: Security;
  /** The outcomes of the combinations that came out as the table says, by their titles. */
  readonly held: Map<string, Outcome>;
}

const CELLS = ALL_MECHANISMS.flatMap((mechanism) =>
  TRANSFERS.map((transfer) => ({ mechanism, transfer, title: titleOf(mechanism, transfer) })),
);

function describeRow(row: Row, context: () => Context): void {
  const { entry, security, held } = row;
  describe(`${entry.name}, ${entry.protocol}, ${security}`, () => {
    const outcomes = CELLS.map((cell) => ({
      ...cell,
      outcome: outcomeOf(entry, security, cell.mechanism, cell.transfer),
    }));
    const tried = outcomes.filter(({ outcome }) => outcome.type !== 'absent');
    let run: Run;
    let messages: readonly Buffer[] = [];
    let name: ServerName;

    before(async () => {
      const server = context().servers[entry.server];
      const mailbox = context().servers[entry.deliveredBy ?? entry.server];
      ({ name } = mailbox);
      const titles = [...tried.map(({ title }) => title), ...(isReachable(entry, security) ? [OFFERS] : [])];
      run = await runCommandLine([
        ...['--server', urlOf(entry, security, server.ports)],
        ...titles.flatMap((title) => ['--transcript', title]),
        path.join(context().transcripts, 'matrix', openingOf(entry, security).file),
      ]);
      const count = tried.filter(({ outcome }) => outcome.type === 'works').length;
      messages = await delivered(mailbox, count);
    });

    it('offers what the table says', () => {
      for (const { title, outcome } of outcomes) if (outcome.type === 'absent') held.set(title, outcome);
      if (!isReachable(entry, security)) {
        assertNothingWasSent(run);
        return;
      }
      const offers = offersOf(transcriptOf(run, OFFERS));
      // What is refused is offered all the same.
      const due = tried.map(({ mechanism }) => mechanism).filter((mechanism) => mechanism !== 'no AUTH');
      assert.deepEqual([...offers.mechanisms].sort(), [...new Set(due.map(saslName))].sort());
      assert.deepEqual(offers.transfers, entry.transfers);
      assert.equal(offers.startTls, security === 'plain' && entry.ports.STARTTLS !== undefined);
    });

    for (const mechanism of new Set(tried.map((each) => each.mechanism)))
      it(mechanism, () => {
        for (const { title, transfer, outcome } of tried.filter((each) => each.mechanism === mechanism)) {
          const report = transcriptOf(run, title);
          if (outcome.type === 'fails') assertFails(report, outcome.message);
          else assertWorks(run, report, { name, transfer, messages });
          held.set(title, outcome);
        }
      });
  });
}

function offersOf({ steps }: TranscriptReport): {
  readonly mechanisms: readonly string[];
  readonly transfers: readonly Transfer[];
  readonly startTls: boolean;
} {
  const lines = steps.filter(({ sent }) => /^[EL]HLO /.test(sent ?? '')).at(-1)?.reply?.lines ?? [];
  const has = (keyword: string): boolean => lines.includes(keyword);
  const offered = { DATA: true, BDAT: has('CHUNKING'), pipelined: has('PIPELINING') };
  return {
    mechanisms:
      lines
        .find((line) => line.startsWith('AUTH '))
        ?.split(' ')
        .slice(1) ?? [],
    transfers: TRANSFERS.filter((transfer) => offered[transfer]),
    startTls: has('STARTTLS'),
  };
}

function assertWorks(
  run: Run,
  report: TranscriptReport,
  { name, transfer, messages }: { name: ServerName; transfer: Transfer; messages: readonly Buffer[] },
): void {
  assertPassed(run, report);
  if (transfer === 'pipelined') assertOneGroup(run, report);
  const stored = messages.find((each) => each.includes(`\nSubject: ${report.title}`));
  assert.ok(stored, `${report.title} was not delivered`);
  const sent = Buffer.from(matrixMessage(report.title));
  assert.equal(difference(name, stored, sent), undefined, `${report.title}:\n${stored.toString()}`);
}

/** The envelope and DATA went out before a reply to any of them came in. */
function assertOneGroup(run: Run, report: TranscriptReport): void {
  const events = run.events.filter(
    ({ type, transcript }) => transcript === report.line && (type === 'sent' || type === 'received'),
  );
  const from = events.findIndex(({ text = '' }) => text.startsWith('MAIL '));
  const group = events.slice(from, from + 3).map(({ type, text = '' }) => `${type} ${text.slice(0, 4)}`);
  assert.deepEqual(group, ['sent MAIL', 'sent RCPT', 'sent DATA'], report.title);
}

/** No command but STARTTLS and what goes before it. */
function assertNothingWasSent(run: Run): void {
  const sent = run.transcripts.flatMap(({ steps }) => steps.map((each) => each.sent ?? ''));
  assert.deepEqual(
    sent.filter((text) => text !== '' && !/^(?:EHLO \[|STARTTLS$)/.test(text)),
    [],
  );
}

function matrixPage(rows: readonly Row[]): string {
  const bound = rows.filter(({ held }) =>
    BOUND_MECHANISMS.some((mechanism) => {
      const type = held.get(titleOf(mechanism, 'DATA'))?.type ?? 'absent';
      return type !== 'absent';
    }),
  );
  return [...pageTable(rows, MECHANISMS), '', BOUND, '', ...pageTable(bound, BOUND_MECHANISMS)].join('\n');
}

const BOUND = `The same for mechanisms that are bound to the TLS connection. In plain text nobody offers them.`;

function pageTable(rows: readonly Row[], mechanisms: readonly Mechanism[]): readonly string[] {
  const notes = createNotes();
  const cell = ({ held }: Row, mechanism: Mechanism): string => {
    const outcomes = TRANSFERS.map((transfer) => held.get(titleOf(mechanism, transfer)));
    const marks = outcomes.map((outcome, index) => {
      if (outcome === undefined) return '?';
      if (outcome.type === 'fails') return notes.mark(outcome.note);
      return outcome.type === 'works' ? (TRANSFERS[index] ?? '').charAt(0).toUpperCase() : '';
    });
    return [...new Set(marks)].join('') || '–';
  };
  const lines = rows.map(
    (row) =>
      `| ${nameOf(row.entry)}, ${row.security} | ${mechanisms.map((mechanism) => cell(row, mechanism)).join(' | ')} |`,
  );
  return [
    ...[`| | ${mechanisms.join(' | ')} |`, `| --- |${' --- |'.repeat(mechanisms.length)}`],
    ...[...lines, '', ...notes.lines()],
  ];
}
