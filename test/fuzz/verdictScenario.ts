// Random conversations and what a server does in each of them. A scenario knows which reply is meant for which line because it
// was made so, and not because somebody read it out of the text.
import fc from 'fast-check';

export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

type Said = { readonly kind: 'reply' } & Reply;

/** What a server does when it has heard a request, one after the other. */
export type Item = Said | { readonly kind: 'malformed'; readonly text: string } | { readonly kind: 'close' };

export type PatternLine =
  | { readonly kind: 'code' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'elision' };

export type Expectation =
  | {
      readonly kind: 'reply';
      readonly optional: boolean;
      /** As they are written, `250|251`; of an elision alone they say nothing. */
      readonly codes: string;
      readonly lines: readonly PatternLine[];
    }
  | { readonly kind: 'close' }
  | { readonly kind: 'silence' };

export interface Assertion {
  readonly subject: 'code' | 'text' | 'recipients';
  readonly negated: boolean;
  readonly value: string;
}

export interface Request {
  readonly kind: 'command' | 'response' | 'content' | 'raw';
  /** The line as it goes on the wire; of a message, nothing. */
  readonly wire: string;
  /** What is printed behind its line: the chunk of a BDAT. */
  readonly chunk?: string;
  readonly expects: readonly Expectation[];
  readonly asserts: readonly Assertion[];
  readonly answers: readonly Item[];
}

export interface Scenario {
  readonly lmtp: boolean;
  readonly match: 'code' | 'text';
  readonly onFailure: 'stop' | 'continue';
  readonly pipelining: 'auto' | 'on' | 'off';
  readonly greeting: Omit<Request, 'kind' | 'wire'>;
  /** Client lines with the replies to all of them below the last one. */
  readonly groups: readonly (readonly Request[])[];
}

/** A request with the lines of the file that it stands on, counted from 1. */
export interface Placed {
  /** Undefined of the greeting. */
  readonly line: number | undefined;
  /** Of the first `S:` line of each expectation. */
  readonly expects: readonly number[];
  readonly asserts: readonly number[];
}

export interface Written {
  readonly text: string;
  readonly greeting: Placed;
  readonly placed: ReadonlyMap<Request, Placed>;
}

/** The scenario as a file. */
export function write(scenario: Scenario): Written {
  const lines = [
    `CONNECT ${scenario.lmtp ? 'lmtp' : 'smtp'}://127.0.0.1:2525`,
    `# @match ${scenario.match}`,
    `# @on-failure ${scenario.onFailure}`,
    `# @pipelining ${scenario.pipelining}`,
  ];
  const add = (text: string): number => lines.push(text);
  const recorded = ({ expects, asserts }: Omit<Request, 'kind' | 'wire'>): Omit<Placed, 'line'> => ({
    expects: expects.map((expect) => {
      const first = lines.length + 1;
      for (const line of serverLines(expect)) add(line);
      return first;
    }),
    asserts: asserts.map(({ subject, negated, value }) =>
      add(`?? ${subject} ${negated ? 'not ' : ''}${subject === 'text' ? 'includes' : '=='} ${value}`),
    ),
  });
  const greeting: Placed = { line: undefined, ...recorded(scenario.greeting) };
  const placed = new Map<Request, Placed>();
  for (const group of scenario.groups) {
    const places = group.map((request) => {
      const place = lines.length + 1;
      for (const line of clientLines(request)) add(line);
      return place;
    });
    for (const [at, request] of group.entries())
      placed.set(request, { line: places[at], ...recorded(request) });
  }
  return { text: `${lines.join('\n')}\n`, greeting, placed };
}

function clientLines({ kind, wire, chunk }: Request): string[] {
  if (kind === 'content') return ['C: Subject: hello', 'C: .'];
  if (kind === 'raw') return [`C!: ${wire}\\r\\n`];
  return [`C: ${wire}`, ...(chunk === undefined ? [] : [`C: ${chunk}`])];
}

