import assert from 'node:assert/strict';
import { captureNamesOf, parseAssertion, type Assertion } from '../../../src/syntax/assertion';
import { PREDICATES, SUBJECTS } from '../../../src/syntax/assertionTable';

describe('syntax/assertion', () => {
  it('reads subject, predicate and value, each with its place', () => {
    for (const [text, expected] of [
      ['code == 250', 'fact code | == | text 250'],
      ['code==250', 'fact code | == | text 250'],
      ['code == 2xx', 'fact code | == | text 2xx'],
      ['code not == 250|251', 'fact code | not == | text 250|251'],
      ['enhanced startsWith 2.', 'fact enhanced | startsWith | text 2.'],
      ['text includes queued as', 'fact text | includes | text queued as'],
      ['text includes "a \\"b\\" "', 'fact text | includes | text "a \\"b\\" "'],
      ['text matches /queued as (?<id>\\S+)/i', 'fact text | matches | regex /queued as (?<id>\\S+)/i'],
      ['text matches /^{{prefix}}-\\d{4}$/', 'fact text | matches | regex /^{{prefix}}-\\d{4}$/'],
      ['duration < 500ms', 'fact duration | < | text 500ms'],
      ['ehlo STARTTLS exists', 'fact ehlo STARTTLS | exists | none'],
      ['ehlo starttls not exists', 'fact ehlo starttls | not exists | none'],
      ['ehlo exists', 'fact ehlo | exists | none'],
      ['ehlo includes PIPELINING', 'fact ehlo | includes | text PIPELINING'],
      ['ehlo SIZE >= 10MB', 'fact ehlo SIZE | >= | text 10MB'],
      ['ehlo SIZE>=10', 'fact ehlo SIZE | >= | text 10'],
      ['tls exists', 'fact tls | exists | none'],
      ['tls.protocol >= TLSv1.2', 'fact tls.protocol | >= | text TLSv1.2'],
      ['tls.authorized == true', 'fact tls.authorized | == | text true'],
      ['cert.daysLeft > {{least}}', 'fact cert.daysLeft | > | text {{least}}'],
      ['{{id}} matches /^[0-9A-F]+$/', 'template {{id}} | matches | regex /^[0-9A-F]+$/'],
      ['{{$base64 "a b"}} == YSBi', 'template {{$base64 "a b"}} | == | text YSBi'],
      ['"{{a}} {{b}}" != x', 'template "{{a}} {{b}}" | != | text x'],
    ] as const) {
      const padded = `??  ${text}  `;
      const parsed = parseAssertion(padded.slice(2), 2);
      assert.deepEqual(
        parsed.problems.map(({ message }) => message),
        [],
        text,
      );
      assert.equal(describeParts(parsed, padded), expected, text);
    }
  });

  it('knows quantities, and leaves what only a run can tell', () => {
    const quantity = (text: string): unknown => {
      const { value } = parseAssertion(text, 0);
      return value?.kind === 'text' ? value.quantity : 'none';
    };
    assert.deepEqual(quantity('duration < 1.5s'), { kind: 'duration', amount: 1500 });
    assert.deepEqual(quantity('ehlo SIZE >= 10MiB'), { kind: 'size', amount: 10_485_760 });
    assert.deepEqual(quantity('code == 250'), { kind: 'number', amount: 250 });
    assert.equal(quantity('{{a}} == "250"'), undefined);
    assert.equal(quantity('{{a}} == {{b}}'), undefined);
  });

  it('tells what is wrong, where, and how to mend it', () => {
    for (const [text, place, message, fixed] of [
      ['', '', 'What is to be checked? Write “?? code == 250”, for example', []],
      ['cod == 250', 'cod', 'There is no “cod” to check; did you mean code?', ['code', '{{cod}}']],
      [
        'tls.cypher exists',
        'tls.cypher',
        'There is no “tls.cypher” to check; did you mean tls.cipher?',
        ['tls.cipher', '{{tls.cypher}}'],
      ],
      [
        'messageNumber == 1',
        'messageNumber',
        'There is no “messageNumber” to check: a variable is written {{name}}, a text in quotes',
        ['{{messageNumber}}'],
      ],
      ['not code == 250', 'not', '“not” stands before the predicate: ?? code not == 250', []],
      [
        'code',
        'code',
        'What is to be said of it? Here can stand == != < <= > >= startsWith endsWith includes matches exists, each with not before it',
        [],
      ],
      [
        'text contains x',
        'contains',
        'There is no predicate “contains”; did you mean includes?',
        ['includes'],
      ],
      [
        'text startswith x',
        'startswith',
        'There is no predicate “startswith”; did you mean startsWith?',
        ['startsWith'],
      ],
      ['code = 250', '=', 'There is no predicate “=”; did you mean ==?', ['==']],
      ['tls frobnicates x', 'frobnicates', 'There is no predicate “frobnicates”; here can stand exists', []],
      [
        'text < x',
        '<',
        '“<” cannot be said of it; here can stand == != startsWith endsWith includes matches exists',
        [],
      ],
      ['code ==', '==', 'What is it compared with? A value has to follow “==”', []],
      ['code exists 250', '250', '“exists” takes no value', ['']],
      ['code == 25', '25', 'A code is three digits, as in 250, 2xx or 250|251', []],
      ['code < 4xx', '4xx', 'A code is compared with three digits, as in 400', []],
      ['duration < 500', '500', 'A duration has a unit: 500ms, 2s or 1m', ['500ms', '500s']],
      ['tls.authorized == yes', 'yes', 'It is true or false', []],
      ['cert.daysLeft > 2 weeks', '2 weeks', '“2 weeks” is not a number', []],
      ['cert.validTo > soon', 'soon', 'A date is written as 2027-01-31', []],
      ['ehlo SIZE >= big', 'big', '“big” is not a number, or a size such as 10MB', []],
      [
        'text matches queued',
        'queued',
        '“matches” takes a regular expression between slashes: /queued as (\\S+)/i',
        ['/queued/'],
      ],
      ['text matches /(/', '/(/', 'Not a regular expression: /(/: Unterminated group', []],
      ['text == "x', '"x', 'Not a text in quotes: the closing quote is missing', []],
      ['text == "x" y', ' y', 'Nothing can follow the quoted value', []],
    ] as const) {
      const { problems } = parseAssertion(text, 0);
      assert.deepEqual(
        problems.map((each) => [
          text.slice(each.span.start, each.span.end),
          each.message,
          each.fixes.map(({ changes }) => changes[0]?.newText),
        ]),
        [[place, message, fixed]],
        text,
      );
    }
  });

  it('captures what a regular expression names, unless it is not to match', () => {
    const names = (text: string): readonly string[] => captureNamesOf(parseAssertion(text, 0));
    assert.deepEqual(names('text matches /(?<a>x)(?<b>y)(?<!z)/'), ['a', 'b']);
    assert.deepEqual(names('text not matches /(?<a>x)/'), []);
    assert.deepEqual(names('text includes "(?<a>"'), []);
  });

  it('never throws, whatever stands there, and its places are inside the text', () => {
    const pieces = [
      'code',
      ' ',
      'not',
      '==',
      '"',
      '/',
      '{{',
      '}}',
      '\\{{',
      'ehlo',
      '250',
      '$',
      '\t',
      '(',
      '<',
    ];
    for (let seed = 0; seed < 3000; seed++) {
      let state = seed;
      const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
      const text = Array.from({ length: next() % 9 }, () => pieces[(next() >> 8) % pieces.length]).join('');
      const { subject, predicate, value, problems } = parseAssertion(text, 7);
      for (const part of [subject, predicate, value, ...problems])
        assert.ok(part === undefined || (part.span.start >= 7 && part.span.end <= 7 + text.length), text);
      if (problems.length === 0) assert.ok(subject !== undefined && predicate !== undefined, text);
    }
  });

  it('has every predicate for some subject, and a sentence for each', () => {
    for (const { kinds, summary, opposite } of PREDICATES) {
      assert.ok(SUBJECTS.some(({ kind }) => kinds.has(kind)));
      assert.notEqual(summary, opposite);
    }
    assert.equal(new Set(SUBJECTS.map(({ name }) => name)).size, SUBJECTS.length);
  });
});

function describeParts({ subject, negation, predicate, value }: Assertion, text: string): string {
  const slice = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
  const keyword =
    subject?.kind === 'fact' && subject.keyword !== undefined ? ` ${slice(subject.keyword.span)}` : '';
  return [
    subject === undefined ? 'none' : `${subject.kind} ${slice(subject.span)}${keyword}`,
    predicate === undefined ? 'none' : `${negation === undefined ? '' : 'not '}${slice(predicate.span)}`,
    value === undefined ? 'none' : `${value.kind} ${slice(value.span)}`,
  ].join(' | ');
}
