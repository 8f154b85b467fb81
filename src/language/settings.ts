import type { Settings, TranscriptDocument } from '../syntax/document';

/** The settings of a document: those of its preamble, which hold for all of it, then those of each transcript. */
export function* settingsIn({ preamble, transcripts }: TranscriptDocument): Generator<Settings> {
  yield preamble;
  yield* transcripts;
}
