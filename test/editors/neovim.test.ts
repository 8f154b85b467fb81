import * as assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { ensureNeovim, NEOVIM_PACKAGE } from '../../scripts/neovim.mjs';

/** What attach.lua writes. */
interface Result {
  readonly problem?: string;
  readonly filetype: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly hover: string;
  readonly completion: readonly string[];
  readonly symbols: readonly string[];
  readonly hints: readonly { readonly line: number; readonly label: string }[];
  /** The lines where folds start. */
  readonly folds: readonly number[];
  readonly highlights: readonly number[];
  /** How many lines below its first each selection ends, from the innermost on. */
  readonly selections: readonly number[];
  readonly tokens: number;
  readonly links: readonly string[];
  readonly fixAll: readonly string[];
  readonly definition: number;
  /** Lines, counted from the one above the use. */
  readonly references: readonly number[];
  readonly typed?: string;
  readonly fixed: string;
  readonly diagnosticsAfterFix: readonly Diagnostic[];
  readonly renamed: readonly string[];
  readonly formatted: string;
}

interface Diagnostic {
  readonly line: number;
  readonly severity: number;
  readonly code?: string;
}

const FILE = 'examples/mistakes.smtp';

describe('Neovim', () => {
  let result: Result;
  let lines: readonly string[];

  before(async function () {
    const neovim = await ensureNeovim({ log: () => undefined, install: false });
    if (neovim === undefined) {
      if (process.env['CI'] !== undefined) throw new Error(`The package ${NEOVIM_PACKAGE} is needed.`);
      this.skip();
    }
    lines = (await readFile(FILE, 'utf8')).split('\n');
    result = await attach(neovim);
  });

  const lineOf = (start: string): number => lines.findIndex((line) => line.startsWith(start)) + 1;
  /** Errors and warnings; the rest is advice. */
  const mistakes = (found: readonly Diagnostic[]): number[] =>
    found.filter(({ severity }) => severity <= 2).map(({ line }) => line);

  it('knows a transcript by its name', () => assert.equal(result.filetype, 'smtp'));

  it('shows both mistakes of the example', () => {
    const expected = [lineOf('C: RCPT:'), lineOf('C: This is a message')];
    assert.deepEqual(mistakes(result.diagnostics), expected);
  });

  it('tells what a command is', () => {
    assert.match(result.hover, /AUTH/);
    assert.match(result.hover, /RFC 4954/);
  });

  it('completes commands', () => {
    for (const verb of ['MAIL', 'RSET', 'QUIT'])
      assert.ok(
        result.completion.some((label) => label.startsWith(verb)),
        `${verb} is not in ${result.completion.join(', ')}`,
      );
  });

  it('lists the transcripts', () => {
    assert.ok(result.symbols.includes('A conversation with two mistakes'), result.symbols.join(', '));
  });

  it('applies a quick fix, and hears that the mistake is gone', () => {
    assert.equal(result.fixed, 'C: RCPT TO:<someone@example.net>');
    assert.deepEqual(mistakes(result.diagnosticsAfterFix), [lineOf('C: This is a message')]);
  });

  it('mends the rest as a source action', () => assert.deepEqual(result.fixAll, ['source.fixAll.smtp']));

  it('decodes challenges and user names, and no password, as inlay hints', () => {
    const hints = result.hints.map(({ line, label }) => `${line}: ${label}`).join('\n');
    assert.match(hints, new RegExp(`^${lineOf('S: 334 VXN')}: .*Username:`, 'm'));
    assert.match(hints, new RegExp(`^${lineOf('C: dXNl')}: .*user@example\\.com`, 'm'));
    assert.doesNotMatch(hints, /: password$/m);
  });

  it('folds transcripts, replies and messages', () => {
    for (const start of ['### A', 'S: 250-localhost', 'C: MAIL', 'C: From'])
      assert.ok(result.folds.includes(lineOf(start)), `${start}: ${result.folds.join()}`);
  });

  it('highlights a command with its reply, and selects more and more', () => {
    assert.deepEqual([...new Set(result.highlights)].sort(), [lineOf('C: AUTH'), lineOf('C: AUTH') + 1]);
    assert.deepEqual(result.selections.slice(0, 1), [0]);
    assert.ok((result.selections.at(-1) ?? 0) > 20, result.selections.join());
  });

  it('has colours and links', () => {
    assert.ok(result.tokens > lines.length, String(result.tokens));
    assert.match(result.links.join(), /rfc5321/);
  });

  it('finds a variable’s definition and uses', () => {
    assert.equal(result.definition, 1);
    assert.equal(result.references.at(-1), 2);
    assert.equal(result.references.length, 2);
  });

  it('goes on with C: in a message', () => assert.equal(result.typed, 'C: '));

  it('renames a variable behind text beyond ASCII', () => {
    assert.deepEqual(result.renamed, ['@person = jürgen 📮', 'c: NOOP {{person}}']);
  });

  it('formats', () => {
    assert.equal(result.formatted, 'C: NOOP {{person}}');
  });
});

/** Runs attach.lua on the example, in a Neovim that is set up as the documentation says, and in no other way. */
async function attach(neovim: string): Promise<Result> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'smtp-transcript-neovim-'));
  try {
    const configuration = path.join(folder, 'init.lua');
    await writeFile(configuration, await documented(isModern(neovim) ? 'neovim-0.11' : 'neovim-0.7'));
    const server = `exec '${process.execPath}' '${path.resolve('dist/cli.js')}' "$@"`;
    await writeFile(path.join(folder, 'smtp-transcript'), `#!/bin/sh\n${server}\n`, { mode: 0o755 });
    const file = path.join(folder, 'result.json');
    const args = [
      '--headless',
      '-u',
      configuration,
      '-i',
      'NONE',
      '-n',
      FILE,
      '-S',
      'test/editors/attach.lua',
    ];
    const child = spawn(neovim, args, {
      env: {
        ...process.env,
        PATH: [folder, process.env['PATH']].join(path.delimiter),
        HOME: folder,
        XDG_STATE_HOME: folder,
        XDG_CACHE_HOME: folder,
        XDG_CONFIG_HOME: folder,
        XDG_DATA_HOME: folder,
        RESULT: file,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const deadline = setTimeout(() => child.kill(), 50_000);
    await once(child, 'close');
    clearTimeout(deadline);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    assert.ok(text !== undefined, `Neovim wrote no result: ${output}`);
    const result = JSON.parse(text) as Result;
    assert.equal(result.problem, undefined);
    return result;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The code behind a marker in docs/editors.md. */
async function documented(marker: string): Promise<string> {
  const page = await readFile('docs/editors.md', 'utf8');
  const code = new RegExp(`<!-- ${marker} -->\\s*\`\`\`lua\\n(.*?)\`\`\``, 's').exec(page)?.[1];
  assert.ok(code !== undefined, `docs/editors.md has no ${marker}`);
  return code;
}

/** Whether it has `vim.lsp.config`. */
function isModern(neovim: string): boolean {
  const { stdout } = spawnSync(neovim, ['--version'], { encoding: 'utf8' });
  const [, major = '0', minor = '0'] = /v(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(major) > 0 || Number(minor) >= 11;
}
