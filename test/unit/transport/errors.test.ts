import assert from 'node:assert/strict';
import { explainBroken, explainConnect } from '../../../src/transport/errors';
import { explainCertificate, explainHandshake, type ExplainedFacts } from '../../../src/transport/tlsErrors';

const facts: ExplainedFacts = {
  serverName: 'mail.example.test',
  subject: 'CN=other.example.org',
  issuer: 'CN=Some Authority',
  names: ['other.example.org', 'www.example.org'],
  validFrom: '2020-01-01T00:00:00.000Z',
  validTo: '2021-01-01T00:00:00.000Z',
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

  it('of several addresses, the first one’s that tells something, and all that were tried', () => {
    const at = (address: string, code: string): Error => Object.assign(new Error(code), { address, code });
    const error = new AggregateError([at('2001:db8::1', 'ENETUNREACH'), at('192.0.2.1', 'ECONNREFUSED')]);
    const { kind, message } = explainConnect(error, 'mail.example.test:25');
    assert.equal(kind, 'refused');
    assert.equal(
      message,
      'mail.example.test:25 refused the connection: nothing listens there (tried 2001:db8::1: no way there; 192.0.2.1: refused)',
    );
  });

  it('an address that was given is not told twice', () => {
    const error = Object.assign(new Error(), { code: 'ECONNREFUSED', address: '192.0.2.1' });
    assert.equal(
      explainConnect(error, '192.0.2.1:25').message,
      '192.0.2.1:25 refused the connection: nothing listens there',
    );
  });

  it('a name without addresses of the family that was asked for', () => {
    const error = Object.assign(new Error(), { code: 'ENOTFOUND' });
    assert.match(explainConnect(error, 'mail.example.test:25', { family: 6 }).message, /has no IPv6 address/);
  });

  for (const [code, kind, words] of [
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'plaintext', 'does not speak TLS'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'plaintext', 'does not speak TLS'],
    ['ECONNRESET', 'tls', 'closed the connection during'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls', 'no TLS version in common'],
    ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'tls', '@tls-min'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls', '“handshake failure”: no cipher suite'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls', '“certificate required”: it wants a client'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tls', '“unknown ca”: it does not know the authority'],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tls', '“unrecognized name”: it has no certificate'],
    ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'tls', '@tls-alpn'],
    ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'tls', '“internal error”'],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'tls', '“handshake failure”: no cipher suite'],
    ['ERR_SSL_DATA_LENGTH_TOO_LONG', 'plaintext', 'does not speak TLS'],
    ['ERR_SSL_BAD_THING', 'tls', 'has no place in a TLS handshake (raw)'],
    ['ERR_SSL_THING', 'tls', 'The TLS handshake with mail.example.test failed (raw)'],
    ['ERR_SSL_DH_KEY_TOO_SMALL', 'tls', 'mail.example.test offers a key that is too weak'],
    ['ERR_SSL_UNEXPECTED_EOF_WHILE_READING', 'tls', 'closed the connection during'],
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
    assert.equal(explainBroken(error).message, 'TLS broke in the middle of the connection (bad thing)');
  });

  for (const [code, words] of [
    ['CERT_HAS_EXPIRED', 'expired on 2021-01-01'],
    ['CERT_NOT_YET_VALID', 'not valid before 2020-01-01'],
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
