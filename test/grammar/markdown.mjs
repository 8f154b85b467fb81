// A fenced block `smtp` in Markdown has the scopes that its lines have in a file: in VS Code's own Markdown grammar, where an
// editor host is installed, and in a small one that does the same with fences, quotes and lists.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ensureEditorHost, findEditorHost, isSupported } from '../../scripts/editorHost/install.mjs';
import { MARKDOWN_GRAMMAR, markdownGrammar } from './embedded.mjs';
import { loadOniguruma, scopesOf } from './grammars.mjs';

const require = createRequire(import.meta.url);
const textmate = require('vscode-textmate');

const MARKDOWN = 'text.html.markdown';

const TRANSCRIPT = [
  '### A message',
  'CONNECT smtp://localhost:2525',
  'S: 220',
  'C: EHLO client.example.com',
  'S: 250-mail.example.com',
  'S: 250 SIZE',
  'C: DATA',
  'S: 354',
  'C: Subject: Hello',
  'C:',
  'C: # A heading, if it were Markdown',
  'C: .',
  'S: 250 /queued as (?<id>\\S+)/',
  '# a comment',
  '',
  '### A session from a terminal',
  '$ telnet mail.example.com 25',
  "Escape character is '^]'.",
  '220 mail.example.com',
  'AUTH LOGIN',
  '334 VXNlcm5hbWU6',
  'dXNlcg==',
  '235 2.7.0 Ok',
  'DATA',
  '354 Go ahead',
  'Subject: Hello',
  '',
  'Hi',
  '.',
  '250 Ok',
];

/** How a block stands in a document: what opens and closes it, and what each of its lines starts with. */
const PLACES = [
  ['at the margin', { before: ['# Title', ''], fence: '```', after: ['', '*emphasis*'] }],
  ['with tildes', { before: [], fence: '~~~', after: ['*emphasis*'] }],
  ['with attributes', { before: [], fence: '````', info: 'SMTP title="x"', after: [] }],
  ['in a quote', { before: ['> Quoted:', '>'], fence: '```', prefix: '> ', after: ['', 'text'] }],
  ['in a list', { before: ['- An item', ''], fence: '```', prefix: '  ', after: ['', 'text'] }],
  ['in a quoted list', { before: ['> - An item'], fence: '```', prefix: '>   ', after: ['', 'text'] }],
];

const hosts = [['a small Markdown grammar', path.join(import.meta.dirname, 'markdownHost.json')]];
const installed = await installedMarkdown();
if (installed !== undefined) hosts.push(['VS Code’s Markdown grammar', installed]);

export const checks = [
  { name: 'Markdown: the grammar is made of that of files', run: checkGenerated },
  ...hosts.flatMap(([host, file]) => [
    ...PLACES.map(([where, place]) => ({
      name: `Markdown: a block ${where}, in ${host}`,
      run: () => checkBlock(file, place),
    })),
    { name: `Markdown: another language is left alone, in ${host}`, run: () => checkOther(file) },
  ]),
];

async function checkGenerated() {
  const expected = await markdownGrammar();
  if (process.env.UPDATE === '1') writeFileSync(MARKDOWN_GRAMMAR, expected);
  const message = 'UPDATE=1 writes syntaxes/smtp.markdown.tmLanguage.json';
  assert.ok(readFileSync(MARKDOWN_GRAMMAR, 'utf8') === expected, message);
}

async function checkBlock(host, { before, fence, info = 'smtp', prefix = '', after }) {
  const block = [
    `${prefix}${fence}${info}`,
    ...TRANSCRIPT.map((line) => `${prefix}${line}`),
    `${prefix}${fence}`,
  ];
  const tokens = await markdownScopes(host, [...before, ...block, ...after]);
  const expected = await scopesOf('source.smtp', TRANSCRIPT);
  for (const [at, line] of TRANSCRIPT.entries()) {
    const actual = ownScopes(tokens[before.length + 1 + at], prefix.length);
    assert.deepEqual(actual, spread(expected[at]), `line ${at + 1} of the block: ${line}`);
  }
  for (const [at, line] of after.entries()) {
    const scopes = tokens[before.length + block.length + at].flatMap((token) => token.scopes);
    assert.ok(!scopes.includes('meta.embedded.block.smtp'), `the block does not end: ${line}`);
  }
}

async function checkOther(host) {
  const tokens = await markdownScopes(host, ['```text', 'C: QUIT', '```', '```smtp-log', 'C: QUIT', '```']);
  const scopes = tokens.flat().flatMap((token) => token.scopes);
  assert.ok(!scopes.includes('meta.embedded.block.smtp'));
}

/** The scopes of each character after the prefix, without those of the Markdown around it. */
function ownScopes(tokens, prefix) {
  return spread(tokens)
    .slice(prefix)
    .map((scopes) => scopes.replace(/^.*meta\.embedded\.block\.smtp ?/, ''));
}

function spread(tokens) {
  return tokens.flatMap(({ text, scopes }) =>
    [...text].map(() => scopes.filter((scope) => scope !== 'source.smtp').join(' ')),
  );
}

async function markdownScopes(host, lines) {
  const files = { [MARKDOWN]: host, 'markdown.smtp.codeblock': MARKDOWN_GRAMMAR };
  const registry = new textmate.Registry({
    onigLib: loadOniguruma(),
    loadGrammar: (scope) => {
      const file = files[scope];
      return Promise.resolve(
        file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file),
      );
    },
    getInjections: (scope) => (scope === MARKDOWN ? ['markdown.smtp.codeblock'] : []),
  });
  const grammar = await registry.loadGrammar(MARKDOWN);
  let state = textmate.INITIAL;
  return lines.map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes,
    }));
  });
}

/** CI has it installed, as the suites behind this one do, so that nothing is left out there. */
async function installedMarkdown() {
  const host = process.env.CI && isSupported() ? await ensureEditorHost() : findEditorHost();
  if (host === undefined) return undefined;
  const file = path.join(host.root, 'extensions/markdown-basics/syntaxes/markdown.tmLanguage.json');
  return existsSync(file) ? file : undefined;
}
