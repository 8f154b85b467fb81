import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { validate } from '../../../src/language/diagnostics';
import type { TranscriptDocument } from '../../../src/syntax/document';
import { parse } from '../../../src/syntax/parse';
import { oneConversation } from '../../bench/documents';
import { LINES } from '../../support/syntaxInputs';
import { picture } from '../../support/picture';
import { FAR_EDITS } from './farEdits';

/** Texts for each kind, and edits for each text; `FUZZ_RUNS` asks for more, and `FUZZ_SEED` for others. */
const TEXTS = Number(process.env['FUZZ_RUNS'] ?? 12);
const EDITS = 12;
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

describe('a document after edits', function () {
  this.timeout(600_000);

  for (const [kind, make] of Object.entries(texts())) {
    it(`is parsed and checked as if it were new: ${kind}`, () => {
      for (let nth = 0; nth < TEXTS; nth++) {
        const random = randomFrom(SEED * 1000 + nth);
        edited(make(random), random, `${kind}, text ${nth}`);
      }
    });
  }

  for (const [what, { text, at, typed }] of Object.entries(FAR_EDITS)) {
    it(`is checked as if it were new where the edit is ${what}`, () => {
      const place = text.indexOf(at) + at.length;
      const next = text.slice(0, place) + typed + text.slice(place);
      for (const stretch of [1, 2, 3, 5]) {
        let document = parse(text, undefined, stretch);
        assert.deepEqual(validate(document), validate(parse(text)));
        assert.notDeepEqual(validate(parse(text)), validate(parse(next)), 'an edit that matters');
        for (const after of [next, text, next]) {
          document = parse(after, document, stretch);
          assert.deepEqual(validate(document), validate(parse(after)));
        }
      }
    });
  }
});

/** Makes edits, one after the other, and compares what comes of each with a parse and a validation of the whole text. */
function edited(text: string, random: Random, name: string): void {
  // Short stretches, so that there are many of them.
  const stretch = random.below(12) + 2;
  let document = parse(text, undefined, stretch);
  validate(document);
  const texts = [text];
  for (let edit = 0; edit < EDITS; edit++) {
    const before = document;
    const next = random.below(6) === 0 ? random.from(texts) : changed(document, random);
    texts.push(next);
    document = parse(next, document, stretch);
    const whole = parse(next);
    const where = (): string =>
      `${name}, edit ${edit}, stretches of ${stretch}\n${difference(before.text, next)}`;
    same(picture(document), picture(whole), where);
    same(validate(document), validate(whole), where);
    // The version before is still what it was.
    if (edit % 4 === 0) same(picture(before), picture(parse(before.text)), where);
  }
}

