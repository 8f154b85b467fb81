// The entry that VS Code loads in the extension host: opens a file, and leaves how long the host was busy at a time.
import { openSync, readSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Block, Opening, OpeningTask } from './task';

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
  const opening: Opening = {
    language: document.languageId,
    receiving: blocks.filter(({ start }) => start < received),
    // Right behind it comes what every extension does with an editor that is shown.
    after: blocks.filter(({ start }) => start >= received),
  };
  writeFileSync(result, JSON.stringify(opening));
}

/** Turns the event loop without a rest, and notes when a turn took long. */
function watchEventLoop(): { readonly latest: () => number; readonly end: () => readonly Block[] } {
  const blocks: Block[] = [];
  const timeOnProcessor = processorClock();
  let last = performance.now();
  let worked = timeOnProcessor();
  let isOver = false;
  let latest = 0;
  const turn = (): void => {
    const now = performance.now();
    const length = now - last;
    const workedNow = timeOnProcessor();
    if (length > BLOCK)
      blocks.push({
        start: last,
        length,
        worked: worked === undefined || workedNow === undefined ? undefined : workedNow - worked,
      });
    if (length > 4 * BLOCK) latest = now;
    worked = workedNow;
    last = performance.now();
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

/**
 * Milliseconds that this thread has been on a processor. `process.cpuUsage` counts the collector's helpers as well. Linux says it of a
 * process's main thread, which is where the extension host runs, in nanoseconds.
 */
function processorClock(): () => number | undefined {
  const buffer = Buffer.alloc(64);
  let file: number;
  try {
    file = openSync('/proc/self/schedstat', 'r');
  } catch {
    return () => undefined;
  }
  return () => {
    const length = readSync(file, buffer, 0, buffer.length, 0);
    return Number.parseInt(buffer.toString('latin1', 0, length), 10) / 1e6;
  };
}