function serverLines(expect: Expectation): string[] {
  if (expect.kind === 'close') return ['S: <close>'];
  if (expect.kind === 'silence') return ['S: <silence 50ms>'];
  const mark = expect.optional ? 'S?: ' : 'S: ';
  const last = expect.lines.findLastIndex(({ kind }) => kind !== 'elision');
  return expect.lines.map((line, at) => {
    if (line.kind === 'elision') return `${mark}...`;
    const separator = at < last ? '-' : ' ';
    const behind = line.kind === 'text' ? line.text : line.kind === 'regex' ? `/${line.source}/` : '';
    return `${mark}${expect.codes}${separator}${behind}`.trimEnd();
  });
}

const WORDS = ['Ok', 'a', 'b', 'c', '2.1.0 Ok', '2.1.5 Ok', '2.1.0', '4.2.0 Later', '5.1.1 No', ''];
const word = fc.constantFrom(...WORDS);
/** More than half of all are the first one. */
function mostly<T>(first: fc.Arbitrary<T>, ...others: fc.Arbitrary<T>[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: first, weight: 6 * others.length },
    ...others.map((arbitrary) => ({ arbitrary, weight: 1 })),
  );
}

const anyReply = fc.record({
  kind: fc.constant('reply' as const),
  code: fc.constantFrom(250, 250, 251, 354, 334, 235, 450, 550, 353, 220),
  lines: fc.array(word, { minLength: 1, maxLength: 3 }),
});
const elision = fc.constant<PatternLine>({ kind: 'elision' });
const patternLine = fc.oneof(
  {
    arbitrary: word.filter((text) => text !== '').map((text): PatternLine => ({ kind: 'text', text })),
    weight: 5,
  },
  { arbitrary: fc.constant<PatternLine>({ kind: 'code' }), weight: 1 },
  {
    arbitrary: fc
      .constantFrom('a', '^Ok$', 'a\\nb')
      .map((source): PatternLine => ({ kind: 'regex', source })),
    weight: 1,
  },
);
const text = fc.tuple(patternLine, fc.array(fc.oneof(patternLine, patternLine, elision), { maxLength: 4 }));

/** One that can stand behind another: it does not begin with an elision, which would belong to the one before. */
function replyTo(codes: readonly string[], optional = false): fc.Arbitrary<Expectation> {
  return fc
    .tuple(
      fc.constantFrom(...codes),
      fc.oneof(
        { arbitrary: fc.constant<PatternLine[]>([{ kind: 'code' }]), weight: 2 },
        { arbitrary: text.map(([first, rest]) => [first, ...rest]), weight: 3 },
      ),
    )
    .map(([written, lines]) => ({ kind: 'reply', optional, codes: written, lines }));
}

/** One that stands first, or alone. */
function firstReplyTo(codes: readonly string[]): fc.Arbitrary<Expectation> {
  return mostly(
    replyTo(codes),
    fc
      .tuple(replyTo(codes), fc.nat(1))
      .map(([expect]) =>
        expect.kind === 'reply' ? { ...expect, lines: [{ kind: 'elision' }, ...expect.lines] } : expect,
      ),
  );
}

const OK = ['250', '2xx', '25x', '250|251', '550', '250'] as const;

/** What answers an expectation, or almost, or not at all. */
function answerTo(expect: Expectation): fc.Arbitrary<readonly Item[]> {
  if (expect.kind === 'close')
    return mostly<readonly Item[]>(
      fc.constant<Item[]>([{ kind: 'close' }]),
      fc.constant([]),
      anyReply.map((reply) => [reply]),
    );
  if (expect.kind === 'silence')
    return mostly<readonly Item[]>(
      fc.constant<Item[]>([]),
      anyReply.map((reply) => [reply]),
    );
  const fitting = fittingTo(expect);
  return fc.oneof(
    { arbitrary: fitting.map((reply): readonly Item[] => [reply]), weight: 60 },
    {
      arbitrary: fc
        .tuple(fitting, anyReply)
        .map(([{ code }, { lines }]): readonly Item[] => [{ kind: 'reply', code, lines }]),
      weight: 12,
    },
    { arbitrary: fc.constant<readonly Item[]>([]), weight: expect.optional ? 20 : 2 },
    { arbitrary: anyReply.map((reply): readonly Item[] => [reply]), weight: 6 },
    { arbitrary: fc.tuple(fitting, anyReply).map((replies): readonly Item[] => replies), weight: 3 },
    {
      arbitrary: fc.constantFrom<readonly Item[]>(
        [{ kind: 'close' }],
        [{ kind: 'malformed', text: 'hello' }],
      ),
      weight: 2,
    },
  );
}

