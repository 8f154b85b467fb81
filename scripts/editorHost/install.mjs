// Installs a real VS Code (server, extension host and web workbench) from the npm registry alone, for machines
// that cannot or should not download the desktop application. The package `code-server` 4.X.Y carries VS Code 1.X.Y.
// Nothing here needs the project's own dependencies, so that it can run before `npm ci`.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { killGroup, onProcessEnd } from './cleanup.mjs';

export { ensureChromium, findChromium } from './chromium.mjs';

/** The lowest VS Code that `engines.vscode` admits: what works here works on every later one. */
const HOST_VERSION = '4.100.3';
/** The Node that this VS Code is made for. It is fetched too, so the Node that runs the project doesn't matter. */
const NODE_VERSION = '20.20.2';
const RIPGREP_VERSION = '1.18.0';
/** Raise it when the steps of `build` change: a cache that was made by other steps is made anew. */
const RECIPE = `${HOST_VERSION}/node-${NODE_VERSION}/recipe-2`;

/**
 * Finds the editor host in the cache, or installs it there (about 30 s and 230 MB). Two processes may ask at once.
 * @param {{ log?: (line: string) => void }} options
 * @returns {Promise<{ root: string, run: string }>} the folder, and the executable that starts the server
 * @throws Error that says what to install, when a tool, the platform or the registry is missing
 */
export async function ensureEditorHost({ log = () => {} } = {}) {
  const ready = findEditorHost();
  if (ready !== undefined) return ready;
  if (!isSupported()) {
    throw new Error(
      `the editor host needs Linux on x64 or arm64, and this is ${os.platform()} on ${os.arch()}`,
    );
  }
  const missing = missingHostTools();
  if (missing.length > 0) {
    throw new Error(
      `the editor host can't be installed without ${missing.map((tool) => tool.command).join(', ')}; ` +
        `on Debian or Ubuntu: apt-get install -y ${missing.map((tool) => tool.aptPackage).join(' ')}`,
    );
  }
  return whileLocked(log, async () => {
    const made = findEditorHost();
    if (made !== undefined) return made;
    fs.mkdirSync(cacheFolder(), { recursive: true });
    log(`installing VS Code ${HOST_VERSION.replace(/^4/, '1')} from the npm registry (once, about 30 s)`);
    removeLeftovers();
    const work = fs.mkdtempSync(path.join(cacheFolder(), 'tmp-'));
    const removeWork = onProcessEnd(() => fs.rmSync(work, { recursive: true, force: true, maxRetries: 10 }));
    try {
      const built = await build(work, log);
      fs.rmSync(hostFolder(), { recursive: true, force: true });
      fs.renameSync(built, hostFolder());
    } finally {
      removeWork();
    }
    return hostAt(hostFolder());
  });
}

/** The editor host, if it is already in the cache. */
export function findEditorHost() {
  try {
    const marker = fs.readFileSync(path.join(hostFolder(), '.ready'), 'utf8');
    return marker === RECIPE ? hostAt(hostFolder()) : undefined;
  } catch {
    return undefined;
  }
}

/** What an installation needs and this machine lacks, each with the Debian package that brings it. */
export function missingHostTools() {
  return [
    { command: 'npm', aptPackage: 'npm' },
    { command: 'tar', aptPackage: 'tar' },
    { command: 'g++', aptPackage: 'g++' },
    { command: 'make', aptPackage: 'make' },
    { command: 'python3', aptPackage: 'python3' },
  ].filter((tool) => !isOnPath(tool.command));
}

/** Whether this platform can have an editor host at all. */
export function isSupported() {
  return os.platform() === 'linux' && (os.arch() === 'x64' || os.arch() === 'arm64');
}

function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'smtp-transcript', 'vscode-server');
}

/** Whoever holds the lock is alone, so each such folder was left behind by an installation that was killed outright. */
function removeLeftovers() {
  for (const name of fs.readdirSync(cacheFolder()).filter((entry) => entry.startsWith('tmp-'))) {
    try {
      fs.rmSync(path.join(cacheFolder(), name), { recursive: true, force: true });
    } catch {
      // An npm whose parent was killed may still be writing there. The next installation gets it.
    }
  }
}

const hostFolder = () => path.join(cacheFolder(), HOST_VERSION);
const hostAt = (root) => ({ root, run: path.join(root, 'run.sh') });

