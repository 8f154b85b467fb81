import assert from 'node:assert/strict';
import {
  explainBroken,
  explainCertificate,
  explainConnect,
  explainHandshake,
} from '../../../src/transport/errors';
import type { TlsFacts } from '../../../src/transport/transport';

const facts: TlsFacts = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  serverName: 'mail.example.test',
  authorized: false,
  subject: 'CN=other.example.org',
  issuer: 'CN=Some Authority',
  names: ['other.example.org', 'www.example.org'],
  validTo: '2021-01-01T00:00:00.000Z',
  daysLeft: -100,
};

describe('the network’s errors in words', () => {
  for (const [code, kind, words] of [
    ['ECONNREFUSED', 'refused', 'nothing listens'],
    ['ENOTFOUND', 'unknownHost', 'not known to the DNS'],
    ['EAI_AGAIN', 'unknownHost', 'DNS did not answer'],
    ['EHOSTUNREACH', 'unreachable', 'cannot be reached'],
    ['EADDRNOTAVAIL', 'unreachable', 'cannot be reached'],
    ['ETIMEDOUT', 'timeout', 'did not answer'],
    ['ENOENT', 'refused', 'no socket at'],
    ['EACCES', 'refused', 'may not be opened'],
    ['ERR_INVALID_IP_ADDRESS', 'other', '@bind'],
    ['ECONNRESET', 'reset', 'cut the connection'],
    ['EWEIRD', 'other', 'The connection broke'],
  ] as const) {
    it(`${code} while connecting`, () => {
      const explained = explainConnect(Object.assign(new Error('raw'), { code }), 'mail.example.test:25');
      assert.equal(explained.kind, kind);
      assert.ok(explained.message.includes(words), explained.message);
    });
  }

  it('of several addresses, the first one’s', () => {
    const error = new AggregateError([
      Object.assign(new Error(), { code: 'ECONNREFUSED' }),
      new Error('other'),
    ]);
    assert.equal(explainConnect(error, 'x').kind, 'refused');
  });

  for (const [code, kind, words] of [
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'plaintext', 'does not speak TLS'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'plaintext', 'does not speak TLS'],
    ['ECONNRESET', 'tls', 'closed the connection during'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls', 'no TLS version in common'],
    ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'tls', '@tls-min'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls', '“handshake failure”'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls', '“certificate required”'],
  ] as const) {
    it(`${code} while shaking hands`, () => {
      const explained = explainHandshake(Object.assign(new Error('raw'), { code }), 'mail.example.test');
      assert.equal(explained.kind, kind);
      assert.ok(explained.message.includes(words), explained.message);
    });
  }

  it('gives OpenSSL’s reason and not its whole message', () => {
    const error = Object.assign(new Error('80AC:error:0A0000BF:SSL routines:f:bad thing:file.c:102:\n'), {
      code: 'ERR_SSL_BAD_THING',
      reason: 'bad thing',
    });
    assert.equal(explainBroken(error).message, 'TLS could not be spoken: bad thing');
  });

  for (const [code, words] of [
    ['CERT_HAS_EXPIRED', 'expired on 2021-01-01'],
    ['CERT_NOT_YET_VALID', 'not valid yet'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for other.example.org, www.example.org, not for mail.example.test'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed (CN=other.example.org)'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'not known here (CN=Some Authority)'],
    ['CERT_REVOKED', 'cannot be verified (CERT_REVOKED)'],
  ] as const) {
    it(`${code}, with what to do about it`, () => {
      const explained = explainCertificate(code, facts);
      assert.equal(explained.kind, 'certificate');
      assert.ok(explained.message.includes(words), explained.message);
      assert.ok(explained.hint?.includes('@tls-verify off'));
    });
  }
});
