// Runs sessions with hostile servers, many at once, and tells its parent what came of them. The parent looks for what a test
// process has of its own: handles that stay open, promises that nobody heard fail.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStatus, SessionEvent } from '../../src/runner/events';
import { fakeHost } from '../support/fakeHost';
import { runTranscript } from '../support/runTranscript';
import { HostileServer, pick, randomFrom, type Identity, type Random } from './hostileServer';

export interface Task {
  readonly seed: number;
  /** The numbers of the sessions, half-open. */
  readonly from: number;
  readonly to: number;
  /** PEM texts. */
  readonly identities: readonly [Identity, ...Identity[]];
  readonly ca: string;
}

export interface Outcome {
  /** How many runs ended so, and how many handshakes there were. */
  readonly counts: Readonly<Record<string, number>>;
  /** What went wrong, in words. */
  readonly faults: readonly string[];
}

const AT_ONCE = 60;
/** Milliseconds: a session waits 300 at a time, and the machine may be busy. */
const DEADLINE = 20_000;

const PASSWORD = 'c0rrect-h0rse+b4ttery';
/** What shows a part of the password: itself, its base64 on each alignment, escaped. */
const TRACES = [
  PASSWORD.slice(2, -2),
  PASSWORD.toUpperCase(),
  ...['', 'x', 'xx'].map((before) =>
    Buffer.from(before + PASSWORD)
      .toString('base64')
      .slice(4, 4 + 4 * 5),
  ),
];

const MESSAGE = `C: MAIL FROM:<a@example.test>
S: 250
C: RCPT TO:<b@example.test>
S: 250
C: DATA
S: 354
C: Subject: {{$secret work}}
C:
C: < long.txt
C: .
S: 250 /queued(?<what>.*)/
C: QUIT
S: 221
`;
const AUTHS = [
  'C: AUTH PLAIN {{$plain user {{$secret work}}}}\nS: 235\n',
  'C: AUTH LOGIN\nS: 334\nC: {{$base64 user}}\nS: 334\nC: {{$base64 {{$secret work}}}}\nS: 235\n',
  'C: AUTH SCRAM-SHA-256 {{$sasl user {{$secret work}}}}\nS: 334\nC: {{$sasl}}\nS: 235\n',
  'C: AUTH PLAIN {{$sasl user {{$secret work}}}}\nS?: 235\n',
  '',
] as const;
const STARTTLS = 'C: STARTTLS\nS: 220\nC: EHLO client.example.test\nS: 250\n';

process.once('message', (task: Task) => {
  void perform(task).then((outcome) => {
    process.send?.(outcome);
    process.disconnect();
  });
});

async function perform(task: Task): Promise<Outcome> {
  const faults: string[] = [];
  const counts: Record<string, number> = {};
  const count = (what: RunStatus | 'handshake'): unknown => (counts[what] = (counts[what] ?? 0) + 1);
  process.on('unhandledRejection', (reason) => faults.push(`unhandled: ${String(reason)}`));
  const before = handles();
  let next = task.from;
  const work = async (): Promise<void> => {
    while (next < task.to && faults.length < 10) {
      const number = next++;
      try {
        const { status, handshakes } = await session(task, number);
        count(status);
        if (handshakes > 0) count('handshake');
      } catch (error) {
        faults.push(
          `session ${number} of SEED=${task.seed}: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (let waited = 0; handles() > before && waited < 100; waited++) await delay(50);
  if (handles() > before) faults.push(`left open: ${process.getActiveResourcesInfo().join(', ')}`);
  return { counts, faults };
}

async function session(
  { seed, identities, ca }: Task,
  number: number,
): Promise<{ status: RunStatus; handshakes: number }> {
  const random = randomFrom(seed * 1_000_003 + number);
  const server = new HostileServer(random, pick(random, identities));
  const port = await server.listen();
  const transcript = write(random, port);
  const files = { 'long.txt': 'text\n'.repeat(random(5_000)) };
  try {
    const deadline = AbortSignal.timeout(DEADLINE);
    const host = fakeHost({ secrets: { work: PASSWORD }, files, trust: [ca] });
    const events = await runTranscript(transcript, host, deadline);
    assert.ok(!deadline.aborted, 'the run does not end');
    check(events);
    if (/STARTTLS\n|smtp\+starttls/.test(transcript))
      assert.doesNotMatch(server.plain, /AUTH /, 'a credential is given away in plain text');
    const end = events.at(-1);
    return { status: end?.type === 'end' ? end.status : 'error', handshakes: server.handshakes };
  } finally {
    await server.close();
  }
}

function write(random: Random, port: number): string {
  const directives = [
    '# @timeout 300ms\n',
    pick(random, ['# @on-failure continue\n', '']),
    pick(random, ['# @pipelining on\n', '# @pipelining off\n', '', '']),
    pick(random, ['# @match text\n', '']),
    '# @secret what\n',
  ].join('');
  const url = `CONNECT smtp+starttls://127.0.0.1:${port}\n`;
  const auth = pick(random, AUTHS);
  const message = pick(random, [
    MESSAGE,
    MESSAGE.replace(/^S: 250\n/gm, ''),
    MESSAGE.replace(/^S: .*\n/gm, ''),
  ]);
  if (random(20) === 0) return `${directives}${url}${auth}${message}`;
  const tls = random(12) === 0 ? STARTTLS : '';
  return `${directives}telnet 127.0.0.1 ${port}\nS: 220\nC: EHLO client.example.test\nS: 250\n${tls}${auth}${message}`;
}

function check(events: readonly SessionEvent[]): void {
  assert.equal(events.at(-1)?.type, 'end');
  const told = JSON.stringify(events);
  for (const trace of TRACES) assert.ok(!told.includes(trace), `it tells ${trace}: ${told}`);
  assert.doesNotMatch(told, /\\u00[01]|\\u007f/i, 'it tells control characters');
}

/** Sockets and servers, but for the pipe to the parent. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((each) => /TCP|TLS/.test(each)).length;
}
