import assert from 'node:assert/strict';
import { eventLine } from '../../../src/report/events';
import type { FileResult } from '../../../src/report/fileResult';
import { jsonReport } from '../../../src/report/json';
import { junitReport } from '../../../src/report/junit';
import { createTapPrinter } from '../../../src/report/tap';
import type { SessionEvent } from '../../../src/runner/events';
import { summarize, type RunResult } from '../../../src/runner/result';
import { elements, parseXml } from './xml';

const START: SessionEvent = {
  type: 'start',
  title: 'One',
  line: 3,
  server: 'smtp://mail.example.com:25',
  at: 0,
};
const REFUSED: SessionEvent = {
  type: 'verdict',
  line: 7,
  status: 'failed',
  expected: '250',
  actual: '550 no',
  message: 'expected 250, got 550 no',
  remarks: [],
  at: 2,
};
const LOST: SessionEvent = {
  type: 'failure',
  kind: 'closed',
  line: 9,
  message: 'The server closed the connection',
  hint: 'Its log may say why.',
  at: 3,
};

const run = (status: RunResult['status'], ...events: readonly SessionEvent[]): RunResult =>
  summarize([START, ...events, { type: 'end', status, at: 12.3456789 }]);
const titled = (title: string): RunResult => ({ ...run('failed', REFUSED), title });

const passed = run(
  'passed',
  { type: 'sent', line: 4, text: 'EHLO me', octets: 9, tls: false, role: 'command', at: 1 },
  { type: 'reply', line: 4, reply: { code: 250, lines: ['mail', 'SIZE'] }, milliseconds: 0.5, at: 1.5 },
  { type: 'captured', line: 5, name: 'id', value: '42', at: 2 },
);
const skipped = run('skipped', { type: 'skipped', line: 3, reason: 'the transcript is @disabled', at: 0 });
const files: readonly FileResult[] = [
  { file: 'a.smtp', transcripts: [passed, run('failed', REFUSED, { ...REFUSED, line: 8 }), skipped] },
  { file: 'b.smtp', transcripts: [run('error', REFUSED, LOST), run('cancelled')] },
];

describe('the report in JSON', () => {
  const report = JSON.parse(jsonReport(files)) as {
    version: number;
    files: { file: string; transcripts: Record<string, unknown>[] }[];
    totals: object;
  };

  it('has the shape of version 1', () => {
    assert.equal(report.version, 1);
    assert.deepEqual(report.totals, { passed: 1, failed: 1, errors: 2, skipped: 1 });
    assert.deepEqual(
      report.files.map(({ file, transcripts }) => [file, ...transcripts.map(({ status }) => status)]),
      [
        ['a.smtp', 'passed', 'failed', 'skipped'],
        ['b.smtp', 'error', 'error'],
      ],
    );
  });

  it('tells the steps, with null for what is not known', () => {
    assert.deepEqual(report.files[0]?.transcripts[0], {
      title: 'One',
      line: 3,
      status: 'passed',
      endpoint: 'smtp://mail.example.com:25',
      tls: null,
      durationMs: 12.346,
      steps: [
        {
          line: 4,
          sent: 'EHLO me',
          reply: { code: 250, enhanced: null, lines: ['mail', 'SIZE'] },
          expected: null,
          status: 'unchecked',
          message: '',
          durationMs: 0.5,
        },
      ],
      failures: [],
      captures: { id: '42' },
    });
  });

  it('tells what broke a run off', () => {
    assert.deepEqual(report.files[1]?.transcripts[0]?.['failures'], [
      { kind: 'closed', line: 9, message: 'The server closed the connection', hint: 'Its log may say why.' },
    ]);
  });
});

