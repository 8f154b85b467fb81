#!/usr/bin/env node
// Stands in for the desktop `code` binary: takes the arguments that runTests() of @vscode/test-electron passes, and
// runs the suite in the extension host of the VS Code server, with the workbench in headless Chromium. So one mocha
// suite and one runner serve both kinds of VS Code. EDITOR_HOST_VERBOSE=1 prints the workbench's own chatter too.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { format, parseArgs } from 'node:util';
import { temporaryFolder } from './cleanup.mjs';
import { ensureEditorHost } from './install.mjs';
import { startServer } from './server.mjs';
import { openWorkbench } from './workbench.mjs';

const TIMEOUT_MS = Number(process.env.EDITOR_HOST_TIMEOUT_MS ?? 300_000);

/** What the workbench and the extension host say on their own while a suite runs. */
const CHATTER =
  /^(Updating additional|Creating a socket|Resolv(ing|ed) connection|ChatSession|\[(ChatModel|Agent|AccountPolicy|reconnection|remote-connection|Service Worker)|DialogService|getaddrinfo|Failed: getaddrinfo|Cannot find module '\.\/build\/Release)/;

// test-electron holds the other end of the standard input: when it is gone, nobody waits for the suite any more.
process.stdin.resume().on('close', () => process.exit(1));

try {
  process.exit((await runSuite(parse(process.argv.slice(2)))) ? 0 : 1);
} catch (error) {
  console.error(error);
  process.exit(1);
}

function parse(args) {
  const options = { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } };
  const { values, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true });
  const { extensionDevelopmentPath, extensionTestsPath } = values;
  if (extensionDevelopmentPath === undefined || extensionTestsPath === undefined || positionals.length > 1) {
    throw new Error(`the stand-in for VS Code can't run this: ${args.join(' ')}`);
  }
  return { extensionDevelopmentPath, extensionTestsPath, workspace: positionals[0] };
}

async function runSuite({ extensionDevelopmentPath, extensionTestsPath, workspace }) {
  const { folder } = temporaryFolder();
  // An extension host that crashes ends the run with exit code 0, so only what the suite itself wrote last counts.
  const verdict = path.join(folder, 'verdict');
  const entry = path.join(folder, 'entry.cjs');
  fs.writeFileSync(
    entry,
    `exports.run = async () => {
  await require(${JSON.stringify(path.resolve(extensionTestsPath))}).run();
  require('node:fs').writeFileSync(${JSON.stringify(verdict)}, 'passed');
};
`,
  );
  const empty = path.join(folder, 'empty');
  fs.mkdirSync(empty);
  const server = await startServer({ host: await ensureEditorHost() });
  const url = server.url(workspace ?? empty, { extensionDevelopmentPath, extensionTestsPath: entry });
  const code = await new Promise((resolve, reject) => {
    setTimeout(
      () => reject(new Error(`the suite didn't end within ${TIMEOUT_MS / 1000} s`)),
      TIMEOUT_MS,
    ).unref();
    server.ended.then(
      (status) => reject(new Error(`the VS Code server ended (${status})\n${server.output()}`)),
      reject,
    );
    openWorkbench({ url, onExit: resolve, onLog: print }).then(({ browser, page }) => {
      page.on('crash', () => reject(new Error('the page of the workbench crashed')));
      browser.on('disconnected', () => reject(new Error('Chromium ended before the suite')));
    }, reject);
  });
  const passed = code === 0 && fs.existsSync(verdict);
  if (code === 0 && !passed) console.error('the extension host ended before the suite did');
  return passed;
}

function print(type, values) {
  const line = format(...values);
  if (process.env.EDITOR_HOST_VERBOSE || !CHATTER.test(line))
    (type === 'error' ? console.error : console.log)(line);
}
