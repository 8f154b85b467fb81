import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkTlsa, formatTlsa, tlsaName } from '../../../src/policy/dane';
import type { TlsaRecord } from '../../../src/policy/resolver';
import { makeCertificates, type Certificates } from '../../support/certificates';

describe('DANE', () => {
  let folder: string;
  let certificates: Certificates;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-dane-'));
    certificates = await makeCertificates(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const read = (file: string): X509Certificate => new X509Certificate(readFileSync(file));
  const own = (): X509Certificate => read(certificates.good.certificate);
  const authority = (): X509Certificate => read(certificates.ca);
  const HOST = 'mail.example.test';

  function record(
    usage: number,
    selector: number,
    matchingType: number,
    certificate: X509Certificate,
  ): TlsaRecord {
    const selected =
      selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
    const hash = ['', 'sha256', 'sha512'][matchingType] ?? '';
    const data = hash === '' ? selected : createHash(hash).update(selected).digest();
    return { usage, selector, matchingType, data };
  }

  function check(
    tlsa: TlsaRecord,
    chain: readonly X509Certificate[],
    { host = HOST, now = new Date() } = {},
  ): readonly [boolean, string] {
    const verdict = checkTlsa(
      tlsa,
      chain.map(({ raw }) => raw),
      host,
      now,
    );
    return [verdict.matches, verdict.words];
  }

  for (const selector of [0, 1])
    for (const matchingType of [0, 1, 2]) {
      it(`3 ${selector} ${matchingType} matches the server’s certificate and no other`, () => {
        const tlsa = record(3, selector, matchingType, own());
        assert.deepEqual(check(tlsa, [own()]), [true, 'matches the server’s certificate']);
        const [matches] = check(tlsa, [read(certificates.wronghost.certificate), own()]);
        assert.equal(matches, false);
      });

      it(`2 ${selector} ${matchingType} matches an authority that was sent`, () => {
        const tlsa = record(2, selector, matchingType, authority());
        assert.deepEqual(check(tlsa, [own(), authority()]), [
          true,
          'matches certificate 2 of those that the server sent (CN=smtp-transcript test CA)',
        ]);
        assert.equal(check(tlsa, [own()])[0], false);
      });
    }

  it('an authority counts only for what it issued, with its name and its dates', () => {
    const tlsa = record(2, 1, 1, authority());
    for (const [chain, options, words] of [
      [[read(certificates.selfsigned.certificate), authority()], { host: 'localhost' }, 'did not issue'],
      [[own(), authority()], { host: 'other.example.test' }, 'is not for other.example.test'],
      [[read(certificates.expired.certificate), authority()], {}, 'has expired'],
    ] as const) {
      const [matches, said] = check(tlsa, chain, options);
      assert.equal(matches, false);
      assert.ok(said.includes(words), said);
    }
  });

  it('with usage 3 neither name nor dates count (RFC 7672 section 3.1.1)', () => {
    const expired = read(certificates.expired.certificate);
    assert.equal(check(record(3, 1, 1, expired), [expired], { host: 'other.example.test' })[0], true);
  });

  for (const [what, tlsa, words] of [
    ['usage 0', { usage: 0, selector: 0, matchingType: 1 }, 'RFC 7672 section 3.1.3'],
    ['usage 1', { usage: 1, selector: 0, matchingType: 1 }, 'RFC 7672 section 3.1.3'],
    ['usage 4', { usage: 4, selector: 0, matchingType: 1 }, 'no meaning'],
    ['selector 2', { usage: 3, selector: 2, matchingType: 1 }, 'no meaning'],
    ['matching type 3', { usage: 3, selector: 1, matchingType: 3 }, 'no meaning'],
    ['a short hash', { usage: 3, selector: 1, matchingType: 2 }, '32 octets and not 64'],
  ] as const)
    it(`says that ${what} is of no use`, () => {
      const [matches, said] = check({ ...tlsa, data: new Uint8Array(32) }, [own()]);
      assert.equal(matches, false);
      assert.ok(said.includes(words), said);
    });

  it('matches nothing where there is no certificate, or none that can be read', () => {
    const tlsa = record(3, 1, 1, own());
    assert.equal(check(tlsa, [])[0], false);
    assert.equal(checkTlsa(tlsa, [new Uint8Array([1, 2, 3])], HOST, new Date()).matches, false);
    assert.equal(
      checkTlsa({ ...tlsa, usage: 2 }, [new Uint8Array([1, 2, 3])], HOST, new Date()).matches,
      false,
    );
  });

  it('is found at the port and shown short', () => {
    assert.equal(tlsaName('mail.example.test', 25), '_25._tcp.mail.example.test');
    const data = Buffer.from('0123456789abcdef00', 'hex');
    assert.equal(formatTlsa({ usage: 3, selector: 1, matchingType: 1, data }), '3 1 1 0123456789abcdef…');
  });
});
