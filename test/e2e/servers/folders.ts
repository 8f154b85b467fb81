import { chmod, copyFile, mkdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { CertificateFiles } from '../../support/certificates';
import type { StartOptions } from './server';

/**
 * Creates a folder that every user may enter. Rejects if a folder on the way to it is closed to others, since a mail
 * server would only report that much later and in other words.
 */
export async function makeOpenFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o755);
  for (let folder = path.dirname(path.resolve(dir)); ; folder = path.dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & OTHERS_MAY_ENTER) === 0) {
      throw new Error(`${folder} is closed to other users, so a mail server cannot run in ${dir}.`);
    }
    if (folder === path.dirname(folder)) return;
  }
}

const OTHERS_MAY_ENTER = 0o001;

/** Copies, that the server's own user may read, of the certificate that it shows and of the authority's. */
export async function copyCertificate({
  certificates,
  certificate = 'good',
  dir,
}: StartOptions): Promise<CertificateFiles & { readonly ca: string }> {
  const source = { ...certificates[certificate], ca: certificates.ca };
  const copies = {
    key: path.join(dir, 'server.key'),
    certificate: path.join(dir, 'server.crt'),
    pem: path.join(dir, 'server.pem'),
    ca: path.join(dir, 'ca.crt'),
  };
  for (const kind of ['key', 'certificate', 'pem', 'ca'] as const) {
    await copyFile(source[kind], copies[kind]);
    await chmod(copies[kind], 0o644);
  }
  return copies;
}
