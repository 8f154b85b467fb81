import { setImmediate as nextTurn } from 'node:timers/promises';
import { validate, validation } from '../../src/language/diagnostics';
import { DocumentCache } from '../../src/language/documents';
import { parse } from '../../src/syntax/parse';
import type { Measurement } from './bench';
import { attachment, conversations, oneConversation } from './documents';
import { median, times } from './median';

const LINES = 10_000;
const KEYSTROKES = 60;
const MEGABYTES = 40;

/** What a person waits for at the keyboard. */
export async function measureEditing(): Promise<Measurement[]> {
  return [
    keystroke(`in a file of ${LINES.toLocaleString('en')} lines, 400 transcripts`, conversations(LINES)),
    keystroke(`in one transcript of ${LINES.toLocaleString('en')} lines`, oneConversation(LINES)),
    await opening('many transcripts', conversations(25 * Math.floor((MEGABYTES * 1e6) / 745))),
    await opening('one message with an attachment', attachment(MEGABYTES * 1e6)),
  ];
}

/** CPU time from a keystroke in the middle of a file to fresh diagnostics. */
function keystroke(where: string, text: string): Measurement {
  const whole = times(() => void validate(parse(text)));
  const at = text.indexOf('says nothing', text.length / 2);
  let document = parse(text);
  validate(document);
  const taken: number[] = [];
  for (let stroke = 0; stroke < KEYSTROKES; stroke++) {
    const next = `${document.text.slice(0, at)}x${document.text.slice(at)}`;
    const before = process.cpuUsage();
    document = parse(next, document);
    validate(document);
    const { user, system } = process.cpuUsage(before);
    taken.push((user + system) / 1000);
  }
  // The first strokes are a start, not typing: the code that takes over has not been compiled yet.
  const milliseconds = median(taken.slice(KEYSTROKES / 3));
  return {
    what: `A keystroke ${where}, to fresh diagnostics`,
    reference: 'parsing and validating the whole file',
    milliseconds,
    referenceMilliseconds: whole,
    rate: `${milliseconds.toFixed(2)} ms of CPU`,
    target: '≤ 5 ms of CPU',
  };
}

/** The longest time that opening a huge file keeps the event loop from anything else. */
async function opening(what: string, text: string): Promise<Measurement> {
  let longest = 0;
  let last = performance.now();
  const pause = async (): Promise<void> => {
    longest = Math.max(longest, performance.now() - last);
    await nextTurn();
    last = performance.now();
  };
  const began = performance.now();
  const document = await new DocumentCache(pause).read('file:///big.smtp', 1, () => text);
  await pause();
  for (const steps = validation(document); ;) {
    if (steps.next().done === true) break;
    if (performance.now() - last > 10) await pause();
  }
  await pause();
  const total = performance.now() - began;
  return {
    what: `The longest block while a file of ${MEGABYTES} MB opens (${what})`,
    reference: 'the whole of its parse and validation',
    milliseconds: longest,
    referenceMilliseconds: total,
    rate: `${longest.toFixed(0)} ms of ${total.toFixed(0)}`,
    target: '≤ 50 ms',
  };
}
