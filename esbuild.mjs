// Builds what ships (dist/) and, with --tests, the tests (out/).
//
// The extension is CommonJS, which esbuild cannot split, so each room that is loaded on first use is an entry of
// its own and a dynamic import of it is rewritten to its bundle. That is what keeps activation small, and the command line
// quick to start: the engine, the rules and the embedded server's libraries are read from disk only when a person asks for them.
import { build, context } from 'esbuild';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const production = process.argv.includes('--production');
const root = import.meta.dirname;

/** Rooms that a dynamic `import()` loads from a bundle of their own; source path → bundle name. */
const LAZY = {
  'src/server/index.ts': 'server',
  'src/server/scripted/index.ts': 'scriptedServer',
  'src/server/certificate.ts': 'certificate',
  'src/languageServer/index.ts': 'languageServer',
  'src/extension/runs/index.ts': 'runs',
  'src/extension/features/index.ts': 'features',
  'src/cli/run.ts': 'cliRun',
  'src/cli/check.ts': 'cliCheck',
  'src/cli/serve.ts': 'cliServe',
  'src/cli/encode.ts': 'cliEncode',
  'src/cli/lsp.ts': 'cliLsp',
};

const lazyRooms = {
  name: 'lazy-rooms',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const target = path.relative(root, path.resolve(args.resolveDir, args.path)).replaceAll(path.sep, '/');
      const name = LAZY[`${target}.ts`] ?? LAZY[`${target}/index.ts`] ?? LAZY[target];
      return name === undefined ? undefined : { path: `./${name}.js`, external: true };
    });
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
  metafile: true,
};

const shipped = {
  ...common,
  entryPoints: {
    extension: 'src/extension/extension.ts',
    cli: 'src/cli/main.ts',
    ...Object.fromEntries(Object.entries(LAZY).map(([source, name]) => [name, source])),
  },
  outdir: 'dist',
  external: ['vscode'],
  // A bundle is loaded by require(): Node's import() of a CommonJS file reads it twice, to find out what it exports.
  supported: { 'dynamic-import': false },
  // Its CommonJS form requires its parts in a way that no bundler sees.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  plugins: [lazyRooms],
};

/** Every test file becomes one CommonJS file under out/, at the same path, with npm packages left to Node. */
function testBuild() {
  return {
    ...common,
    entryPoints: readdirSync(path.join(root, 'test'), { recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `test/${file}`),
    outbase: '.',
    outdir: 'out',
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'inline',
  };
}

const configurations = tests ? [testBuild()] : [shipped];
if (watch) {
  for (const configuration of configurations) await (await context(configuration)).watch();
} else {
  const folder = tests ? 'out' : 'dist';
  rmSync(path.join(root, folder), { recursive: true, force: true });
  mkdirSync(path.join(root, folder), { recursive: true });
  for (const configuration of configurations) {
    const { metafile } = await build(configuration);
    if (!tests) writeFileSync(path.join(root, folder, 'meta.json'), JSON.stringify(metafile));
  }
}
