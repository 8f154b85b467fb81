import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pageOf } from '../../../src/language/diagnosticPages';
import { RULES } from '../../../src/language/rules';
import { diagnosticsPage } from './diagnosticsPage';

const FILE = 'docs/diagnostics.md';

describe(FILE, () => {
  it('says what the rules say', async () => {
    const expected = await diagnosticsPage();
    if (process.env['UPDATE'] === '1') writeFileSync(FILE, expected);
    const written = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
    assert.equal(written, expected, 'write it anew with “UPDATE=1 npm test -- unit”');
  });

  it('is where the codes in the Problems panel lead', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { repository: { url: string } };
    const repository = manifest.repository.url.replace(/\.git$/, '');
    const headings = new Set(readFileSync(FILE, 'utf8').match(/^### .*/gm));
    for (const { code } of RULES) {
      assert.equal(pageOf(code), `${repository}/blob/main/${FILE}#${code}`);
      assert.ok(headings.has(`### ${code}`), code);
    }
  });
});