function fittingTo(expect: Extract<Expectation, { kind: 'reply' }>): fc.Arbitrary<Said> {
  const code = fc
    .constantFrom(...(expect.codes || '250').split('|'))
    .map((written) => Number(written.replaceAll('x', written.startsWith('3') ? '5' : '0')));
  const lines = fc.tuple(
    ...expect.lines.map((line) => {
      switch (line.kind) {
        case 'text':
          return fc.constant([line.text]);
        case 'elision':
          return fc.array(word, { maxLength: 2 });
        case 'regex':
          return fc.constant(line.source === '^Ok$' ? ['Ok'] : line.source === 'a' ? ['xay'] : ['a', 'b']);
        case 'code':
          return word.map((each) => [each]);
      }
    }),
  );
  return fc
    .tuple(code, lines)
    .map(([number, parts]) => ({ kind: 'reply', code: number, lines: orOne(parts.flat()) }));
}

function orOne(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['Ok'] : lines;
}

const assertion = fc.oneof(
  fc.constantFrom('250', '2xx', '250|251', '550').map((value) => ({ subject: 'code' as const, value })),
  fc.constantFrom('a', 'Ok').map((value) => ({ subject: 'text' as const, value })),
  fc.constantFrom('0', '1', '2').map((value) => ({ subject: 'recipients' as const, value })),
);
const asserts = mostly<Assertion[]>(
  fc.constant([]),
  fc.array(
    fc.tuple(assertion, fc.boolean()).map(([each, negated]) => ({ ...each, negated })),
    { minLength: 1, maxLength: 2 },
  ),
);

interface Shape {
  readonly kind: Request['kind'];
  readonly wire: string;
  readonly chunk?: string;
  /** What a server that is not asked for anything in particular says, and how many times. */
  readonly usual: number;
  readonly times?: number;
}

function requestOf(shape: Shape, expects: fc.Arbitrary<readonly Expectation[]>): fc.Arbitrary<Request> {
  const { usual, times = 1, ...request } = shape;
  const byDefault: Expectation = {
    kind: 'reply',
    optional: false,
    codes: String(usual),
    lines: [{ kind: 'code' }],
  };
  return fc
    .tuple(expects, asserts)
    .chain(([expected, asserted]) =>
      fc
        .tuple(
          ...(expected.length === 0 ? Array<Expectation>(times).fill(byDefault) : expected).map(answerTo),
        )
        .map((each) => ({ ...request, expects: expected, asserts: asserted, answers: each.flat() })),
    );
}

const COMMANDS: readonly ((id: number) => Shape)[] = [
  (id) => ({ kind: 'command', wire: `NOOP ${id}`, usual: 250 }),
  (id) => ({ kind: 'command', wire: `MAIL FROM:<a${id}@example.com>`, usual: 250 }),
  (id) => ({ kind: 'command', wire: `RCPT TO:<b${id}@example.com>`, usual: 250 }),
  (id) => ({ kind: 'command', wire: `VRFY x${id}`, usual: 250 }),
  () => ({ kind: 'command', wire: 'RSET', usual: 250 }),
];
const RAW = (id: number): Shape => ({ kind: 'raw', wire: `NOOP ${id}`, usual: 250 });
const GROUPED = COMMANDS.slice(0, 3);

const silence = fc.constant<Expectation>({ kind: 'silence' });
const close = fc.constant<Expectation>({ kind: 'close' });

