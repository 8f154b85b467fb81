// language-configuration.json: its regular expressions do to real lines what they are there for.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './grammars.mjs';

const ts = createRequire(import.meta.url)('typescript');
const file = path.join(root, 'language-configuration.json');
// The editor reads JSON with comments here, and so does TypeScript for its own configuration.
export const { config, error } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));

/** What Enter at the end of the second line starts the next one with; undefined when no rule has a say. */
const ENTER = [
  ['S: 250 ok', 'C: EHLO client.example', ''],
  ['S: 250 ok', 'C: MAIL FROM:<alice@example.org> SIZE=100', ''],
  ['S: 250 ok', 'C: RCPT TO: bob@example.com', ''],
  ['C: RCPT TO:<bob@example.com>', 'C: DATA', ''],
  ['S: 250 ok', 'C: AUTH LOGIN', ''],
  ['S: 250 ok', 'C: AUTH PLAIN AGFsaWNlAGh1bnRlcjI=', ''],
  ['S: 250 ok', 'C: AUTH PLAIN {{$plain alice {{$secret work}}}}', ''],
  ['S: 334 VXNlcm5hbWU6', 'C: YWxpY2U=', ''],
  ['S: 334', 'C: user: in clear', ''],
  ['C: DATA', 'S: 354 Go ahead', 'C: '],
  ['C: DATA', '  s: 354', 'C: '],
  ['S: 354', 'C: Subject: hello', 'C: '],
  ['S: 354', 'C: no header', 'C: '],
  ['C: From: alice@example.org', 'C:  folded', 'C: '],
  ['C: From: alice@example.org', 'C:', 'C: '],
  ['C: From: alice@example.org', 'C: ', 'C: '],
  ['C:', 'C: Dear Bob,', 'C: '],
  ['C: Dear Bob,', 'C: I need help with this.', 'C: '],
  ['C: Dear Bob,', 'C: Help me, please.', 'C: '],
  ['C: Dear Bob,', 'C: Mail from: whom?', 'C: '],
  ['C: Bye', 'C: .', ''],
  ['S: 250 ok', 'C: BDAT 86', 'C: '],
  ['S: 250 ok', 'C: BDAT {{$size}} LAST', 'C: '],
  ['S: 250 ok', 'C: BDAT 0 LAST', ''],
  ['S: 250 ok', 'C: FROB', undefined],
  ['C: DATA', 'S: 250 ok', undefined],
  ['', 'EHLO client.example', undefined],
  ['', '# comment', undefined],
  ['### Title', '', undefined],
];

/** The word under the bar. */
const WORDS = [
  ['C: MAIL FROM:<ali|ce.b+tag@example.org>', 'alice.b+tag@example.org'],
  ['C: MA|IL FROM:<a@example.org>', 'MAIL'],
  ['C: MAIL FROM:<a@example.org> SI|ZE=100', 'SIZE'],
  ['C: MAIL FROM:<a@example.org> SIZE=1|00', '100'],
  ['C: Message-|ID: <x@example.org>', 'Message-ID'],
  ['C: Grüß|e, Bob.', 'Grüße'],
  ['C: See exam|ple.com.', 'example.com'],
  ['C: {{$rand|omInt 1 9}}', '$randomInt'],
  ['C: {{host|_name}}', 'host_name'],
  ['# @tls-ver|ify off', '@tls-verify'],
  ['@ho|st = x', '@host'],
  ['S: 250-SI|ZE 100', 'SIZE'],
  ['S: 2|50-SIZE 100', '250'],
  ['S: 2|50 ok', '250'],
  ['S: 550 5.|1.1 unknown', '5.1.1'],
  ['S: 250-AUTH PLAIN CRAM-|MD5', 'CRAM-MD5'],
];

export const checks = [
  { name: 'language configuration: is JSON with comments', run: () => assert.equal(error, undefined) },
  ...ENTER.map(([above, line, expected]) => ({
    name: `language configuration: Enter after “${line}” below “${above}”`,
    run: () => assert.equal(enter(above, line), expected),
  })),
  ...WORDS.map(([text, expected]) => ({
    name: `language configuration: word in “${text}”`,
    run: () => assert.equal(wordAt(text.replace('|', ''), text.indexOf('|')), expected),
  })),
  { name: 'language configuration: region markers', run: checkMarkers },
  { name: 'language configuration: a separator is no region marker', run: checkSeparator },
];

/** The editor's own order: the first rule of which every given pattern matches. */
function enter(above, line) {
  const rule = config.onEnterRules.find(
    ({ beforeText, afterText, previousLineText }) =>
      regex(beforeText).test(line) &&
      (afterText === undefined || regex(afterText).test('')) &&
      (previousLineText === undefined || regex(previousLineText).test(above)),
  );
  return rule === undefined ? undefined : (rule.action.appendText ?? '');
}

function wordAt(line, offset) {
  const { pattern, flags } = config.wordPattern;
  for (const match of line.matchAll(new RegExp(pattern, `g${flags}`))) {
    if (match.index <= offset && offset <= match.index + match[0].length) return match[0];
  }
  return undefined;
}

function checkMarkers() {
  const { start, end } = config.folding.markers;
  assert.match('# region Greeting', new RegExp(start));
  assert.match('  // #region', new RegExp(start));
  assert.match('# endregion', new RegExp(end));
  assert.doesNotMatch('# regional settings', new RegExp(start));
}

function checkSeparator() {
  assert.doesNotMatch('### region', new RegExp(config.folding.markers.start));
}

function regex(value) {
  return typeof value === 'string' ? new RegExp(value) : new RegExp(value.pattern, value.flags);
}
