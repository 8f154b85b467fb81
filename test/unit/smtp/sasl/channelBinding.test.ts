import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { TLS_EXPORTER, tlsServerEndPoint } from '../../../../src/smtp/sasl';

/** DER: a tag, a length and what is in it. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const header = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

/** All that matters of a certificate: that it has a body, and with which algorithm it was signed. */
function certificate(...algorithm: readonly Uint8Array[]): Buffer {
  const body = der(0x30, der(0x02, Buffer.alloc(300, 7)));
  return der(0x30, body, der(0x30, ...algorithm), der(0x03, Buffer.alloc(65)));
}

const NULL = der(0x05);

function bindingOf(bytes: Uint8Array): string {
  const binding = tlsServerEndPoint(bytes);
  if ('problem' in binding) return binding.problem;
  assert.equal(binding.type, 'tls-server-end-point');
  return Buffer.from(binding.data).toString('hex');
}

describe('smtp/sasl/channelBinding', () => {
  it('hashes a certificate as it is signed, and with SHA-256 at least', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['2a864886f70d010104', 'sha256'], // MD5 with RSA
      ['2a864886f70d010105', 'sha256'], // SHA-1 with RSA
      ['2a864886f70d01010b', 'sha256'],
      ['2a864886f70d01010c', 'sha384'],
      ['2a864886f70d01010d', 'sha512'],
      ['2a864886f70d01010e', 'sha224'],
      ['2a8648ce3d0401', 'sha256'], // SHA-1 with ECDSA
      ['2a8648ce3d040302', 'sha256'],
      ['2a8648ce3d040303', 'sha384'],
      ['2a8648ce3d040304', 'sha512'],
      ['608648016503040302', 'sha256'], // SHA-256 with DSA
    ];
    for (const [algorithm, hash] of cases) {
      const bytes = certificate(oid(algorithm), NULL);
      assert.equal(bindingOf(bytes), createHash(hash).update(bytes).digest('hex'), algorithm);
    }
  });

  it('finds the hash of RSASSA-PSS in its parameters', () => {
    const pss = oid('2a864886f70d01010a');
    const named = (hash: string): Buffer => der(0x30, der(0xa0, der(0x30, oid(hash), NULL)));
    for (const [hash, name] of [
      ['608648016503040201', 'sha256'],
      ['608648016503040202', 'sha384'],
      ['608648016503040203', 'sha512'],
    ] as const) {
      const bytes = certificate(pss, named(hash));
      assert.equal(bindingOf(bytes), createHash(name).update(bytes).digest('hex'), name);
    }
    // The default is SHA-1, for which SHA-256 stands in.
    const bytes = certificate(pss, der(0x30));
    assert.equal(bindingOf(bytes), createHash('sha256').update(bytes).digest('hex'));
  });

  it('says that Ed25519 has none', () => {
    assert.match(
      bindingOf(certificate(oid('2b6570'))),
      /defines no tls-server-end-point .+ \(1\.3\.101\.112\)/,
    );
  });

  it('says that it cannot read what is no certificate', () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('30', 'hex'),
      Buffer.from('3080', 'hex'),
      Buffer.from('x'.repeat(99)),
    ])
      assert.equal(bindingOf(bytes), 'The server’s certificate cannot be read.');
    const whole = certificate(oid('2b6570'));
    assert.equal(bindingOf(whole.subarray(0, -1)), 'The server’s certificate cannot be read.');
  });

  it('reads whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        bindingOf(bytes);
        bindingOf(der(0x30, der(0x30), bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('knows what RFC 9266 section 2 exports', () => {
    assert.deepEqual(TLS_EXPORTER, { label: 'EXPORTER-Channel-Binding', length: 32 });
  });
});
