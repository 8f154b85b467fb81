// `npm run bench [-- parsing editing sending]`: how fast the parser and the run are, as ratios to a physical reference in the same run.
import { installBenchTools } from './mailServers/benchTools.mjs';
import { build, ensureDependencies, mayInstall, root, run } from './setup.mjs';
import * as path from 'node:path';

ensureDependencies();
const parts = process.argv.slice(2);
if (mayInstall() && (parts.length === 0 || parts.includes('sending')))
  await installBenchTools({ log: console.log });
build({ tests: true, production: true });
run(process.execPath, ['--enable-source-maps', path.join(root, 'out/test/bench/bench.js'), ...parts]);
