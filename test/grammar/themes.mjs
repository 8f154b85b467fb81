// The classes of reply codes, and the other parts of a line that the eye has to tell apart, have colours of their own in
// the editor's default themes. themes.json holds those rules of the real themes that can apply to these grammars.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { coloursOf } from './grammars.mjs';

const { themes } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'themes.json'), 'utf8'));
const CODES = ['250', '354', '450', '550'];

/**
 * The least distances in CIELAB that count as different here, where 2.3 is just noticeable: the classes of codes are told
 * apart from afar, neighbouring parts of a line while reading it.
 */
const CODES_APART = 20;
const PARTS_APART = 12;

const ANNOTATED = [
  'S: 250 2.0.0 a',
  'S: 354 b',
  'C: .',
  'S: 450 4.0.0 c',
  'S: 550 5.0.0 d',
  'S: 2xx',
  'S: 5xx',
];
const BARE = ['250 2.0.0 a', '354 b', '.', '450 4.0.0 c', '550 5.0.0 d'];
const LOG = [
  '    1ms      S: 250 2.0.0 a',
  '    1ms  TLS S: 354 b',
  '    1ms      S: 450 4.0.0 c',
  '    1ms      S: 550 5.0.0 d',
  '         ✗ line 3: expected 250, got 550 5.0.0 d',
];

/** Each check of each theme. */
export const checks = themes.flatMap((theme) => [
  { name: `${theme.name}: annotated reply codes`, run: () => checkCodes(theme, 'source.smtp', ANNOTATED) },
  { name: `${theme.name}: bare reply codes`, run: () => checkCodes(theme, 'source.smtp', BARE) },
  { name: `${theme.name}: reply codes of a run`, run: () => checkCodes(theme, 'source.smtp-log', LOG) },
  { name: `${theme.name}: parts of a line`, run: () => checkParts(theme) },
]);

async function checkCodes(theme, scopeName, lines) {
  const pieces = (await coloursOf(theme, scopeName, lines)).flat();
  const colourOf = (text) => {
    const found = pieces.filter((piece) => piece.text.trim() === text).map((piece) => piece.colour);
    assert.notEqual(found.length, 0, `no token “${text}” in ${JSON.stringify(pieces)}`);
    assert.equal(new Set(found).size, 1, `“${text}” has several colours`);
    return found[0];
  };
  const classes = CODES.map((code) => ({ what: code, colour: colourOf(code) }));
  assertApart([...classes, { what: 'plain text', colour: theme.foreground }], CODES_APART);
  for (const [enhanced, code] of [
    ['2.0.0', '250'],
    ['4.0.0', '450'],
    ['5.0.0', '550'],
  ]) {
    assert.equal(colourOf(enhanced), colourOf(code), `${enhanced} has the colour of ${code}`);
  }
}

async function checkParts(theme) {
  const lines = [
    '# comment',
    'S: 250 text',
    'C: MAIL FROM:<alice@example.org> SIZE=100',
    'C: DATA',
    'C: Subject: hello',
    'C: .',
  ];
  const tokens = await coloursOf(theme, 'source.smtp', lines);
  const colourOf = (line, text) => {
    const piece = tokens[line].find((each) => each.text.trim() === text);
    assert.ok(piece !== undefined, `no token “${text}” in ${JSON.stringify(tokens[line])}`);
    return piece.colour;
  };
  const plain = { what: 'plain text', colour: theme.foreground };
  const client = { what: 'C', colour: colourOf(2, 'C') };
  const verb = { what: 'verb', colour: colourOf(2, 'MAIL FROM') };
  const address = { what: 'address', colour: colourOf(2, 'alice@example.org') };
  assertApart([client, { what: 'S', colour: colourOf(1, 'S') }, plain], PARTS_APART);
  assertApart([client, verb, address, plain], PARTS_APART);
  assertApart([verb, address, { what: 'parameter', colour: colourOf(2, 'SIZE') }], PARTS_APART);
  assertApart(
    [
      { what: 'header', colour: colourOf(4, 'Subject') },
      { what: 'value', colour: colourOf(4, 'hello') },
    ],
    PARTS_APART,
  );
  assertApart([{ what: 'comment', colour: colourOf(0, '# comment') }, verb, plain], PARTS_APART);
  assert.equal(colourOf(5, '.'), verb.colour, 'the terminator is control, as a verb is');
}

function assertApart(items, least) {
  for (const [index, one] of items.entries()) {
    for (const other of items.slice(index + 1)) {
      const distance = colourDistance(one.colour, other.colour);
      const pair = `${one.what} ${one.colour} and ${other.what} ${other.colour}`;
      assert.ok(distance >= least, `${pair} are only ${distance.toFixed(1)} apart`);
    }
  }
}

/** CIE76: the Euclidean distance in CIELAB. */
function colourDistance(one, other) {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function lab(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
  const [fx, fy, fz] = [x, y, z].map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116));
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}
