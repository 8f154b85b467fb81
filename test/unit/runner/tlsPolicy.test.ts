import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { TlsaAnswer } from '../../../src/policy/resolver';
import type { FetchedText } from '../../../src/policy/tlsPolicy';
import { makeCertificates, type Certificates } from '../../support/certificates';
import { fakeHost } from '../../support/fakeHost';
import { fakeResolver, type FakeZone } from '../../support/fakeResolver';
import { runTranscript } from '../../support/runTranscript';
import { startScriptedServer } from '../../support/scriptedServer';

const POLICY = 'version: STSv1\nmode: enforce\nmx: *.example.test\nmax_age: 86400\n';

describe('@tls-policy show', () => {
  let folder: string;
  let certificates: Certificates;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-policy-'));
    certificates = await makeCertificates(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function pinned(file: string, authentic: boolean): TlsaAnswer {
    const { publicKey } = new X509Certificate(readFileSync(file));
    const data = createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest();
    return {
      kind: 'found',
      records: [{ usage: 3, selector: 1, matchingType: 1, data }],
      validation: { authentic, resolver: '192.0.2.53' },
    };
  }

  /** Runs STARTTLS with mail.example.test, the mail host of example.test, and gives what was told about its policies. */
  async function told(
    tlsa: TlsaAnswer,
    {
      txt = ['v=STSv1; id=7'],
      page = { kind: 'text', text: POLICY, contentType: 'text/plain; charset=utf-8' },
      url = 'mx://example.test',
      directive = '# @tls-policy show',
    }: { txt?: string[]; page?: FetchedText; url?: string; directive?: string } = {},
  ): Promise<string[]> {
    const script = 'S: 220 x\nC: STARTTLS\nS: 220 Go\nS: <tls good.pem>\nC: QUIT\nS: 221 Bye\nS: <close>\n';
    const server = await startScriptedServer(script, {
      certificates: { good: certificates.good },
    });
    const zone: FakeZone = {
      mx: { 'example.test': [{ exchange: 'mail.example.test', preference: 10 }] },
      addresses: { 'mail.example.test': ['127.0.0.1'] },
      txt: { '_mta-sts.example.test': txt },
      tlsa: { [`_${server.port}._tcp.mail.example.test`]: tlsa },
    };
    const fetched: string[] = [];
    const host = fakeHost(
      { files: { 'ca.pem': readFileSync(certificates.ca) } },
      {
        resolver: fakeResolver(zone),
        fetchText: (address) => {
          fetched.push(address);
          return Promise.resolve(page);
        },
      },
    );
    try {
      const text = `# @tls-ca ca.pem\n${directive}\nCONNECT ${url}:${server.port}\nS: 220\nC: STARTTLS\nS: 220\nC: QUIT\nS: 221\n`;
      const events = await runTranscript(text, host);
      assert.deepEqual(events.at(-1)?.type === 'end' && events.at(-1), {
        ...events.at(-1),
        status: 'passed',
      });
      assert.deepEqual(new Set(fetched).size <= 1, true);
      for (const address of fetched)
        assert.equal(address, 'https://mta-sts.example.test/.well-known/mta-sts.txt');
      return events
        .flatMap((event) =>
          event.type === 'notice' && /^(?:DANE|MTA-STS)/.test(event.message) ? [event] : [],
        )
        .map(({ severity, message }) =>
          `${severity === 'warning' ? '! ' : ''}${message}`
            .replaceAll(String(server.port), 'PORT')
            .replaceAll(/[0-9a-f]{16}…/g, 'HASH'),
        );
    } finally {
      await server.close();
    }
  }

  it('tells what is good', async () => {
    assert.deepEqual(await told(pinned(certificates.good.certificate, true)), [
      'DANE: _PORT._tcp.mail.example.test has 3 1 1 HASH; validated with DNSSEC, says the resolver 192.0.2.53',
      'MTA-STS: example.test has policy 7: mode enforce, mx *.example.test, for 86400 s',
      'MTA-STS: mail.example.test is one of its hosts',
      'DANE: 3 1 1 HASH matches the server’s certificate',
      'DANE: the certificate is accepted',
    ]);
  });

  it('warns where mail would not be delivered', async () => {
    const page = { kind: 'text', text: POLICY.replace('*.', 'mx.'), contentType: 'text/html' } as const;
    assert.deepEqual(await told(pinned(certificates.wronghost.certificate, false), { page }), [
      'DANE: _PORT._tcp.mail.example.test has 3 1 1 HASH; not validated with DNSSEC, so that mail servers would pass them over',
      'MTA-STS: example.test has policy 7: mode enforce, mx mx.example.test, for 86400 s',
      '! MTA-STS: the policy is served as “text/html” and not as text/plain',
      '! MTA-STS: mail.example.test is none of its hosts; a mail server that heeds the policy would not deliver to it',
      'DANE: 3 1 1 HASH does not match the server’s certificate',
      '! DANE: no record matches; a mail server that heeds them would not deliver here',
    ]);
  });

  it('tells that there is nothing', async () => {
    assert.deepEqual(await told({ kind: 'none' }, { txt: [] }), [
      'DANE: there are no TLSA records at _PORT._tcp.mail.example.test',
      'MTA-STS: example.test has no policy',
    ]);
  });

  it('tells what cannot be known', async () => {
    const page = { kind: 'failed', reason: 'it answers 404' } as const;
    assert.deepEqual(await told({ kind: 'failed', reason: 'the DNS did not answer' }, { page }), [
      '! DANE: the TLSA records of _PORT._tcp.mail.example.test cannot be looked up: the DNS did not answer',
      '! MTA-STS: example.test says it has a policy, but https://mta-sts.example.test/.well-known/mta-sts.txt cannot be had: it answers 404',
    ]);
  });

  it('tells that a policy is wrong', async () => {
    const page = { kind: 'text', text: '<html>', contentType: 'text/plain' } as const;
    const [, sts] = await told({ kind: 'none' }, { page });
    assert.match(sts ?? '', /is not valid: it does not begin with “version: STSv1”/);
    const [, record] = await told({ kind: 'none' }, { txt: ['v=STSv1; id=1', 'v=STSv1; id=2'] });
    assert.match(record ?? '', /2 records, which counts as none/);
  });

  it('takes the domain from the file, and says that it needs one', async () => {
    const none = { kind: 'none' } as const;
    const url = 'smtp://127.0.0.1';
    const [dane, missing] = await told(none, { url });
    assert.match(dane ?? '', /there are no TLSA records/);
    assert.match(missing ?? '', /connect with mx:\/\/DOMAIN/);
    const [, given] = await told(none, { url, directive: '# @tls-policy show example.test' });
    assert.match(given ?? '', /example\.test has policy 7/);
  });
});
