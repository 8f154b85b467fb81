import type { SessionEvent } from '../../src/runner/events';
import type { Host } from '../../src/runner/host';
import { plan } from '../../src/runner/plan';
import { run } from '../../src/runner/session';
import { parse } from '../../src/syntax/parse';

/** Runs the first transcript of a text to its end and gives all of its events. */
export async function runTranscript(
  text: string,
  host: Host,
  signal: AbortSignal = new AbortController().signal,
): Promise<SessionEvent[]> {
  const document = parse(text);
  const [transcript] = document.transcripts;
  if (transcript === undefined) throw new Error('the text holds no transcript');
  const events: SessionEvent[] = [];
  for await (const event of run(plan(document, transcript), host, signal)) events.push(event);
  return events;
}
