import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** The server's side of SCRAM, as far as tests need it; all messages are texts. */
export interface ScramServer {
  /** The answer to the client's first message. */
  first(clientFirst: string): string;
  /** Whether the client's proof is right, and the server's last message. */
  final(clientFinal: string): { readonly isProved: boolean; readonly message: string };
  /** What the client's last message says of the channel: the GS2 header and the data. */
  channel(clientFinal: string): Buffer;
}

export function scramServer(
  digest: 'sha1' | 'sha256' | 'sha512',
  password: string,
  { salt = Buffer.from('salt'), iterations = 4096, nonce = 'SERVER' } = {},
): ScramServer {
  let bare = '';
  let sent = '';
  const hmac = (key: Buffer, text: string): Buffer => createHmac(digest, key).update(text).digest();
  const length = createHash(digest).digest().length;
  const salted = pbkdf2Sync(password, salt, iterations, length, digest);
  return {
    first(clientFirst) {
      bare = /^[^,]*,[^,]*,(.*)$/s.exec(clientFirst)?.[1] ?? '';
      const clientNonce = /(?:^|,)r=([^,]*)/.exec(bare)?.[1] ?? '';
      sent = `r=${clientNonce}${nonce},s=${salt.toString('base64')},i=${iterations}`;
      return sent;
    },
    final(clientFinal) {
      const [, withoutProof = '', proof = ''] = /^(.*),p=(.*)$/s.exec(clientFinal) ?? [];
      const signed = `${bare},${sent},${withoutProof}`;
      const storedKey = createHash(digest).update(hmac(salted, 'Client Key')).digest();
      const signature = hmac(storedKey, signed);
      const clientKey = Buffer.from(proof, 'base64').map((octet, at) => octet ^ (signature[at] ?? 0));
      return {
        isProved: createHash(digest).update(clientKey).digest().equals(storedKey),
        message: `v=${hmac(hmac(salted, 'Server Key'), signed).toString('base64')}`,
      };
    },
    channel: (clientFinal) => Buffer.from(/^c=([^,]*)/.exec(clientFinal)?.[1] ?? '', 'base64'),
  };
}
