import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommandLine, type Run, type TranscriptReport } from '../commandLine';
import { nameOf, urlOf } from './connections';
import type { Context, Part } from './context';
import { loginOf } from './formTranscripts';
import { transcriptOf } from './judging';
import { knownOf, type Answer, type Fate } from './securityTable';
import { TABLE, type Entry } from './table';

/** The files of examples/security, run against every server, and what arrives in the mailboxes. */
export const security: Part = (context) => {
  const rows = TABLE.map((entry): Row => ({ entry, fates: new Map(), answers: new Map() }));
  describe('the security examples', () => {
    const runs = new Map<Entry, Readonly<Record<Example, Run>>>();
    let arrived: readonly Message[] = [];
    before(async () => {
      // All at once: most of the time a run waits for nothing to come.
      await Promise.all(TABLE.map(async (entry) => runs.set(entry, await runExamples(context(), entry))));
      arrived = await takeArrived(context());
    });
    for (const row of rows)
      it(nameOf(row.entry), () => {
        const run = runs.get(row.entry);
        assert.ok(run);
        holdFates(row, run.smuggling, arrived);
        holdAnswers(row, run);
      });
  });
  return () => securityPage(rows);
};

type Example = 'smuggling' | 'command-bytes' | 'starttls-injection';

interface Row {
  readonly entry: Entry;
  /** What came out as the table says, by the titles of the transcripts. */
  readonly fates: Map<string, Fate>;
  readonly answers: Map<string, Answer>;
}

/** A message from a mailbox: the names in its header, and whether the other one is in it. */
interface Message {
  readonly from: string;
  readonly subject: string;
  readonly holdsOther: boolean;
}

const FOLDER = 'examples';

