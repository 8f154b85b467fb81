// What the licences of the bundled packages ask for: their texts, with their copyright notices, beside the bundles.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from './setup.mjs';

/** The folder of the package that a bundled file belongs to: that behind the last `node_modules`. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE = /^(?:licen[cs]e|copying|notice)/i;

/**
 * The notices of all packages that are in a build, those with the same text together.
 *
 * @param {{ inputs: Record<string, unknown> }} metafile esbuild's
 */
export function notices({ inputs }) {
  const folders = new Set(Object.keys(inputs).flatMap((file) => PACKAGE.exec(file)?.[0] ?? []));
  /** @type {Map<string, Set<string>>} */
  const packagesByText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const text = licenceOf(folder);
    packagesByText.set(text, (packagesByText.get(text) ?? new Set()).add(`${name} ${version}`));
  }
  const sections = [...packagesByText].map(([text, names]) => `${[...names].join(', ')}\n\n${text}\n`);
  return `SMTP Transcript contains these packages, under their own licences.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function licenceOf(folder) {
  const files = readdirSync(path.join(root, folder)).filter((name) => LICENCE.test(name));
  // Of one that leaves the choice, MIT is taken.
  const chosen = files.length > 1 ? files.filter((name) => !/EUPL/.test(name)) : files;
  if (chosen.length === 0) throw new Error(`${folder} has no text of its licence: it cannot be shipped`);
  return chosen
    .map((name) =>
      readFileSync(path.join(root, folder, name), 'utf8')
        .replaceAll(/\r\n?/g, '\n')
        .trim(),
    )
    .join('\n\n');
}