function same(found: unknown, expected: unknown, where: () => string): void {
  try {
    assert.deepEqual(found, expected);
  } catch (error) {
    throw new Error(`${where()}\n${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Text with something inserted, taken away or changed: mostly whole lines, and those that change what follows. */
function changed({ text, lines }: TranscriptDocument, random: Random): string {
  if (lines.length === 0) return random.from(INSERTED);
  const decisive = lines.filter(({ span: { start, end } }) => DECISIVE.test(text.slice(start, end)));
  // What a whole transcript goes by stands in its first lines.
  const wanted = [lines, decisive, lines.slice(0, 6)][random.below(3)] ?? lines;
  const line = random.from(wanted.length > 0 ? wanted : lines);
  const { start, end } = line.span;
  const replaced = (from: number, to: number, by: string): string =>
    text.slice(0, from) + by + text.slice(to);
  const lineEnd = text.slice(end, line.fullEnd) || '\n';
  switch (random.below(8)) {
    case 0:
    case 1:
      return replaced(start, start, `${random.from(INSERTED)}${lineEnd}`);
    case 2:
      return replaced(start, line.fullEnd, '');
    case 3:
      return replaced(start, end, random.from(INSERTED));
    case 4: {
      const last = lines[Math.min(lines.length - 1, line.index + random.below(40))] ?? line;
      return replaced(
        start,
        last.fullEnd,
        random.below(2) === 0 ? '' : text.slice(start, last.fullEnd).repeat(2),
      );
    }
    case 5:
      return replaced(end, line.fullEnd, random.from(['\n', '\r\n', '\r', '', '\n\n']));
    default: {
      const at = start + random.below(end - start + 1);
      return replaced(at, Math.min(end, at + random.below(3)), random.from(TYPED));
    }
  }
}

/** Lines on which the meaning of others depends. */
const DECISIVE =
  /^###|^@|# @|^(?:[CS]: )?(?:\.|DATA|BDAT|EHLO|HELO|STARTTLS|AUTH|MAIL|RSET|QUIT|3\d\d|250-|220|5\d\d)|^CONNECT|\{\{/;

const INSERTED = [
  ...LINES,
  ...[
    '# @disable',
    '# @disable long-command',
    '# @disable-next-line',
    '# @pipelining on',
    '# @server smtps://a.example',
  ],
  ...[
    '@who = ann',
    '@who = {{$testServer}}',
    'C: RCPT TO:<{{who}}>',
    'S: 250 /(?<who>.)/',
    'C: {{',
    '?? cod == 1',
  ],
  ...[
    'C: STARTTLS',
    'S: 220 Ready',
    'C: EHLO client.example.com',
    'S: 250-mail.example.com',
    'S: 250 STARTTLS',
  ],
  ...[
    'S: 250-PIPELINING',
    'S: 250-AUTH PLAIN LOGIN',
    'S: 250-8BITMIME',
    'S: 250 LIMITS RCPTMAX=1 MAILMAX=3 RCPTDOMAINMAX=1',
    'C: HELO a.example',
  ],
  ...[
    'S: 220 a.example ESMTP',
    'S: 220 a.example ESMTP\nC: HELO a.example\nS: 250',
    'C: RSET',
    'S: 421 Bye',
    'S: <close>',
  ],
  ...[
    'C: MAIL FROM:<a@b.example>',
    'C: RCPT TO:<c@d.example>',
    'C: NOOP',
    'C: VRFY a',
    'C: XFOO',
    'C: MIAL FROM:<a@b>',
  ],
  ...[
    'C: AUTH PLAIN AGFubgBvcGVu',
    'C: AUTH PLAIN ann open',
    'S: 235 Ok',
    'S: 535 No',
    'C: AUTH LOGIN\nS: 334\nC: YW5u\nS: 334\nC: eA==',
  ],
  ...[
    'C: MAIL FROM:<a@b.example>\nC: RCPT TO:<c@d.example>\nC: DATA\nS: 250\nS: 250\nS: 354',
    'C: BDAT 10 LAST',
  ],
  ...[
    'CONNECT smtp://mail.example.com',
    'CONNECT smtps://mail.example.com',
    'telnet mail.example.com 25',
    '*** TLS started',
  ],
  ...[
    '=== TLS started',
    'CONNECTED(00000003)',
    '---',
    'CONNECT lmtp://a.example',
    '<waits>',
    'C: Grüße',
    'C: .dotted',
    'wrapped',
  ],
];

const TYPED = [
  '',
  'x',
  ' ',
  '<',
  '>',
  '4',
  '5',
  '.',
  'C',
  ':',
  '{{',
  '}}',
  '#',
  '@',
  '-',
  '"',
  '\n',
  '\r\n',
  'é',
  'S: ',
];

function texts(): Record<string, (random: Random) => string> {
  const fixtures = ['test/unit/language/ok', 'test/unit/language/err', 'examples'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.smtp'))
      .map((name) => readFileSync(path.join(folder, name), 'utf8')),
  );
  const several = (random: Random): string[] => Array.from({ length: 12 }, () => random.from(fixtures));
  return {
    'fixtures in one file': (random) => several(random).join('\n### Next\n'),
    'fixtures in one transcript': (random) =>
      several(random)
        .join('\n')
        .replace(/^###.*\n/gm, ''),
    'a fixture many times': (random) => {
      const fixture = random.from(fixtures);
      return fixture + fixture.replace(/^###.*\n/gm, '').repeat(10);
    },
    'one conversation': () => oneConversation(300),
    'a bare conversation': () => oneConversation(300).replace(/^[CS]: ?/gm, ''),
    'the conversation of a sender': () => oneConversation(300).replace(/^S:/gm, 'R:').replace(/^C:/gm, 'S:'),
    'lines in any order': (random) => {
      const lines = [...fixtures.flatMap((fixture) => fixture.split('\n')), ...INSERTED];
      return Array.from({ length: 150 }, () => random.from(lines)).join('\n');
    },
  };
}

interface Random {
  below(limit: number): number;
  from<Each>(all: readonly [Each, ...Each[]] | readonly Each[]): Each;
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    from: (all) => {
      const found = all[below(all.length)];
      if (found === undefined) throw new Error('nothing to choose from');
      return found;
    },
  };
}

/** What an edit changed, with the lines around it. */
function difference(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end))
    end++;
  const around = (text: string): string =>
    JSON.stringify(text.slice(Math.max(0, start - 80), text.length - end + 40));
  return `${around(before)}\n→ ${around(after)}`;
}