/** Whatever may be recorded below a line that stands by itself. */
const anyExpects: fc.Arbitrary<readonly Expectation[]> = mostly<readonly Expectation[]>(
  firstReplyTo(OK).map((expect) => [expect]),
  fc.constant([]),
  fc.constant([{ kind: 'reply', optional: false, codes: '', lines: [{ kind: 'elision' }] }]),
  fc.tuple(replyTo(OK, true), replyTo(OK)),
  replyTo(OK, true).map((expect) => [expect]),
  fc.tuple(replyTo(OK), replyTo(OK, true)),
  fc.tuple(replyTo(OK), silence),
  fc.tuple(replyTo(OK), replyTo(OK)),
  close.map((expect) => [expect]),
  silence.map((expect) => [expect]),
);
const none = fc.constant<readonly Expectation[]>([]);

type Groups = readonly (readonly Request[])[];

function single(id: number): fc.Arbitrary<Groups> {
  return mostly(fc.constantFrom(...COMMANDS), fc.constant(RAW))
    .chain((shape) => requestOf(shape(id), anyExpects))
    .map((request) => [[request]]);
}

/** Several lines, and below them the replies to all of them or to the last ones. */
function several(
  shapes: readonly Shape[],
  recorded: number,
  last = OK as readonly string[],
): fc.Arbitrary<readonly Request[]> {
  return fc.tuple(
    ...shapes.map((shape, at) => {
      const isLast = at === shapes.length - 1;
      const isRecorded = at >= shapes.length - recorded;
      const expects = isRecorded ? replyTo(isLast ? last : OK).map((expect) => [expect]) : none;
      // What is asserted below the last of several lines is about the reply above it.
      return requestOf(shape, expects).map((request) => (isRecorded ? request : { ...request, asserts: [] }));
    }),
  );
}

function groupOf(id: number): fc.Arbitrary<Groups> {
  return fc
    .tuple(fc.array(fc.constantFrom(...GROUPED), { minLength: 2, maxLength: 4 }), fc.nat(20))
    .chain(([shapes, left]) => {
      const all = shapes.map((shape, at) => shape(id * 10 + at));
      return several(all, left === 0 ? all.length - 1 : all.length);
    })
    .map((requests) => [requests]);
}

function lockStep(shape: Shape, codes: readonly string[]): fc.Arbitrary<readonly Request[]> {
  const expects = mostly<readonly Expectation[]>(
    replyTo(codes).map((expect) => [expect]),
    none,
    replyTo(codes, true).map((expect) => [expect]),
  );
  return requestOf(shape, expects).map((request) => [request]);
}

const DATA: Shape = { kind: 'command', wire: 'DATA', usual: 354 };
const CHALLENGE = ['354', '3xx', '35x', '250|354'];

