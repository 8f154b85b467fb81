import type { SessionEvent } from '../runner/events';
import { ReplyCollector } from '../runner/receivedReplies';
import type { RunResult } from '../runner/result';
import { updateReplies, type UpdatedReplies } from '../runner/updateReplies';
import { visible } from '../smtp/escape';
import type { TextChange } from '../syntax/diagnostic';
import { parse } from '../syntax/parse';
import { applyChanges } from './applyChanges';
import { replaceFile } from './replaceFile';
import type { SelectedFile } from './selection';

/** What was written, and what was not. */
export interface Updated {
  /** For a person, a line each. */
  readonly notes: readonly string[];
  /** Files that could not be written. */
  readonly problems: readonly string[];
  /** Whether all that failed in a run was written into its file. */
  readonly isAccepted: (file: string, result: RunResult) => boolean;
}

/** `--update`: keeps what the runs of each file received, and writes it into the files when all have ended. */
export class Updating {
  readonly #received = new Map<string, Map<number, ReplyCollector>>();
  /** Of a transcript that is repeated, the first time that failed counts, and the last where none did: later ones are passed over. */
  readonly #decided = new Set<ReplyCollector>();

  /** @param transcript the line that it begins at */
  take(file: string, transcript: number, event: SessionEvent): void {
    const transcripts = this.#received.get(file) ?? new Map<number, ReplyCollector>();
    this.#received.set(file, transcripts);
    const known = transcripts.get(transcript);
    if (known !== undefined && this.#decided.has(known)) return;
    const current = event.type === 'start' || known === undefined ? new ReplyCollector() : known;
    transcripts.set(transcript, current);
    current.take(event);
    if (event.type === 'end' && event.status !== 'passed') this.#decided.add(current);
  }

  async write(files: readonly SelectedFile[], add: boolean): Promise<Updated> {
    const notes: string[] = [];
    const problems: string[] = [];
    const written = new Map<string, Written>();
    for (const { source } of files) {
      const { name, path, text } = source;
      const { changes, updates } = this.#update(name, text, add);
      for (const { line, reason } of updates.flatMap(({ refused }) => refused))
        notes.push(visible(`${name}:${line}: not written: ${reason}`));
      if (path === undefined || changes.length === 0) continue;
      const problem = await replaceFile(path, text, applyChanges(text, changes));
      if (problem !== undefined) {
        problems.push(problem);
        continue;
      }
      const lines = updates.flatMap((update) => update.written);
      const added = updates.reduce((sum, update) => sum + update.added, 0);
      notes.push(visible(`${name}: ${inWords(lines.length + added)} written`));
      written.set(name, new Map(lines.map((line) => [line, this.#codeAt(name, line)])));
    }
    return { notes, problems, isAccepted: (file, result) => isAccepted(result, written.get(file)) };
  }

  /** The code of the reply that was received at a line; undefined if it was none. */
  #codeAt(file: string, line: number): number | undefined {
    for (const { expected } of this.#received.get(file)?.values() ?? []) {
      const code = expected.get(line)?.code;
      if (code !== undefined) return code;
    }
    return undefined;
  }

  #update(
    file: string,
    text: string,
    add: boolean,
  ): { readonly changes: readonly TextChange[]; readonly updates: readonly UpdatedReplies[] } {
    const document = parse(text);
    const updates = [...(this.#received.get(file) ?? [])].flatMap(([line, received]) => {
      const transcript = document.transcripts.find(({ anchor }) => anchor + 1 === line);
      return transcript === undefined ? [] : [updateReplies(document, transcript, received, { add })];
    });
    return { changes: updates.flatMap((update) => update.changes), updates };
  }
}

/** The codes that were written, by their lines: another repetition may have had another one. */
type Written = ReadonlyMap<number, number | undefined>;

function isAccepted({ status, verdicts, failures }: RunResult, written: Written | undefined): boolean {
  if (status !== 'failed' || failures.length > 0) return false;
  return verdicts.every(({ status: verdict, line, actual }) => {
    const code = written?.get(line);
    return verdict === 'passed' || (code !== undefined && actual.startsWith(String(code)));
  });
}

function inWords(replies: number): string {
  return `${replies} ${replies === 1 ? 'reply' : 'replies'}`;
}
