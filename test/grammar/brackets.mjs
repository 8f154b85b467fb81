// The pairs of brackets that the editor colours, and those that it takes for one too many: with the grammar and the language
// configuration, as package.json contributes them, a bracket is what stands in a token that may hold one and is no string.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRegistry, root, textmate } from './grammars.mjs';
import { config } from './languageConfiguration.mjs';

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const contribution = manifest.contributes.grammars.find(({ language }) => language === 'smtp');

/** A line below `C: EHLO`, and its brackets: none of them is one too many. */
const LINES = [
  ['C: NOOP x :-)', ''],
  ['C: NOOP a > b ) ] }}', ''],
  ['C: NOOP <x (y [z', ''],
  ['C: FROB x :-) }}', ''],
  ['C: MAIL FROM:<ann@[192.0.2.1]> x)', ''],
  ['C: MAIL FROM:<ann@example.com', ''],
  ['C: MAIL FROM:<{{me}}@{{$processEnv HOST}}>', '{{ }} {{ }}'],
  ['C: EHLO {{me}}', '{{ }}'],
  ['C: AUTH PLAIN {{$plain me {{$secret work}}}}', '{{ {{ }} }}'],
  ['C: NOOP {{$base64 "}} ("}} )', '{{ }}'],
  ['C: NOOP \\{{ x', ''],
  ['C!: NOOP > )\\r\\n', ''],
  ['S: 250 a > b :-) }}', ''],
  ['S: 250 /(?<id>\\d+) [}]}/', ''],
  ['S: <close>', ''],
  ['?? ehlo SIZE >= 1kB', ''],
  ['?? text includes {{me}}', '{{ }}'],
  ['# Well :-)', ''],
  ['# @tag a) b}}', ''],
  ['@me = x) {{$guid}}', '{{ }}'],
  ['### Smile :-)', ''],
  ['CONNECT smtp://[::1]:25', ''],
];

/** A line of a message. */
const CONTENT = [
  ['C: Hello :-)', ''],
  ['C: {"a": {"b": [1]}}', ''],
  ['C: > quoted', ''],
  ['C: From: {{me}} <ann@example.com>', '{{ }}'],
];

const check = ([line, expected], above) => ({
  name: `brackets: ${line}`,
  run: async () => {
    const found = (await bracketsOf([...above, line])).at(-1);
    assert.equal(found.join(' '), expected);
    assert.equal(tooMany(found), 0, 'an end without a start, or the other way round');
  },
});

export const checks = [
  ...LINES.map((each) => check(each, ['C: EHLO client.example.com'])),
  ...CONTENT.map((each) => check(each, ['C: DATA', 'S: 354', 'C: Subject: Hello', 'C:'])),
  {
    name: 'brackets: what does not end is one too many',
    run: async () => assert.equal(tooMany((await bracketsOf(['C: EHLO {{me}'])).at(-1)), 1),
  },
];

/** The brackets of each line in order, coloured or not. */
async function bracketsOf(lines) {
  const { tokenTypes = {}, balancedBracketScopes = ['*'], unbalancedBracketScopes = [] } = contribution;
  const grammar = await createRegistry().loadGrammarWithConfiguration('source.smtp', 1, {
    tokenTypes: Object.fromEntries(Object.entries(tokenTypes).map(([scope, type]) => [scope, TYPES[type]])),
    balancedBracketSelectors: balancedBracketScopes,
    unbalancedBracketSelectors: unbalancedBracketScopes,
  });
  const signs = [...config.brackets, ...config.colorizedBracketPairs].flat();
  const pattern = new RegExp(signs.map((sign) => sign.replace(/[[\](){}]/g, '\\$&')).join('|'), 'g');
  let state = textmate.INITIAL;
  return lines.map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine2(line, state);
    state = ruleStack;
    const found = [];
    for (let at = 0; at < tokens.length; at += 2) {
      const end = at + 2 < tokens.length ? tokens[at + 2] : line.length;
      if (mayHoldBrackets(tokens[at + 1])) found.push(...line.slice(tokens[at], end).matchAll(pattern));
    }
    return found.map(([bracket]) => bracket);
  });
}

/** As vscode-textmate numbers them. */
const TYPES = { other: 0, comment: 1, string: 2 };

/** The bits of a token's metadata that say what it is, and whether brackets count in it. */
function mayHoldBrackets(metadata) {
  return ((metadata >>> 8) & 3) === TYPES.other && (metadata & 0x400) !== 0;
}

function tooMany(brackets) {
  const ends = new Map(config.brackets);
  const open = [];
  let wrong = 0;
  for (const bracket of brackets) {
    if (ends.has(bracket)) open.push(ends.get(bracket));
    else if (open.at(-1) === bracket) open.pop();
    else wrong++;
  }
  return wrong + open.length;
}
