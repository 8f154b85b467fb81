// `npm start`: runs every sample transcript over a real socket against the embedded test server and prints the
// conversation. Brings its own set-up. Arguments go to the command line: `npm start -- --transcript Greeting`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { build, ensureDependencies, root } from './setup.mjs';

ensureDependencies();
build();
// mistakes.smtp is for the editor: it shows what is flagged and mended there.
const examples = readdirSync(path.join(root, 'examples'), { recursive: true })
  .filter((name) => name.endsWith('.smtp') && name !== 'mistakes.smtp')
  .sort()
  .map((name) => `examples/${name}`);
const args = ['dist/cli.js', 'run', ...process.argv.slice(2), ...examples];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
