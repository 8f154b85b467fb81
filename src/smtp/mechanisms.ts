import { looksLikeBase64 } from './base64';

/** A SASL mechanism, as `AUTH` names it and an EHLO reply offers it. */
export interface MechanismInfo {
  /** In upper case. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly summary: string;
  /**
   * What somebody who reads along learns: the password or token itself (`clear`), something to guess a weak password
   * from (`digest`), or nothing that says who the user is by a secret at all (`none`).
   */
  readonly reveals: 'clear' | 'digest' | 'none';
  /** Where it is defined, `RFC 4616`. */
  readonly rfc: string;
}

/** The mechanism with this name in any case, or undefined if it is not known. */
export function findMechanism(name: string): MechanismInfo | undefined {
  return BY_NAME.get(name.toUpperCase());
}

/** Whether a word can be a mechanism’s name (RFC 4422 section 3.1), and no credential that stands in its place. */
export function isMechanism(word: string): boolean {
  return /^[\w-]{1,20}$/.test(word) && !looksLikeBase64(word);
}

/** Name | what it reveals | source | summary; those that are seen most first, which also is the order of suggestions. */
const TABLE = `
PLAIN|clear|RFC 4616|User name and password in one message, as base64 only.
LOGIN|clear|draft-murchison-sasl-login|User name and password on a line each, as base64 only; obsolete, and widely offered.
CRAM-MD5|digest|RFC 2195|A digest of the server’s challenge, made with the password; obsolete.
SCRAM-SHA-1|digest|RFC 5802|Client and server prove to each other that they know the password; it is never sent.
SCRAM-SHA-1-PLUS|digest|RFC 5802|As SCRAM-SHA-1, and bound to the TLS connection.
SCRAM-SHA-256|digest|RFC 7677|Client and server prove to each other that they know the password; it is never sent.
SCRAM-SHA-256-PLUS|digest|RFC 7677|As SCRAM-SHA-256, and bound to the TLS connection.
SCRAM-SHA-512|digest|draft-melnikov-scram-sha-512|As SCRAM-SHA-256, with another hash.
XOAUTH2|clear|Google XOAUTH2|User name and an OAuth access token; Google’s and Microsoft’s own form of OAUTHBEARER.
OAUTHBEARER|clear|RFC 7628|User name and an OAuth access token.
EXTERNAL|none|RFC 4422|The client is whom its TLS certificate, or another layer, says that it is.
ANONYMOUS|none|RFC 4505|No identity at all; a word to be traced by.
DIGEST-MD5|digest|RFC 2831|A digest made with the password; historic.
NTLM|digest|Microsoft MS-SMTPNTLM|Microsoft’s challenge and response; obsolete.
GSSAPI|none|RFC 4752|Kerberos.
KERBEROS_V4|none|RFC 2222|Kerberos version 4; historic.
OTP|digest|RFC 2444|A password that is good for one time.
SCRAM-SHA3-512|digest|draft-melnikov-scram-sha3-512|As SCRAM-SHA-256, with another hash.`;

/** Every mechanism this project knows the meaning of. */
export const MECHANISMS: readonly MechanismInfo[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name = '', reveals, rfc = '', summary = ''] = line.split('|');
    return { name, summary, rfc, reveals: reveals === 'clear' || reveals === 'digest' ? reveals : 'none' };
  });

const BY_NAME: ReadonlyMap<string, MechanismInfo> = new Map(MECHANISMS.map((info) => [info.name, info]));
