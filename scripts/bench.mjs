// `npm run bench [-- parsing editing sending]`: how fast the parser and the run are, as ratios to a physical reference in the same run.
import { build, ensureDependencies, root, run } from './setup.mjs';
import * as path from 'node:path';

ensureDependencies();
build({ tests: true });
run(process.execPath, [
  '--enable-source-maps',
  path.join(root, 'out/test/bench/bench.js'),
  ...process.argv.slice(2),
]);
