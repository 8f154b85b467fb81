import assert from 'node:assert/strict';
import { encodeProxyHeader, formatProxyHeader } from '../../../src/smtp/proxyProtocol';
import { parseProxyHeader } from '../../../src/syntax/proxyHeader';

/** The signature of version 2: section 2.2 of the specification. */
const SIGNATURE = '0d0a0d0a000d0a515549540a';

describe('the header of the PROXY protocol', () => {
  for (const [text, line] of [
    // The example of section 2.1.
    ['v1 192.168.0.1:56324 192.168.0.11:443', 'PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n'],
    [
      'v1 255.255.255.255:65535 255.255.255.255:65535',
      'PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n',
    ],
    ['v1 [2001:db8::1]:1 [::ffff:192.0.2.1]:25', 'PROXY TCP6 2001:db8::1 ::ffff:192.0.2.1 1 25\r\n'],
    [
      // The longest that section 2.1 has, of 104 octets.
      `v1 [${longest()}]:65535 [${longest()}]:65535`,
      `PROXY TCP6 ${longest()} ${longest()} 65535 65535\r\n`,
    ],
    ['v1 unknown', 'PROXY UNKNOWN\r\n'],
  ] as const)
    it(`of version 1 for ${text}`, () => assert.equal(Buffer.from(encoded(text)).toString('latin1'), line));

  for (const [text, hex] of [
    // PROXY, TCP over IPv4, 12 octets: source, destination, source port, destination port.
    ['v2 192.0.2.1:56324 198.51.100.7:25', `${SIGNATURE}2111000cc0000201c6336407dc040019`],
    [
      'v2 [2001:db8::1]:56324 [2001:db8:0:1::f]:25',
      `${SIGNATURE}2121002420010db800000000000000000000000120010db800000001000000000000000fdc040019`,
    ],
    ['v2 unknown', `${SIGNATURE}21000000`],
    ['v2 local', `${SIGNATURE}20000000`],
  ] as const)
    it(`of version 2 for ${text}`, () => assert.equal(Buffer.from(encoded(text)).toString('hex'), hex));

  it('is shown in words', () => {
    for (const [text, words] of [
      ['v2 192.0.2.1:56324 198.51.100.7:25', 'PROXY TCP4 192.0.2.1 198.51.100.7 56324 25'],
      ['V2 LOCAL', 'PROXY LOCAL'],
    ] as const) {
      const parsed = parseProxyHeader(text);
      assert.ok('header' in parsed);
      assert.equal(formatProxyHeader(parsed.header), words);
    }
  });

  for (const [text, words] of [
    ['', 'write v1 or v2'],
    ['v3 192.0.2.1:1 192.0.2.2:2', 'write v1 or v2'],
    ['v1', 'write v1 or v2'],
    ['v1 192.0.2.1:1 192.0.2.2:2 more', 'write v1 or v2'],
    ['v1 local', 'no LOCAL'],
    ['v2 192.0.2.1 192.0.2.2:2', '“192.0.2.1” is not an IP address and a port'],
    ['v2 192.0.2.1:1 mail.example.test:2', '“mail.example.test:2” is not'],
    ['v2 192.0.2.1:1 192.0.2.256:2', '“192.0.2.256:2” is not'],
    ['v2 192.0.2.1:1 192.0.2.2:65536', '“192.0.2.2:65536” is not'],
    ['v2 2001:db8::1:1 [2001:db8::2]:2', '“2001:db8::1:1” is not'],
    ['v2 [192.0.2.1]:1 192.0.2.2:2', '“[192.0.2.1]:1” is not'],
    ['v2 192.0.2.1:1 [2001:db8::2]:2', 'one version of IP'],
  ] as const)
    it(`is not ${text === '' ? 'nothing' : text}`, () => {
      const parsed = parseProxyHeader(text);
      assert.ok('problem' in parsed && parsed.problem.includes(words), JSON.stringify(parsed));
    });
});

function longest(): string {
  return Array.from({ length: 8 }, () => 'ffff').join(':');
}

function encoded(text: string): Uint8Array {
  const parsed = parseProxyHeader(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return encodeProxyHeader(parsed.header);
}
