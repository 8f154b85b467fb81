// `npm run package`: a .vsix with the minified bundles. The activation bundle has a limit, as every window that sees a .smtp
// file loads it.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { notices } from './notices.mjs';
import { bin, build, ensureDependencies, root, run } from './setup.mjs';

const ACTIVATION_LIMIT = 150_000;

ensureDependencies();
build({ production: true });
const { size } = statSync(path.join(root, 'dist/extension.js'));
console.log(`dist/extension.js: ${(size / 1000).toFixed(1)} kB of ${ACTIVATION_LIMIT / 1000} kB`);
if (size > ACTIVATION_LIMIT) {
  console.error(
    'The activation bundle is over its limit: import what activation does not need when it is first used.',
  );
  process.exit(1);
}
const metafile = JSON.parse(readFileSync(path.join(root, 'dist/meta.json'), 'utf8'));
writeFileSync(path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices(metafile));
const out = process.argv[2] ?? 'smtp-transcript.vsix';
// smtp-server carries the sample key of its documentation, which is no secret (ours is made when the server starts).
const allowed = ['--allow-package-secrets', 'privatekey'];
run(bin('vsce'), ['package', '--no-dependencies', '--allow-missing-repository', ...allowed, '--out', out]);
