import { runTests } from '@vscode/test-electron';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { chooseExecutable } from '../../scripts/editorHost/choose.mjs';
import { temporaryFolder } from '../../scripts/editorHost/cleanup.mjs';
import { attachment, conversations } from './documents';
import { median } from './median';
import type { Opening, OpeningTask } from './opening/task';
import { formatTable, type Row } from './table';

const ROUNDS = 5;
const OCTETS = 40_000_000;

/** What an editor's extension host is kept busy with while a huge file opens, ours beside the same text as plain text. */
export async function measureOpening(): Promise<string[]> {
  const texts = {
    'many transcripts': conversations(25 * Math.floor(OCTETS / 745)),
    'one message with an attachment': attachment(OCTETS),
  };
  const tables: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const seen: Record<'plain' | 'ours', Opening[]> = { plain: [], ours: [] };
    for (let round = 0; round < ROUNDS; round++) {
      seen.plain.push(await openIn(text, 'big.txt', 'plaintext'));
      seen.ours.push(await openIn(text, 'big.smtp', 'smtp'));
    }
    tables.push(
      formatTable(
        `the longest blocks of the extension host while ${Math.round(text.length / 1e6)} MB open: ${name}`,
        [
          row('plain text, being received', seen.plain, ({ receiving }) => receiving),
          row('a transcript, being received', seen.ours, ({ receiving }) => receiving),
          row('plain text, from then on', seen.plain, ({ after }) => after),
          row(
            'a transcript, from then on',
            seen.ours,
            ({ after }) => after,
            '≤ 50 ms, or what plain text has',
          ),
          row('plain text, the second longest', seen.plain, second),
          row('a transcript, the second longest', seen.ours, second, '≤ 50 ms'),
        ],
      ),
    );
  }
  return tables;
}

function second({ blocks }: Opening): number {
  return [...blocks].sort((a, b) => b - a)[1] ?? 0;
}

function row(
  name: string,
  seen: readonly Opening[],
  figure: (opening: Opening) => number,
  wanted?: string,
): Row {
  const figures = seen.map(figure);
  return {
    name,
    value: `${median(figures).toFixed(0)} ms`,
    note: `in ${figures.length} rounds: ${figures.map((each) => each.toFixed(0)).join(', ')}`,
    wanted,
  };
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
