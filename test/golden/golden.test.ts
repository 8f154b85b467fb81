import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { plainStyle } from '../../src/report/style';
import { createTranscriptPrinter } from '../../src/report/transcript';
import type { SessionEvent } from '../../src/runner/events';
import { makeCertificates, type Certificates } from '../support/certificates';
import { fakeHost } from '../support/fakeHost';
import { runTranscript } from '../support/runTranscript';
import { CHUNKINGS, startScriptedServer, type Chunking } from '../support/scriptedServer';
import { formatGolden, parseGolden, type GoldenFile } from './goldenFile';
import { formatEvent } from './normalize';

/** Under the project's root, where the tests run. */
const folder = path.resolve('test/golden');
const update = process.env['UPDATE'] === '1';
/** The port that the transcripts name; each run has one of its own. */
const PORT = '2525';
const LINE = 'All work and no play makes Jack a dull boy.\n';
/** Milliseconds after which a run has failed to end: transcripts that wait for something set an `@timeout` far below. */
const DEADLINE = 20_000;

const WORDS: Readonly<Record<Chunking, string>> = {
  whole: 'whole',
  bytes: 'one by one',
  lines: 'line by line',
  random: 'cut at random',
};

describe('a transcript, a scripted server, and what comes of it', () => {
  let certificates: Certificates;
  let temporary: string;
  before(async () => {
    temporary = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-golden-'));
    certificates = await makeCertificates(temporary);
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  for (const name of readdirSync(folder).filter((file) => file.endsWith('.golden'))) {
    const file = path.join(folder, name);
    const golden = parseGolden(readFileSync(file, 'utf8'));
    describe(`${name}: ${golden.description}`, () => {
      for (const chunking of CHUNKINGS) {
        it(`when the server's bytes come ${WORDS[chunking]}`, async () => {
          const played = await play(golden, chunking, certificates);
          assert.deepEqual(played.problems, []);
          if (update && chunking === 'whole') {
            writeFileSync(file, formatGolden({ ...golden, events: played.events, report: played.report }));
            return;
          }
          const expected = update ? parseGolden(readFileSync(file, 'utf8')) : golden;
          assert.equal(played.events, expected.events);
          assert.equal(played.report, expected.report);
        });
      }
    });
  }
});

interface Played {
  readonly problems: readonly string[];
  readonly events: string;
  readonly report: string;
}

async function play(golden: GoldenFile, chunking: Chunking, certificates: Certificates): Promise<Played> {
  const options = readOptions(golden.options);
  const server = await startScriptedServer(repeated(golden.server), {
    chunking,
    certificates: {
      good: certificates.good,
      expired: certificates.expired,
      wronghost: certificates.wronghost,
      selfsigned: certificates.selfsigned,
    },
  });
  const host = fakeHost({
    ...options,
    files: { ...golden.files, ...options?.files, 'ca.pem': readFileSync(certificates.ca) },
  });
  const port = String(server.port);
  const events: SessionEvent[] = [];
  try {
    const transcript = golden.transcript.replaceAll(PORT, port);
    const deadline = AbortSignal.timeout(DEADLINE);
    events.push(...(await runTranscript(transcript, host, deadline)));
    if (deadline.aborted) return { problems: ['the run did not end of itself'], events: '', report: '' };
    // A run that has no use for the server does not connect.
    const connected = events.some((event) => event.type === 'connected' || event.type === 'failure');
    const untouched = golden.server.trim() === '';
    const problems = untouched || !connected ? [] : await server.done;
    const { print } = createTranscriptPrinter(plainStyle, {
      verbose: /^verbose$/m.test(golden.options),
    });
    const same = (text: string): string => text.replaceAll(port, PORT);
    return {
      problems,
      events: shortened(same(events.map(formatEvent).join(''))),
      report: shortened(same(events.map((event) => print(timeless(event))).join(''))),
    };
  } finally {
    await server.close();
  }
}

/** No two runs take the same time, and no two versions of Node agree on the same cipher. */
function timeless(event: SessionEvent): SessionEvent {
  if (event.type === 'tls')
    return {
      ...event,
      at: 0,
      facts: {
        ...undated(event.facts),
        cipher: 'CIPHER',
        ...(event.facts.keyExchange === undefined ? {} : { keyExchange: { type: 'GROUP' } }),
        chain: event.facts.chain.map((each) => ({ ...undated(each), fingerprint: 'FINGERPRINT' })),
      },
    };
  return { ...event, at: 0 };
}

/** No day is like the other: a certificate is valid, or it has expired. */
function undated<T extends { readonly daysLeft: number; readonly validTo: string }>(facts: T): T {
  return { ...facts, daysLeft: facts.daysLeft < 0 ? -9 : 9, validTo: 'YYYY-MM-DD' };
}

/** `times N S: text` is that line so many times, and `times N S!: bytes` one line of them. */
function repeated(script: string): string {
  return script.replace(/^times (\d+) (S!?: )(.*)$/gm, (_, count: string, side: string, text: string) =>
    side === 'S: '
      ? Array(Number(count))
          .fill(side + text)
          .join('\n')
      : side + text.repeat(Number(count)),
  );
}

/** What a server says a thousand times is written once. */
function shortened(text: string): string {
  return text.replace(
    /^(.*\n)\1{9,}/gm,
    (lines, line: string) => `${line}… ×${lines.length / line.length}\n`,
  );
}

/**
 * `secret NAME = VALUE`, and so for `variable`, `environment`, `answer` and `lines`, which is a file of so many lines; `verbose`
 * is for the report.
 */
function readOptions(text: string): Parameters<typeof fakeHost>[0] {
  const values = (kind: string): Record<string, string> =>
    Object.fromEntries(
      [...text.matchAll(new RegExp(`^${kind} (.+?) = (.*)$`, 'gm'))].map(([, name, value]) => [
        name ?? '',
        (value ?? '').replaceAll('\\r', '\r').replaceAll('\\n', '\n').replaceAll('\\0', '\0'),
      ]),
    );
  return {
    secrets: values('secret'),
    variables: values('variable'),
    environment: values('environment'),
    answers: values('answer'),
    files: Object.fromEntries(
      Object.entries(values('lines')).map(([name, count]) => [name, LINE.repeat(Number(count))]),
    ),
  };
}
