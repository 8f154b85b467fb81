import assert from 'node:assert/strict';
import { readChallenge, readClientMessage, type SaslField } from '../../../src/smtp/saslMessages';

const client = (mechanism: string, text: string, isPassword = false): string | undefined =>
  written(readClientMessage(mechanism, Buffer.from(text), isPassword));
const server = (mechanism: string, text: string): string | undefined =>
  written(readChallenge(mechanism, Buffer.from(text)));

function written(fields: readonly SaslField[] | undefined): string | undefined {
  return fields
    ?.map(({ name, kind, value }) => `${kind === 'secret' ? '!' : ''}${name}=${value}`)
    .join(' | ');
}

describe('smtp/saslMessages', () => {
  it('reads PLAIN, LOGIN, EXTERNAL, ANONYMOUS and CRAM-MD5', () => {
    assert.equal(client('PLAIN', '\0tim\0tanstaaf'), 'user name=tim | !password=tanstaaf');
    assert.equal(client('PLAIN', 'Ursel\0Kurt\0x'), 'user name=Kurt | !password=x | acts as=Ursel');
    assert.equal(client('PLAIN', 'tim\0tanstaaf'), undefined);
    assert.equal(client('PLAIN', '\0a\0b\0c'), undefined);
    assert.equal(client('LOGIN', 'tim'), 'user name=tim');
    assert.equal(client('LOGIN', 'tanstaaf', true), '!password=tanstaaf');
    assert.equal(client('EXTERNAL', 'tim'), 'user name=tim');
    assert.equal(client('ANONYMOUS', 'sirhc'), 'trace=sirhc');
    const digest = 'b913a602c7eda7a495b4e6e7334d3890';
    assert.equal(client('CRAM-MD5', `tim ${digest}`), `user name=tim | !digest=${digest}`);
    assert.equal(client('CRAM-MD5', 'tim tanstaaf'), undefined);
    assert.equal(server('CRAM-MD5', '<1896@a>'), 'challenge=<1896@a>');
  });

  it('reads SCRAM (the example of RFC 7677 section 3)', () => {
    assert.equal(
      client('SCRAM-SHA-256', 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO'),
      'channel binding=the client supports none | user name=user | nonce=rOprNGfwEbeRWgbNEkqO',
    );
    assert.equal(
      client('SCRAM-SHA-1-PLUS', 'p=tls-unique,a=x=3Dy,n=a=2Cb,r=1'),
      'channel binding=tls-unique | acts as=x=y | user name=a,b | nonce=1',
    );
    assert.equal(
      server('SCRAM-SHA-256', 'r=rOpr%hvYDpWUa2RaTCAfuxFIlj)hNlF,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'),
      'nonce=rOpr%hvYDpWUa2RaTCAfuxFIlj)hNlF | salt=W22ZaJ0SNY7soEsUEjb6gQ== | iterations=4096',
    );
    assert.equal(server('SCRAM-SHA-256', 'v=6rri=='), 'server signature=6rri==');
    assert.equal(server('SCRAM-SHA-256', 'e=invalid-proof'), 'error=invalid-proof');
    assert.equal(client('SCRAM-SHA-256', ''), '');
    assert.equal(client('SCRAM-SHA-256', 'tanstaaf'), undefined);
    assert.equal(client('SCRAM-SHA-256', 'x=tanstaaf'), '!x=tanstaaf');
  });

  it('reads XOAUTH2 and OAUTHBEARER and their errors', () => {
    assert.equal(
      client('XOAUTH2', 'user=a@example.com\x01auth=Bearer ya29\x01\x01'),
      'user name=a@example.com | !Bearer token=ya29',
    );
    assert.equal(
      client('OAUTHBEARER', 'n,a=a@example.com,\x01host=h\x01port=587\x01auth=Bearer vF9d\x01\x01'),
      'user name=a@example.com | host=h | port=587 | !Bearer token=vF9d',
    );
    assert.equal(client('OAUTHBEARER', 'n,,\x01auth=vF9d\x01\x01'), '!auth=vF9d');
    assert.equal(client('OAUTHBEARER', '\x01'), 'acknowledges the error=yes');
    assert.equal(client('XOAUTH2', 'ya29'), undefined);
    assert.equal(
      server('XOAUTH2', '{"status":"401","schemes":"bearer mac"}'),
      'status=401 | schemes=bearer mac',
    );
    assert.equal(server('OAUTHBEARER', '{"status":1}'), 'status=1');
    for (const text of ['', '[1]', 'null', '{']) assert.equal(server('XOAUTH2', text), undefined);
  });

  it('reads DIGEST-MD5 and NTLM', () => {
    assert.equal(
      server('DIGEST-MD5', 'realm="elwood.example",nonce="OA6MG9",qop="auth",algorithm=md5-sess'),
      'realm=elwood.example | nonce=OA6MG9 | qop=auth | algorithm=md5-sess',
    );
    assert.equal(client('DIGEST-MD5', 'username="chr\\"is",password="x"'), 'user name=chr"is | !password=x');
    const user = Buffer.from('tim', 'utf16le');
    const message = Buffer.alloc(64 + user.length);
    message.write('NTLMSSP\0', 'latin1');
    message.writeUInt32LE(3, 8);
    message.writeUInt16LE(user.length, 36);
    message.writeUInt32LE(64, 40);
    message.writeUInt32LE(1, 60);
    user.copy(message, 64);
    assert.equal(written(readClientMessage('NTLM', message)), 'user name=tim');
    message.writeUInt32LE(2, 8);
    assert.equal(written(readChallenge('NTLM', message)), 'message=challenge');
    for (let length = 0; length < message.length; length++)
      assert.doesNotThrow(() => readClientMessage('NTLM', message.subarray(0, length)));
  });

  it('knows nothing of other mechanisms, and of what is no text', () => {
    assert.equal(client('GSSAPI', 'x'), undefined);
    assert.equal(readClientMessage('PLAIN', Buffer.from([0, 0xff, 0, 0xff])), undefined);
    assert.equal(readChallenge('LOGIN', Buffer.from('Username:')), undefined);
  });
});
