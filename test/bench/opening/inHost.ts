// The entry that VS Code loads in the extension host: opens a file, and leaves how long the host was busy at a time.
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Opening, OpeningTask } from './task';

/** Milliseconds after the latest block that count as quiet. */
const QUIET = 4_000;
/** Milliseconds for the editor's own start. */
const START = 3_000;
/** Milliseconds from which on a turn of the event loop is a block worth telling. */
const BLOCK = 5;

export async function run(): Promise<void> {
  const { file, result } = JSON.parse(process.env.OPENING_TASK ?? '') as OpeningTask;
  await delay(START);
  const watch = watchEventLoop();
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const received = performance.now();
  await vscode.window.showTextDocument(document);
  const shown = performance.now();
  while (performance.now() - Math.max(shown, watch.latest()) < QUIET) await delay(200);
  const blocks = watch.end();
  const longest = (all: typeof blocks): number => Math.max(0, ...all.map(({ length }) => length));
  const opening: Opening = {
    language: document.languageId,
    receiving: longest(blocks.filter(({ start }) => start < received)),
    // Right behind it comes what every extension does with an editor that is shown.
    after: longest(blocks.filter(({ start }) => start >= received)),
    blocks: blocks.filter(({ start }) => start >= received).map(({ length }) => Math.round(length)),
  };
  writeFileSync(result, JSON.stringify(opening));
}

interface Block {
  readonly start: number;
  /** Milliseconds. */
  readonly length: number;
}

/** Turns the event loop without a rest, and notes when a turn took long. */
function watchEventLoop(): { readonly latest: () => number; readonly end: () => readonly Block[] } {
  const blocks: Block[] = [];
  let last = performance.now();
  let isOver = false;
  let latest = 0;
  const turn = (): void => {
    const now = performance.now();
    const length = now - last;
    if (length > BLOCK) blocks.push({ start: last, length });
    if (length > 4 * BLOCK) latest = now;
    last = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    latest: () => latest,
    end: () => {
      isOver = true;
      return blocks;
    },
  };
}
