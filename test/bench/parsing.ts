import { validate } from '../../src/language/diagnostics';
import { parse } from '../../src/syntax/parse';
import type { Measurement } from './bench';
import { conversations } from './documents';
import { times } from './median';

const LINES = 100_000;

/** Parsing and validating against splitting the text and testing each line with one regular expression. */
export function measureParsing(): Measurement[] {
  const text = conversations(LINES);
  const reference = times(() => splitAndTest(text));
  const against = 'split and one regular expression per line';
  const lines = LINES.toLocaleString('en');
  const measured = (what: string, milliseconds: number, target: number): Measurement => ({
    what: `${what} ${lines} lines`,
    reference: against,
    milliseconds,
    referenceMilliseconds: reference,
    rate: `${Math.round(LINES / milliseconds).toLocaleString('en')} lines per ms`,
    target: `≤ ${target} ×`,
  });
  return [
    measured(
      'Parse',
      times(() => void parse(text)),
      8,
    ),
    measured(
      'Parse and validate',
      times(() => void validate(parse(text))),
      25,
    ),
    ...measureGrowth(),
  ];
}

/** What a line costs in files of growing size, against what it costs in a small one. */
function measureGrowth(): Measurement[] {
  const perLine = (lines: number, rounds: number): number => {
    const text = conversations(lines);
    return times(() => void validate(parse(text)), rounds, 1) / lines;
  };
  const small = perLine(1000, 200);
  return [10_000, 100_000, 1_000_000].map((lines) => {
    const large = perLine(lines, lines < 1_000_000 ? 9 : 3);
    return {
      what: `Parse and validate a line of ${lines.toLocaleString('en')}`,
      reference: 'a line of 1,000',
      milliseconds: large,
      referenceMilliseconds: small,
      rate: `${(large * 1e6).toFixed(0)} ns a line`,
      target: 'about 1 ×: linear',
    };
  });
}

/** The least that anything which reads a file line by line has to do. */
function splitAndTest(text: string): void {
  let matches = 0;
  for (const line of text.split('\n')) if (/^(?:[CS][!?]?:|#|@|telnet )/.test(line)) matches++;
  if (matches === 0) throw new Error('the reference did nothing');
}