/** A transaction of its own, in one way or the other. */
function transaction(id: number, lmtp: boolean): fc.Arbitrary<Groups> {
  return fc
    .record({
      recipients: fc.integer({ min: 1, max: 3 }),
      isGrouped: fc.boolean(),
      isBdat: fc.nat(3).map((number) => number === 0),
      isPrdr: fc.nat(3).map((number) => number === 0 && !lmtp),
      /** How many more replies than recipients are recorded. */
      more: fc.constantFrom(0, 0, 0, 0, 0, 1, -1),
      isUnrecorded: fc.nat(6).map((number) => number === 0),
      isOptional: fc.nat(9).map((number) => number === 0),
      isFollowed: fc.nat(2).map((number) => number === 0),
    })
    .chain(({ recipients, isGrouped, isBdat, isPrdr, more, isUnrecorded, isOptional, isFollowed }) => {
      const mail: Shape = {
        kind: 'command',
        wire: `MAIL FROM:<a${id}@example.com>${isPrdr ? ' PRDR' : ''}`,
        usual: 250,
      };
      const rcpts = Array.from({ length: recipients }, (_, at): Shape => ({
        kind: 'command',
        wire: `RCPT TO:<b${id}${at}@example.com>`,
        usual: 250,
      }));
      const answersEach = lmtp || isPrdr;
      const before = isBdat ? [mail, ...rcpts] : [mail, ...rcpts, DATA];
      const opening: fc.Arbitrary<Groups> = isGrouped
        ? several(before, before.length, isBdat ? OK : CHALLENGE).map((requests) => [requests])
        : fc.tuple(
            ...before.map((shape) => {
              if (shape !== DATA) return lockStep(shape, OK);
              // Several replies below a message would be those to its DATA, too, if that had none.
              return answersEach ? several([shape], 1, CHALLENGE) : lockStep(shape, CHALLENGE);
            }),
          );
      const shape: Shape = isBdat
        ? {
            kind: 'command',
            wire: 'BDAT 4 LAST',
            chunk: 'ab',
            usual: 250,
            times: answersEach ? recipients : 1,
          }
        : { kind: 'content', wire: '', usual: 250, times: answersEach ? recipients : 1 };
      const count = Math.max(1, answersEach ? recipients + more : 1);
      const expects = fc.tuple(
        ...(isPrdr ? [replyTo(['353'])] : []),
        ...Array.from({ length: isPrdr ? count + 1 : count }, (_, at) =>
          replyTo(OK, isOptional && at === count - 1),
        ),
      );
      const closing: fc.Arbitrary<readonly Request[]> =
        isFollowed && !answersEach
          ? several([shape, { kind: 'command', wire: `NOOP ${id}99`, usual: 250 }], 2)
          : requestOf(shape, isUnrecorded ? none : expects).map((request) => [request]);
      return fc.tuple(opening, closing).map(([first, last]): Groups => [...first, last]);
    });
}

/** Of the dialogue of `AUTH LOGIN`. */
export const LAST_RESPONSE = 'cGFzcw==';

function auth(): fc.Arbitrary<Groups> {
  const more = ['334', '3xx', '334'];
  return fc.tuple(
    lockStep({ kind: 'command', wire: 'AUTH LOGIN', usual: 334 }, more).map(withoutOptional),
    lockStep({ kind: 'response', wire: 'dXNlcg==', usual: 334 }, [...more, '334|235']).map(withoutOptional),
    lockStep({ kind: 'response', wire: LAST_RESPONSE, usual: 235 }, ['235', '2xx', '235|535']).map(
      withoutOptional,
    ),
  );
}

/** A challenge that may be missing leaves it open whether there is an exchange at all. */
function withoutOptional(requests: readonly Request[]): readonly Request[] {
  return requests.map((request) => ({
    ...request,
    expects: request.expects.map((expect) =>
      expect.kind === 'reply' ? { ...expect, optional: false } : expect,
    ),
  }));
}

function ehlo(id: number, lmtp: boolean): fc.Arbitrary<Groups> {
  const keyword = fc.constantFrom('PIPELINING', 'SIZE 100', 'SIZE', 'AUTH PLAIN LOGIN', 'AUTH LOGIN', 'DSN');
  const line = fc.oneof(
    { arbitrary: keyword.map((text): PatternLine => ({ kind: 'text', text })), weight: 5 },
    { arbitrary: elision, weight: 1 },
    { arbitrary: fc.constant<PatternLine>({ kind: 'code' }), weight: 1 },
  );
  const first = fc.oneof(
    { arbitrary: fc.constant<PatternLine>({ kind: 'text', text: 'mail.example.com' }), weight: 4 },
    { arbitrary: elision, weight: 1 },
    { arbitrary: fc.constant<PatternLine>({ kind: 'code' }), weight: 1 },
  );
  const last = keyword.map((text): PatternLine => ({ kind: 'text', text }));
  const expects = fc
    .tuple(first, fc.array(line, { maxLength: 2 }), last, fc.constantFrom('250', '250', '250', '550'))
    .map(([head, rest, tail, codes]): readonly Expectation[] => [
      { kind: 'reply', optional: false, codes, lines: [head, ...rest, tail] },
    ]);
  const offer = fc
    .tuple(fc.constantFrom(250, 250, 250, 250, 550), fc.uniqueArray(keyword, { minLength: 1, maxLength: 5 }))
    .map(([code, keywords]): readonly Item[] => [
      { kind: 'reply', code, lines: ['mail.example.com', ...keywords] },
    ]);
  return fc.tuple(expects, offer).map(([expected, answers]): Groups => [
    [
      {
        kind: 'command',
        wire: `${lmtp ? 'LHLO' : 'EHLO'} x${id}.example.com`,
        expects: expected,
        asserts: [],
        answers,
      },
    ],
  ]);
}

