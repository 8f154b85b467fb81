// The test suites, in the order in which they run, and what each needs of the machine.
import {
  ensureChromium,
  ensureEditorHost,
  findEditorHost,
  isSupported,
  missingHostTools,
} from './editorHost/install.mjs';
import { apt } from './mailServers/apt.mjs';
import { ensureMailServers } from './mailServers/install.mjs';
import { ensureNeovim, NEOVIM_PACKAGE } from './neovim.mjs';
import { bin, mayInstall } from './setup.mjs';

const mocha = (pattern, ...more) => [
  bin('mocha'),
  '--reporter',
  'test/support/reporter.cjs',
  ...more,
  pattern,
];

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string[]} command
 * @property {() => Promise<string | undefined>} [missing] what has to be installed by hand for it, in words
 */

/** Types, lint, format and unused code: CI runs them with the tests, a developer with `npm run check`. */
export const STATIC = { name: 'static', command: [process.execPath, 'scripts/check.mjs', '--static'] };

/** @type {readonly Suite[]} */
export const SUITES = [
  { name: 'unit', command: mocha('out/test/unit/**/*.test.js', '--timeout', '10000') },
  { name: 'golden', command: mocha('out/test/golden/**/*.test.js', '--timeout', '60000') },
  { name: 'grammar', command: [process.execPath, 'test/grammar/run.mjs'] },
  { name: 'fuzz', command: mocha('out/test/fuzz/**/*.test.js', '--timeout', '120000') },
  {
    name: 'integration',
    command: [process.execPath, 'test/integration/runTests.mjs'],
    missing: missingEditor,
  },
  {
    name: 'editors',
    command: mocha('out/test/editors/**/*.test.js', '--timeout', '60000'),
    missing: missingNeovim,
  },
  { name: 'ui', command: mocha('out/test/ui/**/*.test.js', '--timeout', '120000'), missing: missingEditor },
  { name: 'e2e', command: mocha('out/test/e2e/**/*.test.js', '--timeout', '60000'), missing: missingServers },
];

async function missingEditor() {
  if (!isSupported()) return 'Linux on x64 or arm64 (the editor host)';
  if ((await ensureChromium({ log: console.log, install: mayInstall() })) === undefined)
    return 'Chromium (apt-get install chromium)';
  const tools = findEditorHost() === undefined ? missingHostTools().map((tool) => tool.aptPackage) : [];
  if (tools.length > 0 && mayInstall()) {
    await apt('apt-get', 'update', '-qq');
    await apt('apt-get', 'install', '-y', '--no-install-recommends', ...tools);
  }
  try {
    await ensureEditorHost({ log: console.log });
    return undefined;
  } catch (error) {
    return error.message;
  }
}

async function missingNeovim() {
  const found = await ensureNeovim({ log: console.log, install: mayInstall() });
  return found === undefined ? `Neovim (apt-get install ${NEOVIM_PACKAGE})` : undefined;
}

async function missingServers() {
  const { missing } = await ensureMailServers({ log: console.log, install: mayInstall() });
  if (missing.length > 0)
    return `root on Debian or Ubuntu, to install and start mail servers (${missing.join(', ')})`;
  return process.getuid?.() === 0 ? undefined : 'root, to start mail servers';
}
