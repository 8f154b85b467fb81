// The grammar guesses line by line what the parser knows. On real files the two must not differ: a line that runs as a
// command is not coloured as message text.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root, scopesOf } from './grammars.mjs';

const FOLDERS = ['examples', 'test/grammar/assertions', 'test/grammar/snapshots', 'test/unit/language/ok'];

/** Lines where the two are to differ, and why. One that no longer does is a failure too. */
const KNOWN = [
  ...['test/grammar/snapshots/auth.smtp', 'test/unit/language/ok/from-a-challenge.smtp'].map((file) => ({
    file,
    line: 'C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw',
    why: 'the grammar is cleverer on purpose: a transcript that begins with a challenge goes on with the response to it',
  })),
];

/** What a scope on a line says the line is; the first that the line has decides. */
const KINDS = [
  ['markup.heading.separator', 'separator'],
  ['comment.line.chatter', 'chatter'],
  ['comment.block.chatter', 'chatter'],
  ['comment.line', 'comment'],
  ['meta.directive', 'directive'],
  ['meta.definition.variable', 'variable'],
  ['meta.assertion', 'assertion'],
  ['meta.connection', 'connection'],
  ['keyword.control.terminator', 'terminator'],
  ['meta.include', 'include'],
  ['meta.line.client.raw', 'raw'],
  ['meta.header', 'content'],
  ['meta.content.body', 'content'],
  ['comment.block.note', 'note'],
  ['meta.line.client.response', 'response'],
  ['constant.numeric.reply', 'server'],
  ['meta.line.server', 'server'],
];

let parser;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.smtp'))
    .map((file) => `${folder}/${file}`),
);

export const checks = [
  ...files.map((file) => ({ name: `agrees with the parser: ${file}`, run: () => checkFile(file) })),
  { name: 'agrees with the parser: every known difference has its file', run: checkKnown },
];

async function checkFile(file) {
  parser ??= loadParser();
  const { parse } = await parser;
  const text = readFileSync(path.join(root, file), 'utf8');
  const { lines } = parse(text);
  const sources = lines.map(({ span }) => text.slice(span.start, span.end));
  const tokens = await scopesOf('source.smtp', sources);
  const differences = lines.flatMap((line, index) => {
    const source = sources[index];
    const [byParser, byGrammar] = [kindByParser(line), kindByGrammar(source, tokens[index])];
    if (byParser === byGrammar) return [];
    return [
      {
        source,
        told: `line ${index + 1}: ${byParser} to the parser, ${byGrammar} to the grammar: ${source}`,
      },
    ];
  });
  const known = KNOWN.filter((each) => each.file === file).map(({ line }) => line);
  const unknown = differences.filter(({ source }) => !known.includes(source)).map(({ told }) => told);
  const gone = known
    .filter((line) => !differences.some(({ source }) => source === line))
    .map((line) => `a known difference is none any more: ${line}`);
  assert.deepEqual([...unknown, ...gone], []);
}

function checkKnown() {
  assert.deepEqual(
    KNOWN.filter(({ file }) => !files.includes(file)),
    [],
  );
}

function kindByParser(line) {
  // Neither says anything about a line that nobody speaks, or about the rest of one that was wrapped.
  if (line.kind === 'bare' || (line.kind === 'note' && line.wrapped)) return 'command';
  if (line.kind === 'server' && line.pattern.kind === 'elision') return 'note';
  return line.kind;
}

function kindByGrammar(source, tokens) {
  const scopes = tokens.flatMap((token) => token.scopes);
  const known = KINDS.find(([scope]) =>
    scopes.some((each) => each === scope || each.startsWith(`${scope}.`)),
  );
  return known?.[1] ?? (source.trim() === '' ? 'blank' : 'command');
}

async function loadParser() {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'src/syntax/parse.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