/** EHLO with or without PIPELINING, which nearly all conversations begin with. */
function hello(lmtp: boolean): fc.Arbitrary<Groups> {
  return fc.boolean().map((offers): Groups => [
    [
      {
        kind: 'command',
        wire: `${lmtp ? 'LHLO' : 'EHLO'} client.example.com`,
        expects: [{ kind: 'reply', optional: false, codes: '250', lines: [{ kind: 'code' }] }],
        asserts: [],
        answers: [
          { kind: 'reply', code: 250, lines: ['mail.example.com', ...(offers ? ['PIPELINING'] : []), 'DSN'] },
        ],
      },
    ],
  ]);
}

export const scenarios: fc.Arbitrary<Scenario> = fc.boolean().chain((lmtp) =>
  fc
    .record({
      lmtp: fc.constant(lmtp),
      match: fc.constantFrom('code' as const, 'text' as const),
      onFailure: fc.constantFrom('stop' as const, 'continue' as const),
      pipelining: fc.constantFrom('auto' as const, 'auto' as const, 'on' as const, 'off' as const),
      greeting: requestOf(
        { kind: 'command', wire: '', usual: 220 },
        mostly<readonly Expectation[]>(
          firstReplyTo(['220', '2xx']).map((expect) => [expect]),
          none,
          fc.tuple(replyTo(['220'], true), replyTo(['220', '554'])),
        ),
      ).map(({ expects, asserts: asserted, answers }) => ({ expects, asserts: asserted, answers })),
      hello: hello(lmtp),
      parts: fc
        .array(fc.constantFrom('single', 'single', 'group', 'transaction', 'transaction', 'auth', 'ehlo'), {
          minLength: 1,
          maxLength: 4,
        })
        .chain((kinds) => fc.tuple(...kinds.map((kind, at) => part(kind, at + 1, lmtp)))),
    })
    .map(({ hello: first, parts, ...rest }) => ({ ...rest, groups: join([...first, ...parts.flat()]) })),
);

/** Lines with no reply between them are one group, whoever thought of them. */
function join(groups: Groups): Groups {
  const joined: Request[][] = [];
  for (const group of groups) {
    const before = joined.at(-1);
    const last = before?.at(-1);
    const owes = last?.expects.length === 0;
    if (before === undefined || last === undefined || !owes) joined.push([...group]);
    else if (!group.every(({ expects }) => expects.length === 0 || isOneReply(expects))) {
      // The first of several replies would be taken for that to the line before.
      before[before.length - 1] = { ...last, expects: [ANYTHING] };
      joined.push([...group]);
    } else if (last.asserts.length > 0) joined.push([...group]);
    else before.push(...group);
  }
  return joined;
}

const ANYTHING: Expectation = {
  kind: 'reply',
  optional: false,
  codes: '2xx|3xx|4xx|5xx',
  lines: [{ kind: 'code' }],
};

function isOneReply([first, ...more]: readonly Expectation[]): boolean {
  return more.length === 0 && (first?.kind !== 'reply' || !first.optional);
}

function part(kind: string, id: number, lmtp: boolean): fc.Arbitrary<Groups> {
  switch (kind) {
    case 'group':
      return groupOf(id);
    case 'transaction':
      return transaction(id, lmtp);
    case 'auth':
      return auth();
    case 'ehlo':
      return ehlo(id, lmtp);
    default:
      return single(id);
  }
}
