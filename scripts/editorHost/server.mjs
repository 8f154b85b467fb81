// Starts the VS Code server that install.mjs brings: on the loopback interface, with folders of its own, and in a
// process group of its own so that its extension hosts end with it.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { killGroup, onProcessEnd, temporaryFolder } from './cleanup.mjs';

const START_TIMEOUT_MS = 60_000;

/** Nothing may ask, update, report or appear by itself. */
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'window.confirmBeforeClose': 'never',
};

/**
 * @param {object} options
 * @param {{ run: string }} options.host what `ensureEditorHost` answered
 * @param {readonly string[]} [options.vsix] packaged extensions to install first
 * @param {Readonly<Record<string, unknown>>} [options.settings] user settings, over the quiet ones
 * @param {boolean} [options.trusted] false opens every folder in Restricted Mode, without asking
 * @param {number} [options.port] 0 for a free one
 * @param {Readonly<Record<string, string>>} [options.env] what the extension host finds in `process.env`
 * @throws Error with the server's output when it doesn't start or an extension can't be installed
 */
export async function startServer({ host, vsix = [], settings = {}, trusted = true, port = 0, env = {} }) {
  const { folder, remove } = temporaryFolder();
  const data = path.join(folder, 'data');
  const folders = ['--server-data-dir', folder, '--extensions-dir', path.join(folder, 'extensions')];
  fs.mkdirSync(path.join(data, 'User'), { recursive: true });
  const trust = trusted
    ? {}
    : { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
  fs.writeFileSync(
    path.join(data, 'User', 'settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...trust, ...settings }),
  );

  // Its sockets and temporary files go into the same folder.
  const environment = { ...process.env, TMPDIR: folder, XDG_RUNTIME_DIR: folder, ...env };
  const start = (args) => startProcess(host.run, [...args, ...folders], environment);

  for (const file of vsix) {
    const installation = start(['--install-extension', path.resolve(file)]);
    const code = await installation.ended;
    installation.kill();
    if (code !== 0) throw new Error(`${file} could not be installed (${code}):\n${installation.output()}`);
  }

  // Whoever reaches the port can run programs, so even on the loopback interface it asks for a secret.
  const token = randomUUID();
  const server = start([
    ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ]);
  const actualPort = await listeningPort(server).catch((error) => {
    server.kill();
    throw error;
  });
  const authority = `127.0.0.1:${actualPort}`;
  return {
    port: actualPort,
    /** Everything that the server printed so far. */
    output: server.output,
    /** Settles with the exit code when the server has ended. */
    ended: server.ended,
    /** Where a browser finds the workbench with `folder` opened and, if given, the extension in that other folder. */
    url(folderToOpen, { extensionDevelopmentPath, extensionTestsPath } = {}) {
      const url = new URL(`http://${authority}/`);
      url.searchParams.set('tkn', token);
      url.searchParams.set('folder', path.resolve(folderToOpen));
      const remote = { extensionDevelopmentPath, extensionTestsPath };
      const payload = Object.entries(remote)
        .filter(([, file]) => file !== undefined)
        .map(([name, file]) => [name, `vscode-remote://${authority}${path.resolve(file)}`]);
      if (payload.length > 0)
        url.searchParams.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]));
      return url.href;
    },
    async stop() {
      server.kill();
      await server.ended;
      remove();
    },
  };
}

function startProcess(command, args, environment) {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    // The server ends when its standard input does: that is, with this process, even if it is killed outright.
    env: { ...environment, EDITOR_HOST_LIFELINE: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      child.emit('text');
    });
  }
  const kill = onProcessEnd(() => killGroup(child));
  const ended = new Promise((resolve, reject) =>
    child.on('error', reject).on('exit', (code) => resolve(code ?? -1)),
  );
  ended.catch(() => {});
  return { child, ended, kill, output: () => output };
}

async function listeningPort(server) {
  let timer;
  const port = new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`the VS Code server ${why}\n${server.output()}`));
    timer = setTimeout(fail, START_TIMEOUT_MS, `didn't start within ${START_TIMEOUT_MS / 1000} s`);
    server.child.on('text', () => {
      // It goes on without listening after such an error, a taken port for one.
      if (server.output().includes('Error occurred in server')) fail("couldn't start");
      const match = /Extension host agent listening on (\d+)/.exec(server.output());
      if (match !== null) resolve(Number(match[1]));
    });
    server.ended.then((code) => fail(`ended with ${code}`), reject);
  });
  return port.finally(() => clearTimeout(timer));
}
