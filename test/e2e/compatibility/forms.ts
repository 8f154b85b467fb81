import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { runCommandLine, type Run } from '../commandLine';
import { isReachable, nameOf, openingOf, securitiesOf, urlOf } from './connections';
import type { Context, Part } from './context';
import { ATTACHMENT, formMessage, loginOf, TEMPLATE } from './formTranscripts';
import { assertPassed, transcriptOf } from './judging';
import { delivered, difference, withSubject } from './stored';
import { FORMS, formTitle, TABLE, type Entry, type Form, type Security } from './table';

/** Templates, files in base64 and chunks that the run counts, on every server, over the best connection that it offers. */
export const forms: Part = (context) => {
  const rows = TABLE.map((entry): Row => ({ entry, security: bestOf(entry), held: new Set() }));
  describe('what a file leaves to the run arrives octet for octet', () => {
    before(async () => {
      const folder = path.join(context().transcripts, 'forms');
      await writeFile(path.join(folder, ATTACHMENT.file), ATTACHMENT.content);
      await writeFile(path.join(folder, TEMPLATE.file), TEMPLATE.text);
    });
    for (const row of rows) describeRow(row, context);
  });
  return () => formPage(rows);
};

interface Row {
  readonly entry: Entry;
  readonly security: Security;
  readonly held: Set<Form>;
}

function bestOf(entry: Entry): Security {
  const best = securitiesOf(entry)
    .filter((security) => isReachable(entry, security))
    .at(-1);
  if (best === undefined) throw new Error(`${entry.name} cannot be reached.`);
  return best;
}

/** Forms that send chunks are for servers that take them. */
function formsOf({ transfers }: Entry): readonly Form[] {
  return FORMS.filter((form) => !form.includes('BDAT') || transfers.includes('BDAT'));
}

function describeRow({ entry, security, held }: Row, context: () => Context): void {
  describe(`${nameOf(entry)}, ${security}`, () => {
    const login = loginOf(entry, security);
    let run: Run;
    let messages: readonly Buffer[] = [];
    before(async () => {
      const { servers, transcripts } = context();
      run = await runCommandLine([
        ...['--server', urlOf(entry, security, servers[entry.server].ports)],
        ...formsOf(entry).flatMap((form) => ['--transcript', formTitle(form, login)]),
        path.join(transcripts, 'forms', openingOf(entry, security).file),
      ]);
      messages = await delivered(servers[entry.deliveredBy ?? entry.server], formsOf(entry).length);
    });
    for (const form of formsOf(entry))
      it(form, () => {
        const title = formTitle(form, login);
        assertPassed(run, transcriptOf(run, title));
        const arrived = withSubject(messages, title);
        const [stored, ...others] = arrived;
        assert.ok(stored !== undefined && others.length === 0, `${arrived.length} of it were delivered`);
        const { name } = context().servers[entry.deliveredBy ?? entry.server];
        assert.equal(difference(name, stored, formMessage(form, title)), undefined);
        held.add(form);
      });
  });
}

function formPage(rows: readonly Row[]): string {
  return [
    `| | ${FORMS.map((form) => `\`${form}\``).join(' | ')} |`,
    `| --- |${' --- |'.repeat(FORMS.length)}`,
    ...rows.map(({ entry, held }) => {
      const cell = (form: Form): string => (held.has(form) ? '✓' : formsOf(entry).includes(form) ? '?' : '–');
      return `| ${nameOf(entry)} | ${FORMS.map(cell).join(' | ')} |`;
    }),
  ].join('\n');
}