function isOnPath(command) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      fs.accessSync(path.join(folder, command), fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Makes the host inside `work`; answers the finished folder, marker included, ready to be renamed into place. */
async function build(work, log) {
  const app = path.join(work, 'app');
  const node = path.join(app, 'node');
  await unpack(
    work,
    `node-linux-${os.arch()}@${NODE_VERSION}`,
    node,
    ['package/bin/node', 'package/include'],
    1,
  );
  await unpack(work, `code-server@${HOST_VERSION}`, app, ['package/lib/vscode'], 3);
  log('installing its dependencies');
  // The shrinkwrap that comes with it lacks one peer dependency, which npm ci would refuse.
  await npm(app, 'ci', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps');
  // Without spdlog output channels stay empty; native-watchdog ends an extension host whose server is gone.
  log('building its two native modules');
  // The headers come from the same package as its Node: nothing is fetched from nodejs.org.
  await npm(app, 'rebuild', '@vscode/spdlog', 'native-watchdog', `--nodedir=${node}`);
  await run(app, path.join(node, 'bin', 'node'), [
    '-e',
    'require("@vscode/spdlog"); require("native-watchdog")',
  ]);
  // Searching (workspace.findFiles) runs ripgrep, which the dependency's own script would fetch from GitHub.
  const ripgrep = path.join(app, 'node_modules', '@vscode', 'ripgrep', 'bin');
  await unpack(work, `@vscode/ripgrep-linux-${os.arch()}@${RIPGREP_VERSION}`, ripgrep, ['package/bin/rg'], 2);
  // The workbench asks for its grammars and WebAssembly under this name; code-server's own script makes the same link.
  fs.symlinkSync('node_modules', path.join(app, 'node_modules.asar'));
  fs.rmSync(path.join(node, 'include'), { recursive: true });
  fs.rmSync(path.join(app, 'node_modules', '@vscode', 'spdlog', 'build', 'Release', 'obj.target'), {
    recursive: true,
    force: true,
  });
  fs.writeFileSync(path.join(app, 'launch.mjs'), LAUNCHER);
  fs.writeFileSync(path.join(app, 'run.sh'), STARTER, { mode: 0o755 });
  fs.writeFileSync(path.join(app, '.ready'), RECIPE);
  return app;
}

/**
 * With EDITOR_HOST_LIFELINE set, the server ends with its whole process group when its standard input closes. So it
 * goes even when the process that started it was killed in a way that let it clean up nothing.
 */
const LAUNCHER = `import * as path from 'node:path';
if (process.env.EDITOR_HOST_LIFELINE !== undefined) {
  delete process.env.EDITOR_HOST_LIFELINE;
  process.stdin.resume().on('close', () => process.kill(-process.pid, 'SIGKILL'));
}
process.argv[1] = path.join(import.meta.dirname, 'out', 'server-main.js');
await import(process.argv[1]);
`;

const STARTER = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/node/bin/node" "$here/launch.mjs" "$@"
`;

/** Fetches a package (npm checks its integrity) and unpacks some of its entries without running anything of it. */
async function unpack(work, packageSpec, target, entries, strip) {
  const folder = fs.mkdtempSync(path.join(work, 'pack-'));
  await npm(folder, 'pack', packageSpec);
  const archive = fs.readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm pack ${packageSpec} made no archive`);
  fs.mkdirSync(target, { recursive: true });
  await run(folder, 'tar', [
    '-xzf',
    archive,
    '-C',
    target,
    `--strip-components=${strip}`,
    '--exclude=*.map',
    ...entries,
  ]);
  fs.rmSync(folder, { recursive: true });
}

const npm = (cwd, ...args) =>
  run(cwd, 'npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']);

/** Runs a command to its end; its output is shown only when it fails. */
async function run(cwd, command, args) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const kill = onProcessEnd(() => killGroup(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-4000);
    });
  }
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  kill();
  if (code === 0) return;
  throw new Error(
    `the editor host can't be installed: "${[command, ...args].join(' ')}" failed (${code}); ` +
      `is the npm registry reachable?\n${output.trim()}`,
  );
}

/**
 * Runs `action` while no other process installs. The lock is a Linux abstract socket, which the kernel frees when its
 * process ends in whatever way; a lock file would outlive a killed installation.
 */
async function whileLocked(log, action) {
  const name = `\0smtp-transcript-${createHash('sha256').update(cacheFolder()).digest('hex')}`;
  let lock = await takeLock(name);
  if (lock === undefined) log('waiting for another process that installs the editor host');
  while (lock === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    lock = await takeLock(name);
  }
  try {
    return await action();
  } finally {
    lock.close();
  }
}

function takeLock(name) {
  return new Promise((resolve, reject) => {
    const lock = net.createServer();
    lock.on('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    lock.listen(name, () => resolve(lock));
  });
}
