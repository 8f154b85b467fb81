// Tokenising is linear: twice the text takes about twice the time, whatever the text.
import assert from 'node:assert/strict';
import { tokenisingTime } from './grammars.mjs';

/** How much longer twice the text may take; quadratic behaviour shows as 4. */
const RATIO = 3;
/** Below this many milliseconds a measurement is noise, and nobody waits. */
const TOO_SHORT = 40;
/** Above this many, another attempt would only show the same. */
const TOO_LONG = 5_000;
const ATTEMPTS = 5;
const LINE = 100_000;
const BODY_LINES = 20_000;

const content = ['S: 354', 'C: Subject: x', 'C:'];
const auth = ['C: AUTH LOGIN'];

/** Lines of which one is as long as asked for, each made to lead some pattern astray. */
const LONG_LINES = {
  'a body of letters': (n) => [...content, `C: ${'a'.repeat(n)}`],
  'nearly base64 in a body': (n) => [...content, `C: ${'QUJD'.repeat(n / 4)}!`],
  'a header without an end': (n) => ['S: 354', `C: ${'x'.repeat(n)}`],
  'parameters of a header': (n) => ['S: 354', `C: X: ${'a=b; '.repeat(n / 5)}`],
  'encoded words that do not close': (n) => ['S: 354', `C: X: ${'=?u?q?'.repeat(n / 6)}`],
  variables: (n) => ['C: NOOP', `C: NOOP ${'{{x}} '.repeat(n / 6)}`],
  'braces that do not close': (n) => [`C: NOOP ${'{{x '.repeat(n / 4)}`],
  'nothing but braces': (n) => [`C: NOOP ${'{'.repeat(n)}`],
  'nearly base64 in a response': (n) => [...auth, `C: ${'QUJD'.repeat(n / 4)} !`],
  'an action that does not close': (n) => [`C: <${'a b '.repeat(n / 4)}`, `S: <${'a b '.repeat(n / 4)}`],
  dots: (n) => [`C: ${'. '.repeat(n / 2)}x`, `S: ${'... '.repeat(n / 4)}x`],
  'white space': (n) => [
    `### a${' '.repeat(n)}b`,
    `C: MAIL FROM:${' '.repeat(n)}x`,
    `S: 250${' '.repeat(n)}x`,
  ],
  addresses: (n) => [`C: MAIL FROM:${'<a@b'.repeat(n / 4)}`],
  parameters: (n) => [`C: MAIL FROM:<> ${'A=1 '.repeat(n / 4)}`],
  alternatives: (n) => [`S: 250${'|250'.repeat(n / 4)}!`],
  capabilities: (n) => [`S: 250-AUTH ${'PLAIN '.repeat(n / 6)}`],
  'a regular expression': (n) => [`S: 250 /${'(a+)+/'.repeat(n / 6)}/i`],
  slashes: (n) => [`S: 250 ${'/a '.repeat(n / 3)}!`, `?? text matches ${'/a '.repeat(n / 3)}`],
  escapes: (n) => [`C!: ${String.raw`\x00\q`.repeat(n / 6)}`],
  'words of a directive': (n) => [`# @tag ${'word 1s '.repeat(n / 8)}`],
  options: (n) => [`openssl s_client ${'-connect a:1 '.repeat(n / 13)}`],
  chatter: (n) => [`Connected to ${' closed'.repeat(n / 7)}`, `Connection to ${' close '.repeat(n / 7)}`],
  'a bare line': (n) => ['HELO x', 'a '.repeat(n / 2)],
  'a bare line of dots': (n) => ['HELO x', `${'... '.repeat(n / 4)}x`, `(${'x '.repeat(n / 2)}`],
  'escapes of quoted-printable': (n) => [
    'S: 354',
    'C: Content-Transfer-Encoding: quoted-printable',
    'C:',
    `C: ${'=3D='.repeat(n / 4)}`,
  ],
  arrows: (n) => [`>>> ${'>>> '.repeat(n / 4)}`, `=== ${'Trying a:1...'.repeat(n / 13)}`],
  'an indent': (n) => [
    'HELO x',
    `${' '.repeat(n)}x`,
    '### x',
    'C: NOOP',
    `${' '.repeat(n)}x`,
    `C: ${' '.repeat(n)}x`,
  ],
  'an indent in a message': (n) => [...content, `${' '.repeat(n)}x`, `${' '.repeat(n)}. . .x`],
  'a remark that does not close': (n) => [
    ...[`C: {${'a b '.repeat(n / 4)}`, `{${'a '.repeat(n / 2)}`],
    ...['C: BDAT 86', `C: (${'a b '.repeat(n / 4)}`],
  ],
};

