import { total, type RunResult } from '../runner/result';
import { describeProblem, problemsOf, skipReason, type FileResult, type Problem } from './fileResult';

/** The report that CI servers read: a testsuite for each file, a testcase for each transcript. */
export function junitReport(files: readonly FileResult[]): string {
  const all = files.flatMap(({ transcripts }) => transcripts);
  const suites = files.map((file) =>
    element('testsuite', { name: file.file, ...sums(file.transcripts) }, suite(file)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'smtp-transcript', ...sums(all) }, suites)}`;
}

function suite({ file, transcripts }: FileResult): string[] {
  return transcripts.map((result) =>
    element(
      'testcase',
      { name: result.title, classname: file, file, line: result.line, time: seconds(result.durationMs) },
      outcome(file, result),
    ),
  );
}

/** One element at most, as some readers take no more: the first problem in its attributes, all of them in its text. */
function outcome(file: string, result: RunResult): string[] {
  if (result.status === 'passed') return [];
  if (result.status === 'skipped') return [element('skipped', { message: skipReason(result) })];
  const problems = problemsOf(result);
  const [first] = problems;
  return [
    element(
      result.status === 'failed' ? 'failure' : 'error',
      { message: first?.message ?? 'Cancelled', type: first?.kind ?? 'cancelled' },
      problems.map((problem) => escape(describe(file, problem))).join('\n\n'),
    ),
  ];
}

function describe(file: string, problem: Problem): string {
  const { expected, actual, hint } = problem;
  return [
    describeProblem(file, problem),
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(actual === undefined ? [] : [`actual: ${actual}`]),
    ...(hint === undefined ? [] : [hint]),
  ].join('\n');
}

function sums(results: readonly RunResult[]): Readonly<Record<string, string | number>> {
  const { failed, errors, skipped } = total(results);
  const time = seconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0));
  return { tests: results.length, failures: failed, errors, skipped, time };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** @param content elements, each on lines of its own, or text that is escaped already */
function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[] | string = '',
): string {
  const start = `${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${attribute(value)}"`)
    .join('')}`;
  if (content.length === 0) return `<${start}/>\n`;
  const inside =
    typeof content === 'string'
      ? content
      : `\n${content.map((each) => each.replace(/^(?=\s*<)/gm, '  ')).join('')}`;
  return `<${start}>${inside}</${name}>\n`;
}

/** In an attribute, white space but the space has to be a reference to come through (XML 1.0 section 3.3.3). */
function attribute(value: string | number): string {
  return escape(String(value)).replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Text for an element. XML 1.0 has no way to write most control characters, half surrogate pairs, U+FFFE and U+FFFF, not
 * even as references (section 2.2): they become `\x1b` and the like.
 */
function escape(text: string): string {
  return text
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]/gu, (character) => {
      const code = character.charCodeAt(0).toString(16);
      return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
