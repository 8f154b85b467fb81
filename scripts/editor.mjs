// Opens VS Code with the extension as it is in this checkout, and the examples.
//   npm run editor [-- --port N]
import { spawn, spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureEditorHost } from './editorHost/install.mjs';
import { startServer } from './editorHost/server.mjs';

const root = path.resolve(import.meta.dirname, '..');
const examples = path.join(root, 'examples');
const { port } = parseArgs({ options: { port: { type: 'string' } } }).values;

const build = spawnSync(process.execPath, [path.join(root, 'esbuild.mjs')], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(1);
// A port was asked for: then it is the server in a browser that is wanted.
try {
  if (port !== undefined || !(await openDesktop())) await serve();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** Answers whether there is a desktop `code`, after opening it. On Windows it is a .cmd file, which needs a shell. */
function openDesktop() {
  const quote = (argument) => (process.platform === 'win32' ? `"${argument}"` : argument);
  const args = [`--extensionDevelopmentPath=${root}`, examples].map(quote);
  return new Promise((resolve) => {
    const code = spawn('code', args, { stdio: 'inherit', shell: process.platform === 'win32' });
    code.on('error', () => resolve(false)).on('exit', (status) => resolve(status === 0));
  });
}

async function serve() {
  const server = await startServer({
    host: await ensureEditorHost({ log: console.log }),
    port: Number(port ?? 0),
    settings: { 'git.enabled': true },
  });
  console.log(
    `\nVS Code with SMTP Transcript and its examples:\n\n  ${server.url(examples, { extensionDevelopmentPath: root })}\n`,
  );
  console.log('Press Ctrl+C to end it.');
  process.exit(await server.ended);
}
