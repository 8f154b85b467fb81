import { runTests } from '@vscode/test-electron';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { chooseExecutable } from '../../scripts/editorHost/choose.mjs';
import { temporaryFolder } from '../../scripts/editorHost/cleanup.mjs';
import { attachment, conversationsOf } from './documents';
import { median } from './median';
import type { Block, Opening, OpeningTask } from './opening/task';
import { formatTable, type Row } from './table';

const ROUNDS = 5;
const OCTETS = 40_000_000;

/** What an editor's extension host is kept busy with while a huge file opens, ours beside the same text as plain text. */
export async function measureOpening(): Promise<string[]> {
  const texts = {
    'many transcripts': conversationsOf(OCTETS),
    'one message with an attachment': attachment(OCTETS),
  };
  const tables: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const plain: Opening[] = [];
    const ours: Opening[] = [];
    // In turns, so that whatever else the machine does falls on both.
    for (let round = 0; round < ROUNDS; round++) {
      plain.push(await openIn(text, 'big.txt', 'plaintext'));
      ours.push(await openIn(text, 'big.smtp', 'smtp'));
    }
    const megabytes = Math.round(Buffer.byteLength(text) / 1e6);
    tables.push(
      formatTable(`the extension host while ${megabytes} MB open, by the clock: ${name}`, [
        ...rows('being received', plain, ours, ({ receiving }) => nth(receiving, clock, 0)),
        ...rows('the longest block from then on', plain, ours, ({ after }) => nth(after, clock, 0)),
        ...rows('the second longest', plain, ours, ({ after }) => nth(after, clock, 1)),
      ]),
      formatTable(`the same, on the processor: ${name}`, [
        ...rows('the longest block', plain, ours, ({ after }) => nth(after, work, 0), WANTED),
        ...rows('the second longest', plain, ours, ({ after }) => nth(after, work, 1), WANTED),
        ...rows('the third longest', plain, ours, ({ after }) => nth(after, work, 2), WANTED),
      ]),
    );
  }
  return tables;
}

const WANTED = '≤ 50 ms, or what plain text has';

const clock = ({ length }: Block): number => length;
/** Where the system does not tell, nothing can be said. */
const work = ({ worked = NaN }: Block): number => worked;

function nth(blocks: readonly Block[], figure: (block: Block) => number, at: number): number {
  return blocks.map(figure).sort((a, b) => b - a)[at] ?? 0;
}

/** Plain text, and ours with how much more it is: the median of the differences within each round. */
function rows(
  what: string,
  plain: readonly Opening[],
  ours: readonly Opening[],
  figure: (opening: Opening) => number,
  wanted?: string,
): Row[] {
  const reference = plain.map(figure);
  const figures = ours.map(figure);
  const more = median(figures.map((each, at) => each - (reference[at] ?? NaN)));
  return [
    { name: `${what}: plain text`, value: milliseconds(median(reference)), note: inRounds(reference) },
    {
      name: `${what}: a transcript`,
      value: milliseconds(median(figures)),
      note: `${inRounds(figures)}; ${milliseconds(more)} more than plain text`,
      wanted,
    },
  ];
}

function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`;
}

function inRounds(figures: readonly number[]): string {
  return `in ${figures.length} rounds: ${figures.map((each) => each.toFixed(0)).join(', ')}`;
}

/** In an extension host of its own, so that none has the memory of another. */
async function openIn(text: string, name: string, language: string): Promise<Opening> {
  const { folder, remove } = temporaryFolder();
  try {
    const workspace = path.join(folder, 'workspace');
    mkdirSync(workspace);
    const task: OpeningTask = { file: path.join(workspace, name), result: path.join(folder, 'opening.json') };
    writeFileSync(task.file, text);
    const vscodeExecutablePath = await chooseExecutable(path.resolve('.'));
    await runTests({
      ...(vscodeExecutablePath === undefined ? {} : { vscodeExecutablePath }),
      extensionDevelopmentPath: path.resolve('.'),
      extensionTestsPath: path.resolve('out/test/bench/opening/inHost.js'),
      extensionTestsEnv: {
        OPENING_TASK: JSON.stringify(task),
        SUITE_RESULT: path.join(folder, 'result.json'),
      },
      launchArgs: [workspace, `--user-data-dir=${path.join(folder, 'user')}`, '--disable-extensions'],
    });
    const opening = JSON.parse(readFileSync(task.result, 'utf8')) as Opening;
    if (opening.language !== language) throw new Error(`the editor took ${name} for ${opening.language}`);
    return opening;
  } finally {
    remove();
  }
}
