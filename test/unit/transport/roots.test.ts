import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { trustedRoots } from '../../../src/transport/roots';

describe('the trusted roots', () => {
  it("are Node's, and what the environment names besides", () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'smtp-transcript-roots-'));
    try {
      const [system, extra] = ['system.pem', 'extra.pem'].map((name) => path.join(folder, name));
      writeFileSync(system ?? '', certificate('system') + certificate('system'));
      writeFileSync(extra ?? '', certificate('company') + certificate('system'));
      // The roots are read once in a process, so this asks another one.
      const script = `console.log(JSON.stringify(require(${JSON.stringify(__filename)}).roots()))`;
      const env = { ...process.env, SSL_CERT_FILE: system, NODE_EXTRA_CA_CERTS: extra };
      const output = execFileSync(process.execPath, ['-e', `global.describe = () => {}; ${script}`], {
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const texts = JSON.parse(output) as string[];
      assert.deepEqual(
        texts.slice(-2).map((text) => text.trim()),
        [certificate('system').trim(), certificate('company').trim()],
      );
      assert.ok(texts.length > 100);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function certificate(body: string): string {
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

/** For the process that the test starts. */
export function roots(): readonly string[] {
  return trustedRoots();
}