/** Many lines, of which each keeps a deep state going. */
const LONG_FILES = {
  'a body': (n) => [
    ...content,
    ...repeat(n, 'C: Some words, {{name}}, and a colon: here.'),
    'C: .',
    'S: 250',
  ],
  'a bare body': (n) => [
    'DATA',
    '354 go',
    'Subject: x',
    '',
    ...repeat(n, 'Some words of a body.'),
    '.',
    '250 ok',
  ],
  'a body of base64': (n) => [
    ...content,
    ...repeat(n, `C: ${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0'.repeat(2)}`),
  ],
  'a body of HTML that never closes': (n) => [
    ...['S: 354', 'C: Content-Type: text/html', 'C:'],
    ...repeat(n, 'C: <p class="x" title="y'),
  ],
  'a body of JSON that never closes': (n) => [
    ...['354 go', 'Content-Type: application/json', ''],
    ...repeat(n / 100, '{"a": 1'),
    ...repeat(n, '1, 2, 3'),
  ],
  'parts of all types': (n) =>
    repeat(
      n / 8,
      ...[
        'S: 354',
        'C: --b',
        'C: Content-Type: text/html',
        'C:',
        'C: <a',
        'C: --b',
        'C: Content-Transfer-Encoding: base64',
        'C: AA',
      ],
    ),
  'a body of boundaries': (n) => [...content, ...repeat(n / 2, 'C: --frontier', 'C: X: y')],
  'a header section': (n) => ['S: 354', ...repeat(n / 2, 'C: X-Field: value', 'C:  folded')],
  'a conversation': (n) =>
    repeat(n / 4, 'C: MAIL FROM:<a@b.example>', 'S: 250 2.1.0 ok', 'C: RSET', 'S: 250'),
  'comments in a message': (n) => [
    ...content,
    ...repeat(n / 4, '# a comment', 'C: Some words.', '', '   ...'),
  ],
  'chatter of s_client': (n) => [
    'CONNECTED(00000003)',
    ...repeat(n / 2, 'MIIFazCCBFOgAwIBAgISA0VxYW1wbGVl', ''),
  ],
  'a message of RFC 821': (n) => ['R: 220', 'S: DATA', 'R: 354', ...repeat(n, 'S: Some words of a body.')],
  'a conversation of swaks': (n) => repeat(n / 4, ' ~> AUTH LOGIN', '<~  334 QUJD', ' ~> QUJD', '<~  235 ok'),
  transcripts: (n) => repeat(n / 4, '### One', 'C: DATA', 'S: 354', 'C: no end'),
};

const LOG = {
  'a run': (n) =>
    repeat(n / 2, '    1ms  TLS C: MAIL FROM:<a@b.example>', '    2ms  TLS S: 550 5.1.1 no such user'),
  'a message in a run': (n) => ['    1ms      C: DATA', ...repeat(n, '    0ms      C: Some words.')],
};

/** Each check of each shape. */
export const checks = [
  ...shapes(LONG_LINES, 'source.smtp', LINE, 'a line of 100 kB'),
  ...shapes(LONG_FILES, 'source.smtp', BODY_LINES, '20,000 lines'),
  ...shapes(LOG, 'source.smtp-log', BODY_LINES, '20,000 lines'),
];

function shapes(table, scopeName, size, unit) {
  return Object.entries(table).map(([name, lines]) => ({
    name: `${unit}: ${name}`,
    run: () => checkLinear(scopeName, lines, size),
  }));
}

/** The best ratio of some attempts counts, as a machine that does other things too only ever makes it worse. */
async function checkLinear(scopeName, lines, size) {
  const ratios = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const once = await tokenisingTime(scopeName, lines(size));
    const twice = await tokenisingTime(scopeName, lines(2 * size));
    if (twice < TOO_SHORT || twice / once <= RATIO) return;
    ratios.push(`${once.toFixed()} → ${twice.toFixed()} ms`);
    if (twice > TOO_LONG) break;
  }
  assert.fail(`twice the text takes more than ${RATIO} times as long: ${ratios.join(', ')}`);
}

function repeat(count, ...lines) {
  return Array.from({ length: Math.floor(count) }, () => lines).flat();
}