function titlesOf(example: Example): readonly string[] {
  const text = readFileSync(path.join(FOLDER, 'security', `${example}.smtp`), 'utf8');
  return [...text.matchAll(/^### (.*)$/gm)].map(([, title = '']) => title);
}

/** Each server’s mail has a sender of its own, as some share a mailbox. */
function senderOf({ server, protocol }: Entry): string {
  return `${server}-${protocol}@example.test`.toLowerCase();
}

/** As a user would run them; where one would have to write another line first, that is done in a copy. */
async function runExamples(
  { servers, folder }: Context,
  entry: Entry,
): Promise<Readonly<Record<Example, Run>>> {
  const url = urlOf(entry, 'plain', servers[entry.server].ports);
  const values = [`sender=${senderOf(entry)}`, 'recipient=alice@example.test', 'client=client.example.test'];
  const copies = path.join(folder, 'examples', senderOf(entry));
  await mkdir(path.join(copies, 'security'), { recursive: true });
  await cp(path.join(FOLDER, 'smtp.env.json'), path.join(copies, 'smtp.env.json'));
  const run = async (example: Example): Promise<Run> => {
    const original = path.join(FOLDER, 'security', `${example}.smtp`);
    const text = await readFile(original, 'utf8');
    const needed = adapted(text, entry, example);
    const copy = path.join(copies, 'security', `${example}.smtp`);
    if (needed !== text) await writeFile(copy, needed);
    return runCommandLine([
      ...['--server', url, '--timeout', '8', ...values.flatMap((value) => ['--var', value])],
      needed === text ? original : copy,
    ]);
  };
  const [smuggling, bytes, injection] = [
    await run('smuggling'),
    await run('command-bytes'),
    await run('starttls-injection'),
  ];
  return { smuggling, 'command-bytes': bytes, 'starttls-injection': injection };
}

/** LMTP has another greeting, and Dovecot’s submission service wants to know who sends the mail. */
function adapted(text: string, entry: Entry, example: Example): string {
  if (entry.protocol === 'LMTP') return text.replaceAll('C: EHLO', 'C: LHLO');
  if (loginOf(entry, 'plain') === 'no AUTH' || example === 'starttls-injection') return text;
  const hello = 'C: EHLO {{client}}\nS: 250\n';
  return text.replaceAll(hello, `${hello}C: AUTH PLAIN {{$sasl test {{$secret mail}}}}\nS: 235\n`);
}

/** How long a delivery may take, in milliseconds. */
const PATIENCE = 20_000;

/** Takes what arrives until all that is due has, or time is up. */
async function takeArrived({ servers }: Context): Promise<readonly Message[]> {
  const mailboxes = [...new Set(TABLE.map((entry) => servers[entry.deliveredBy ?? entry.server]))];
  const due = TABLE.flatMap((entry) =>
    titlesOf('smuggling').flatMap((title) => {
      const fate = dueFate(entry, title);
      const subjects = fate === 'none' ? [] : fate === 'two' ? [title, smuggledBehind(title)] : [title];
      return subjects.map((subject) => ({ from: senderOf(entry), subject }));
    }),
  );
  const messages: Message[] = [];
  const deadline = Date.now() + PATIENCE;
  const isThere = (each: { readonly from: string; readonly subject: string }): boolean =>
    messages.some(({ from, subject }) => from === each.from && subject === each.subject);
  for (;;) {
    for (const mailbox of mailboxes) messages.push(...(await mailbox.takeMessages()).map(read));
    if (due.every(isThere) || Date.now() > deadline) return messages;
    await sleep(50);
  }
}

function smuggledBehind(title: string): string {
  return `smuggled behind ${title}`;
}

function read(raw: Buffer): Message {
  const text = raw.toString('latin1').replaceAll('\r\n', '\n');
  const [header = ''] = text.split('\n\n', 1);
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(header)?.[1] ?? '';
  return {
    from: field('From'),
    subject: field('Subject'),
    holdsOther: text.slice(header.length).includes('Subject: smuggled behind '),
  };
}

function dueFate(entry: Entry, title: string): Fate {
  const { fates = {} } = knownOf(entry);
  return (['two', 'cut', 'none'] as const).find((fate) => fates[fate]?.includes(title)) ?? 'one';
}

function holdFates(row: Row, run: Run, arrived: readonly Message[]): void {
  const mine = arrived.filter(({ from }) => from === senderOf(row.entry));
  for (const title of titlesOf('smuggling')) {
    const [due, fate] = [dueFate(row.entry, title), fateOf(mine, title)];
    assert.equal(fate, due, `${title}: ${wordsOf(transcriptOf(run, title))}`);
    // Whatever is not one message, the run says so.
    assert.equal(transcriptOf(run, title).status === 'passed', due === 'one', title);
    row.fates.set(title, fate);
  }
}

function fateOf(messages: readonly Message[], title: string): Fate {
  const first = messages.filter(({ subject }) => subject === title);
  const second = messages.filter(({ subject }) => subject === smuggledBehind(title));
  if (second.length > 0) return 'two';
  if (first.length === 0) return 'none';
  return first.every(({ holdsOther }) => holdsOther) ? 'one' : 'cut';
}

function holdAnswers(row: Row, runs: Readonly<Record<Example, Run>>): void {
  const { answers = {} } = knownOf(row.entry);
  for (const example of ['command-bytes', 'starttls-injection'] as const)
    for (const title of titlesOf(example)) {
      const report = transcriptOf(runs[example], title);
      const due = answers[title] ?? 'as written';
      // What does not speak TLS says so with 5xx.
      assert.equal(answerOf(report), due === 'no TLS' ? '5xx' : due, `${title}: ${wordsOf(report)}`);
      row.answers.set(title, due);
    }
}

function answerOf(report: TranscriptReport): Answer {
  if (report.status === 'passed') return 'as written';
  const words = wordsOf(report);
  const code = /got ([245])\d\d/.exec(words)?.[1];
  if (code === '2' || code === '4' || code === '5') return `${code}xx`;
  return /No reply within/.test(words) ? 'silence' : 'close';
}

/** What the run says of it. */
function wordsOf({ steps, failures }: TranscriptReport): string {
  const failed = steps.filter((step) => step.status === 'failed');
  return [...failed, ...failures].map((each) => each.message).join('; ');
}

function securityPage(rows: readonly Row[]): string {
  const table = (titles: readonly string[], cell: (row: Row, title: string) => string): readonly string[] => [
    `| | ${titles.join(' | ')} |`,
    `| --- |${' --- |'.repeat(titles.length)}`,
    ...rows.map((row) => `| ${nameOf(row.entry)} | ${titles.map((title) => cell(row, title)).join(' | ')} |`),
  ];
  const fates: Record<Fate, string> = { one: 'one', two: '**two**', cut: 'cut', none: 'none' };
  const answers: Record<Answer, string> = {
    ...{ 'as written': '✓', '2xx': '2xx', '4xx': '4xx', '5xx': '5xx' },
    ...{ silence: 'waits', close: 'hangs up', 'no TLS': '–' },
  };
  const others = [...titlesOf('command-bytes'), ...titlesOf('starttls-injection')];
  const of = <Key extends string>(words: Record<Key, string>, key: Key | undefined): string =>
    key === undefined ? '?' : words[key];
  return [
    ...table(titlesOf('smuggling'), ({ fates: held }, title) => of(fates, held.get(title))),
    ...['', OTHERS, ''],
    ...table(others, ({ answers: held }, title) => of(answers, held.get(title))),
  ].join('\n');
}

const OTHERS = `[command-bytes.smtp](../examples/security/command-bytes.smtp) and [starttls-injection.smtp](../examples/security/starttls-injection.smtp)
say what a good server answers (✓). What another answer means is told there: most servers that do not answer so are stricter, and Dovecot’s submission
service wants a login first. A dash is a server without TLS.`;
