import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from '../../../src/syntax/parse';
import type { TranscriptDocument } from '../../../src/syntax/document';
import { LINES, pieces, SAMPLES } from '../../support/syntaxInputs';

/** Under the project's root, where the tests run. */
const FOLDERS = ['examples', 'test/unit/language/ok', 'test/unit/language/err', 'test/grammar/snapshots'];

export interface Sample {
  readonly name: string;
  readonly text: string;
}

/** Every transcript of the examples and fixtures. */
const samples: readonly Sample[] = FOLDERS.flatMap((folder) =>
  readdirSync(path.resolve(folder))
    .filter((name) => name.endsWith('.smtp'))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(path.resolve(folder, name), 'utf8') })),
);

const texts = fc.oneof(
  pieces,
  fc.array(fc.constantFrom(...LINES), { maxLength: 30 }).map((lines) => lines.join('\n')),
  fc.constantFrom(...SAMPLES),
);

/** Holds a property against every sample, with either line end, and against texts that nobody would write. */
export function forEveryText(holds: (document: TranscriptDocument) => void): void {
  for (const { name, text } of samples) {
    for (const source of [text, text.replaceAll('\n', '\r\n')]) {
      try {
        holds(parse(source));
      } catch (error) {
        throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
  }
  fc.assert(
    fc.property(texts, (text) => holds(parse(text))),
    { numRuns: 300 },
  );
}