describe('the report in JUnit’s XML', () => {
  it('has a testsuite for each file and a testcase for each transcript', () => {
    const report = parseXml(junitReport(files));
    assert.equal(report.name, 'testsuites');
    assert.deepEqual(
      elements(report, 'testsuite').map(
        ({ attributes: { name, tests, failures, errors, skipped: skips } }) => [
          name,
          tests,
          failures,
          errors,
          skips,
        ],
      ),
      [
        ['a.smtp', '3', '1', '0', '1'],
        ['b.smtp', '2', '0', '2', '0'],
      ],
    );
    assert.deepEqual(
      elements(report, 'testcase').map(({ children }) => children.map(({ name }) => name).join()),
      ['', 'failure', 'skipped', 'error', 'error'],
    );
    assert.deepEqual(elements(report, 'testcase')[0]?.attributes, {
      name: 'One',
      classname: 'a.smtp',
      file: 'a.smtp',
      line: '3',
      time: '0.012',
    });
  });

  it('puts all that went wrong, with line, expected and actual, in one element', () => {
    const [failure] = elements(parseXml(junitReport(files)), 'failure');
    assert.deepEqual(failure?.attributes, { message: 'expected 250, got 550 no', type: 'expectation' });
    assert.equal(
      failure.text,
      'a.smtp:7: expected 250, got 550 no\nexpected: 250\nactual: 550 no\n\na.smtp:8: expected 250, got 550 no\nexpected: 250\nactual: 550 no',
    );
  });

  it('escapes what XML keeps for itself, and what it cannot write', () => {
    const title = `<&>"' ]]> \ttab\nline é 😀 \x00\x1b[31m\x85 \ud800 \ufffe`;
    const report = parseXml(junitReport([{ file: 'a&b.smtp', transcripts: [titled(title)] }]));
    const [testcase] = elements(report, 'testcase');
    assert.equal(
      testcase?.attributes['name'],
      `<&>"' ]]> \ttab\nline é 😀 \\x00\\x1b[31m\\x85 \\u{d800} \\u{fffe}`,
    );
    assert.equal(testcase.attributes['file'], 'a&b.smtp');
  });

  it('is well-formed without any file', () => {
    assert.equal(parseXml(junitReport([])).attributes['tests'], '0');
  });
});

describe('the report in TAP', () => {
  function tap(results: readonly FileResult[], cancelled = false): string {
    const printer = createTapPrinter();
    const points = results.flatMap(({ file, transcripts }) =>
      transcripts.map((result) => printer.result(file, result)),
    );
    return points.join('') + printer.end(cancelled);
  }

  it('has a test point for each transcript, and its plan at the end', () => {
    const lines = tap(files).split('\n');
    assert.equal(lines[0], 'TAP version 14');
    assert.deepEqual(
      lines.filter((line) => /^(?:not )?ok |^\d/.test(line)),
      [
        'ok 1 - a.smtp: One',
        'not ok 2 - a.smtp: One',
        'ok 3 - a.smtp: One # SKIP the transcript is @disabled',
        'not ok 4 - b.smtp: One',
        'not ok 5 - b.smtp: One',
        '1..5',
      ],
    );
  });

  it('says in YAML what went wrong', () => {
    assert.equal(
      tap(files.slice(1)).split('not ok 2')[0],
      `TAP version 14
not ok 1 - b.smtp: One
  ---
  message: "expected 250, got 550 no"
  severity: "error"
  at:
    file: "b.smtp"
    line: 7
  expected: "250"
  actual: "550 no"
  others: "b.smtp:9: The server closed the connection"
  duration_ms: 12
  ...
`,
    );
  });

  it('keeps a title from being read as a directive or a line of its own', () => {
    const [, point] = tap([{ file: 'a.smtp', transcripts: [titled('x # TODO \\ y\nBail out!')] }]).split(
      '\n',
    );
    assert.equal(point, 'not ok 1 - a.smtp: x \\# TODO \\\\ y Bail out!');
  });

  it('bails out of a run that was cancelled, and knows of empty ones', () => {
    assert.match(tap(files, true), /\nBail out! Cancelled\n$/);
    assert.equal(tap([]), 'TAP version 14\n1..0\n');
  });
});

describe('the report of events', () => {
  it('is one line each, which says whose it is', () => {
    const line = eventLine('a.smtp', 3, { ...LOST, message: 'line\nbreak', at: 1.23456 });
    assert.match(line, /^[^\n]+\n$/);
    assert.deepEqual(JSON.parse(line), {
      file: 'a.smtp',
      transcript: 3,
      ...LOST,
      message: 'line\nbreak',
      at: 1.235,
    });
  });
});
