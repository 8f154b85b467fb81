import { setImmediate as nextTurn } from 'node:timers/promises';
import { validate, validation } from '../../src/language/diagnostics';
import { DocumentCache } from '../../src/language/documents';
import { parse } from '../../src/syntax/parse';
import type { Measurement } from './bench';
import { attachment, conversations, conversationsOf, oneConversation, prose } from './documents';
import { median, times } from './median';

const LINES = 10_000;
const KEYSTROKES = 60;
const MEGABYTES = 40;

/** What a person waits for at the keyboard. */
export async function measureEditing(): Promise<Measurement[]> {
  return [
    keystroke('400 transcripts, in a message', conversations(LINES), IN_A_MESSAGE, 2),
    keystroke('one conversation, in a message', oneConversation(LINES), IN_A_MESSAGE),
    keystroke('one conversation, in a command', oneConversation(LINES), 'bob@'),
    keystroke('one conversation, in a reply', oneConversation(LINES), '2.1.5 Ok'),
    keystroke('one message in words, in the message', prose(LINES), IN_A_MESSAGE),
    keystroke('one message with an attachment, in the attachment', attachment(LINES * 79), 'QUJD'),
    keystroke('one message with an attachment, in a command', attachment(LINES * 79), 'MAIL FROM:<'),
    await opening('many transcripts', conversationsOf(MEGABYTES * 1e6)),
    await opening('one message with an attachment', attachment(MEGABYTES * 1e6)),
  ];
}

/** Of a line that all messages have. */
const IN_A_MESSAGE = 'says nothing';

/**
 * CPU time from a keystroke in a file of 10,000 lines to fresh diagnostics of all of it.
 *
 * @param behind what is typed behind: in the middle of the file, or wherever it is
 * @param target in milliseconds
 */
function keystroke(where: string, text: string, behind: string, target = 5): Measurement {
  const whole = times(() => void validate(parse(text)));
  const middle = text.indexOf(behind, text.length / 2);
  const at = (middle === -1 ? text.indexOf(behind) : middle) + behind.length;
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
    what: `A keystroke to fresh diagnostics, ${LINES.toLocaleString('en')} lines: ${where}`,
    reference: 'parsing and validating the whole file',
    milliseconds,
    referenceMilliseconds: whole,
    rate: `${milliseconds.toFixed(2)} ms of CPU`,
    target: `≤ ${target} ms of CPU`,
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
  const document = await new DocumentCache(pause).read('file:///big.smtp', 1, () => Promise.resolve(text));
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
