import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The files of one certificate, in PEM. */
export interface CertificateFiles {
  readonly key: string;
  readonly certificate: string;
  /** The key and then the certificate in one file, the order in which Postfix wants them. */
  readonly pem: string;
}

/** Throw-away certificates for tests; all of these are paths below one folder. */
export interface Certificates {
  /** The certificate of the authority that issued all but `selfsigned`. */
  readonly ca: string;
  /** For mail.example.test, localhost, 127.0.0.1 and ::1. */
  readonly good: CertificateFiles;
  /** Like `good`, and no longer valid since 2021. */
  readonly expired: CertificateFiles;
  /** Valid, for other.example.org only. */
  readonly wronghost: CertificateFiles;
  /** For localhost and 127.0.0.1, issued by nobody but itself. */
  readonly selfsigned: CertificateFiles;
  /** What a client may present: client.example.test. */
  readonly client: CertificateFiles;
}

/**
 * Makes an authority and certificates below `dir`, which is created. Needs the `openssl` command and no privileges,
 * and takes about a tenth of a second. Rejects with what `openssl` said if it fails.
 *
 * The keys are EC keys on P-256 because they are made at once, where an RSA key may take a second.
 */
export async function makeCertificates(dir: string): Promise<Certificates> {
  await mkdir(dir, { recursive: true });
  await Promise.all([
    writeFile(path.join(dir, 'openssl.cnf'), CONFIGURATION),
    writeFile(path.join(dir, 'index.txt'), ''),
    writeFile(path.join(dir, 'index.txt.attr'), 'unique_subject = no\n'),
    writeFile(path.join(dir, 'serial'), '1000\n'),
  ]);
  await Promise.all([selfIssue(dir, 'ca'), selfIssue(dir, 'selfsigned')]);
  // One after the other: they share the authority's list of serial numbers.
  const good = await issue(dir, 'good', VALID);
  const expired = await issue(dir, 'expired', EXPIRED);
  const wronghost = await issue(dir, 'wronghost', VALID);
  const client = await issue(dir, 'client', VALID);
  const selfsigned = await joined(dir, 'selfsigned');
  return { ca: path.join(dir, 'ca.crt'), good, expired, wronghost, selfsigned, client };
}

type Issued = 'good' | 'expired' | 'wronghost' | 'client';
type SelfIssued = 'ca' | 'selfsigned';

const COMMON_NAMES: Record<Issued | SelfIssued, string> = {
  ca: 'smtp-transcript test CA',
  good: 'mail.example.test',
  expired: 'mail.example.test',
  wronghost: 'other.example.org',
  selfsigned: 'localhost',
  client: 'client.example.test',
};

const VALID = { from: '20200101000000Z', to: '20391231235959Z' };
const EXPIRED = { from: '20200101000000Z', to: '20210101000000Z' };

/** The sections named like certificates are their extensions. */
const CONFIGURATION = `
[req]
distinguished_name = name
prompt = no
[name]
commonName = replaced on the command line
[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.crt
private_key = ca.key
default_md = sha256
policy = policy
[policy]
commonName = supplied
[ca_extensions]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[good_extensions]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:mail.example.test, DNS:localhost, IP:127.0.0.1, IP:::1
[expired_extensions]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:mail.example.test, DNS:localhost, IP:127.0.0.1, IP:::1
[wronghost_extensions]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:other.example.org
[selfsigned_extensions]
basicConstraints = CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1
[client_extensions]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
subjectAltName = DNS:client.example.test
`;

async function issue(
  dir: string,
  name: Issued,
  validity: { readonly from: string; readonly to: string },
): Promise<CertificateFiles> {
  await openssl(dir, ['req', '-out', `${name}.csr`, ...keyAndSubject(name)]);
  await openssl(dir, [
    ...['ca', '-batch', '-notext', '-in', `${name}.csr`, '-out', `${name}.crt`],
    ...['-extensions', `${name}_extensions`, '-startdate', validity.from, '-enddate', validity.to],
  ]);
  return joined(dir, name);
}

async function selfIssue(dir: string, name: SelfIssued): Promise<void> {
  await openssl(dir, [
    ...['req', '-x509', '-out', `${name}.crt`, '-days', '3650', '-extensions', `${name}_extensions`],
    ...keyAndSubject(name),
  ]);
}

function keyAndSubject(name: Issued | SelfIssued): string[] {
  return [
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`],
    ...['-subj', `/CN=${COMMON_NAMES[name]}`],
  ];
}

/** OpenSSL resolves the names of the configuration against its working directory. */
async function openssl(dir: string, [command = '', ...args]: string[]): Promise<void> {
  await execute('openssl', [command, '-config', 'openssl.cnf', ...args], { cwd: dir });
}

async function joined(dir: string, name: Issued | SelfIssued): Promise<CertificateFiles> {
  const key = path.join(dir, `${name}.key`);
  const certificate = path.join(dir, `${name}.crt`);
  const pem = path.join(dir, `${name}.pem`);
  const parts = await Promise.all([readFile(key, 'utf8'), readFile(certificate, 'utf8')]);
  await writeFile(pem, parts.join(''), { mode: 0o600 });
  return { key, certificate, pem };
}
