import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { runCommandLine, type Run } from '../commandLine';
import type { RealServer } from '../servers/server';
import { assertFails, assertPassed, transcriptOf } from './judging';
import type { Context, Part } from './context';
import { fileOf, OCTET_CASES, onTheWire, type Change, type OctetCase } from './octetCases';
import { createNotes } from './notes';
import { delivered, difference } from './stored';
import type { Servers } from './table';
import { halves } from './transcripts';

/** Messages from files, each held octet for octet against what the server delivered. */
export const octets: Part = (context) => {
  describe('messages arrive octet for octet', () => {
    before(async () => {
      for (const each of OCTET_CASES) await writeMessage(each, path.join(context().transcripts, 'octets'));
    });
    for (const row of ROWS) describeRow(row, context);
  });
  return octetPage;
};

interface Row {
  readonly name: string;
  readonly server: Exclude<keyof Servers, 'stop'>;
  readonly file: string;
  /** The cases that came out as they should, and for which the server changed what was sent or refused it. */
  readonly held: Map<OctetCase, Change | undefined>;
}

const ROWS: readonly Row[] = [
  row('Postfix, DATA', 'postfix', 'data.smtp'),
  row('Postfix, BDAT', 'postfix', 'bdat.smtp'),
  row('Postfix, two chunks', 'postfix', 'chunks.smtp'),
  row('Exim, DATA', 'exim', 'data.smtp'),
  row('Exim, BDAT', 'exim', 'bdat.smtp'),
  row('Exim, two chunks', 'exim', 'chunks.smtp'),
  row('Sendmail, DATA', 'sendmail', 'data.smtp'),
  row('OpenSMTPD, DATA', 'opensmtpd', 'data.smtp'),
  row('aiosmtpd, DATA', 'aiosmtpd', 'data.smtp'),
  row('smtp-sink, DATA', 'sink', 'data.smtp'),
  row('smtp-server, DATA', 'embedded', 'data.smtp'),
  row('smtp-server, BDAT', 'embedded', 'bdat.smtp'),
  row('smtp-server, two chunks', 'embedded', 'chunks.smtp'),
  row('Dovecot (LMTP), DATA', 'dovecot', 'lmtp-data.smtp'),
  row('Dovecot (LMTP), BDAT', 'dovecot', 'lmtp-bdat.smtp'),
  row('Dovecot (LMTP), two chunks', 'dovecot', 'lmtp-chunks.smtp'),
];

function row(name: string, server: Row['server'], file: string): Row {
  return { name, server, file, held: new Map() };
}

function describeRow(row: Row, context: () => Context): void {
  const cases = OCTET_CASES.filter(({ rows }) => rows?.includes(row.name) ?? true);
  describe(row.name, () => {
    let server: RealServer;
    let run: Run;
    let messages: readonly Buffer[];

    before(async () => {
      server = context().servers[row.server];
      const ports: Readonly<Record<string, number>> = server.ports;
      const [scheme, port] = row.file.startsWith('lmtp-')
        ? ['lmtp', ports['lmtp']]
        : ['smtp', ports['plain']];
      run = await runCommandLine([
        ...['--server', `${scheme}://localhost:${String(port)}`],
        ...cases.flatMap(({ name }) => ['--transcript', name]),
        path.join(context().transcripts, 'octets', row.file),
      ]);
      messages = await delivered(server, cases.filter((each) => !isRefused(each, server)).length);
    });

    for (const each of cases)
      it(each.name, () => {
        const sent = onTheWire(each.content, !row.file.endsWith('data.smtp'));
        const change = changeOf(each, server, sent);
        const report = transcriptOf(run, each.name);
        const arrived = messages.filter((message) => message.includes(`\nSubject: ${each.name}`));
        if (change?.type === 'refuses') {
          assertFails(report, change.message);
          assert.deepEqual(arrived, []);
        } else {
          assertPassed(run, report);
          const [stored, ...others] = arrived;
          assert.ok(stored !== undefined && others.length === 0, `${arrived.length} of it were delivered`);
          assert.equal(difference(server.name, stored, altered(sent, change)), undefined);
        }
        row.held.set(each, change);
      });
  });
}

/** What the server makes of it, if that is anything else. */
function changeOf({ changes }: OctetCase, { name }: RealServer, sent: Buffer): Change | undefined {
  const change = changes?.[name];
  return change?.type === 'alters' && altered(sent, change).equals(sent) ? undefined : change;
}

function isRefused({ changes }: OctetCase, { name }: RealServer): boolean {
  return changes?.[name]?.type === 'refuses';
}

async function writeMessage(each: OctetCase, folder: string): Promise<void> {
  const { content } = each;
  const [first, second] = halves(content);
  await writeFile(path.join(folder, fileOf(each)), content);
  await writeFile(path.join(folder, fileOf(each, '-1')), first);
  await writeFile(path.join(folder, fileOf(each, '-2')), second);
}

function altered(sent: Buffer, change: Change | undefined): Buffer {
  if (change?.type !== 'alters') return sent;
  return Buffer.from(change.stored(sent.toString('latin1')), 'latin1');
}

function octetPage(): string {
  const notes = createNotes();
  const cell = (row: Row, each: OctetCase): string => {
    if (!(each.rows?.includes(row.name) ?? true)) return '';
    if (!row.held.has(each)) return '?';
    const change = row.held.get(each);
    return change === undefined ? '✓' : notes.mark(change.note);
  };
  return [
    `| | ${OCTET_CASES.map(({ name }) => name).join(' | ')} |`,
    `| --- |${' --- |'.repeat(OCTET_CASES.length)}`,
    ...ROWS.map((row) => `| ${row.name} | ${OCTET_CASES.map((each) => cell(row, each)).join(' | ')} |`),
    '',
    ...notes.lines(),
  ].join('\n');
}
