import { parseTemplate } from '../syntax/template';
import type { Host, OpenedFile } from './host';
import type { FilePart, Plan, Problem } from './planTypes';
import { createChecker } from './preparation';
import { templatePieces } from './templateLines';
import type { Scope } from './variables';

type ReadableFile = Extract<OpenedFile, { kind: 'file' }>;

/**
 * The files that a plan includes, opened before the connection is, so that a missing one is known before anything is sent
 * and not in the middle of a message.
 */
export class IncludedFiles {
  readonly #opened = new Map<FilePart, ReadableFile>();

  /** Opens all whose path is known by now; those that a captured value names are opened when they are due. */
  async open(plan: Plan, host: Host, scope: Scope): Promise<readonly Problem[]> {
    const problems: Problem[] = [];
    const check = createChecker(plan, host, scope);
    for (const part of fileParts(plan)) {
      if (!scope.isFixed(part.path)) continue;
      const filled = await scope.fill(part.path);
      if ('problem' in filled) continue; // told already, at its line
      const name = filled.values.map((value) => value.text).join('');
      const message =
        part.mode === 'template' ? await findInTemplate(await host.openFile(name), name, check) : undefined;
      const opened = await host.openFile(name);
      if (opened.kind === 'file') this.#opened.set(part, opened);
      const problem = opened.kind === 'failed' ? opened.message : message;
      if (problem !== undefined) problems.push({ line: part.line, message: problem });
    }
    return problems;
  }

  /** The opened file, which is then its taker's to read to the end. */
  take(part: FilePart): ReadableFile | undefined {
    const file = this.#opened.get(part);
    this.#opened.delete(part);
    return file;
  }

  /** Closes those that nobody took. */
  async close(): Promise<void> {
    for (const { chunks } of this.#opened.values()) {
      try {
        // A stream that was never begun does not end when it is told to: it has to be read from first.
        for await (const chunk of chunks) if (chunk.length >= 0) break;
      } catch {
        continue; // it could not be read, and nobody wants to
      }
    }
    this.#opened.clear();
  }
}

/** Reads a file that is filled in once before it is sent, so that nothing is sent up to a hole in it. */
async function findInTemplate(
  opened: OpenedFile,
  name: string,
  check: ReturnType<typeof createChecker>,
): Promise<string | undefined> {
  if (opened.kind === 'failed') return undefined; // told by whoever opens it to send it
  try {
    for await (const piece of templatePieces(opened.chunks)) {
      if (piece.kind === 'bytes') continue;
      const message = piece.kind === 'problem' ? piece.message : await check(parseTemplate(piece.text, 0));
      if (message !== undefined) return `${name}, line ${piece.number}: ${message}`;
    }
    return undefined;
  } catch (error) {
    return `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function fileParts(plan: Plan): FilePart[] {
  return plan.openSteps.flatMap(({ send }) => {
    const body = send?.kind === 'content' ? send.body : send?.kind === 'command' ? send.chunk : undefined;
    return (body?.parts ?? []).filter((part) => part.kind === 'file');
  });
}
