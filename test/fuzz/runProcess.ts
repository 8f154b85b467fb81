// Runs a transcript, keeps none of its events, and tells its parent how it ended and the most memory that it ever had.
import { plan } from '../../src/runner/plan';
import { run } from '../../src/runner/session';
import { parse } from '../../src/syntax/parse';
import { fakeHost } from '../support/fakeHost';

export interface Outcome {
  /** The messages of all failures. */
  readonly failures: readonly string[];
  readonly ended: boolean;
  /** Octets of memory at most. */
  readonly peak: number;
}

process.once('message', (text: string) => {
  void perform(text).then((outcome) => {
    process.send?.(outcome);
    process.disconnect();
  });
});

async function perform(text: string): Promise<Outcome> {
  const document = parse(text);
  const [transcript] = document.transcripts;
  if (transcript === undefined) throw new Error('the text holds no transcript');
  const host = fakeHost({}, { openFile: () => Promise.resolve({ kind: 'file', chunks: manyLines() }) });
  const failures: string[] = [];
  let ended = false;
  for await (const event of run(plan(document, transcript), host, new AbortController().signal)) {
    if (event.type === 'failure') failures.push(event.message);
    ended = event.type === 'end';
  }
  return { failures, ended, peak: process.resourceUsage().maxRSS * 1024 };
}

/** 50 MB, made while they are read. */
async function* manyLines(): AsyncGenerator<Uint8Array> {
  const piece = Buffer.from('All work and no play makes Jack a dull boy.\n'.repeat(1_500));
  for (let octets = 0; octets < 50_000_000; octets += piece.length) {
    yield piece;
    await new Promise(setImmediate);
  }
}
