import assert from 'node:assert/strict';
import {
  formatEndpoint,
  isConnectionLine,
  parseConnection,
  parseServerUrl,
  type Endpoint,
} from '../../../src/syntax/connection';
import { parse } from '../../../src/syntax/parse';
import { fixed } from './shape';

describe('syntax/connection', () => {
  const endpoint = (text: string): Endpoint => {
    const connection = parseConnection(text, 0);
    assert.deepEqual(connection.diagnostics, [], text);
    assert.ok(connection.endpoint !== undefined, text);
    return connection.endpoint;
  };
  const problem = (text: string): string => {
    const connection = parseConnection(text, 0);
    assert.equal(connection.endpoint, undefined, text);
    assert.deepEqual(
      connection.diagnostics.map(({ code }) => code),
      ['bad-connection'],
    );
    return connection.diagnostics[0]?.message ?? '';
  };

  it('passes over the prompt of a shell', () => {
    for (const prompt of [
      '$ ',
      'ann@client:~$ ',
      'ann@client:~/mail % ',
      '[root@client ~]# ',
      '(venv) ann@client:~$ ',
      'C:\\>',
      'C:\\Program Files> ',
      'PS C:\\Users\\Ann> ',
    ]) {
      const line = `${prompt}telnet mail.example.com 2525`;
      assert.ok(isConnectionLine(line), line);
      assert.equal(formatEndpoint(endpoint(line)), 'smtp://mail.example.com:2525');
      assert.deepEqual(
        parse(`${line}\nC: QUIT\n${prompt}`).diagnostics.map(({ code }) => code),
        [],
      );
      assert.equal(parse(line).lines[0]?.kind, 'connection', line);
    }
    for (const line of [
      'C: telnet mail.example.com',
      'RCPT TO:<a@b>$ telnet x 25',
      '> telnet x 25',
      '#telnet x 25',
    ])
      assert.ok(!isConnectionLine(line), line);
  });

  it('tells where in the line something is wrong, behind a prompt too', () => {
    const { diagnostics } = parse('ann@client:~$ telnet mail.example.com 70000\nC: QUIT');
    assert.deepEqual(diagnostics[0]?.span, { start: 38, end: 43 });
  });

  it('tells its lines from others', () => {
    for (const text of [
      'telnet mail.example.com 25',
      '$ nc localhost 25',
      'ncat h',
      'openssl  s_client -connect h:465',
      'connect smtp://h',
      '  CONNECT smtp://h',
      'CONNECT',
    ])
      assert.ok(isConnectionLine(text), text);
    for (const text of ['telnets x', 'openssl x509', 'CONNECTED(3)', 'EHLO telnet x', '# telnet x', ''])
      assert.ok(!isConnectionLine(text), text);
  });

  describe('URLs', () => {
    it('have the ports of their schemes', () => {
      for (const [url, expected] of [
        ['smtp://h.example', 'smtp://h.example:25'],
        ['SMTPS://h.example', 'smtps://h.example:465'],
        ['smtp+starttls://h.example/', 'smtp+starttls://h.example:587'],
        ['lmtp://h.example', 'lmtp://h.example:24'],
        ['lmtp+unix:///var/run/lmtp', 'lmtp+unix:///var/run/lmtp'],
        ['mx://example.com', 'mx://example.com:25'],
        ['smtp://h.example:2525', 'smtp://h.example:2525'],
        ['smtp://[2001:db8::1]:26', 'smtp://[2001:db8::1]:26'],
        ['smtp://[fe80::1%eth0]', 'smtp://[fe80::1%eth0]:25'],
      ] as const) {
        const parsed = parseServerUrl(url);
        assert.ok('endpoint' in parsed, url);
        assert.equal(formatEndpoint(parsed.endpoint), expected);
        assert.deepEqual(endpoint(`CONNECT ${url}`), parsed.endpoint);
      }
    });

    it('hold an IPv6 address without its brackets', () => {
      assert.equal(endpoint('CONNECT smtp://[::1]').host, '::1');
    });

    it('say what is wrong with them', () => {
      for (const [url, words] of [
        ['', /smtp:\/\/host/],
        ['localhost:2525', /write smtp:\/\/localhost:2525/],
        ['http://h', /not a scheme/],
        ['smpt://h', /did you mean smtp:\/\/\?/],
        ['constructor://h', /not a scheme/],
        ['smtp://user:pass@h', /no user or password/],
        ['smtp://h:0', /port 0 is not/],
        ['smtp://h:65536', /port 65536 is not/],
        [`smtp://h:${'9'.repeat(400)}`, /port 9{400} is not/],
        ['lmtp+unix://run/lmtp', /not the URL of a mail server/],
        ['lmtp+unix://lmtp.sock', /three slashes/],
        ['smtp://h/path', /not the URL of a mail server/],
        ['smtp://::1', /not the URL of a mail server/],
      ] as const) {
        const parsed = parseServerUrl(url);
        assert.ok('problem' in parsed, url);
        assert.match(parsed.problem, words);
      }
      assert.match(problem('CONNECT'), /needs a URL/);
      assert.match(problem('CONNECT localhost'), /not a URL/);
    });
  });

  describe('telnet and nc', () => {
    it('are plain SMTP', () => {
      assert.deepEqual(endpoint('telnet mail.example.com 2525'), {
        scheme: 'smtp',
        host: 'mail.example.com',
        port: 2525,
        options: {},
      });
      assert.equal(endpoint('telnet h').port, 25);
      assert.equal(endpoint('telnet h submission').port, 587);
      assert.equal(endpoint('$ nc -Cv h SMTP').port, 25);
      assert.equal(endpoint('ncat [::1] 25').host, '::1');
    });

    it('have options, whose values are no host', () => {
      assert.deepEqual(endpoint('telnet -6 -b 192.0.2.7 h 25').options, { family: 6, bind: '192.0.2.7' });
      assert.deepEqual(endpoint('nc -4 -w 5 -s 192.0.2.7 h 25'), {
        scheme: 'smtp',
        host: 'h',
        port: 25,
        options: { family: 4, bind: '192.0.2.7' },
      });
    });

    it('have TLS, a socket and options written together', () => {
      assert.equal(formatEndpoint(endpoint('ncat --ssl h 465')), 'smtps://h:465');
      assert.equal(formatEndpoint(endpoint('$ nc -U /run/dovecot/lmtp')), 'lmtp+unix:///run/dovecot/lmtp');
      for (const line of [
        'nc -vvN h 25',
        'nc -w10 -q3 h 25',
        'nc -vw 10 h 25',
        'ncat --crlf --verbose h 25',
      ]) {
        assert.deepEqual(parseConnection(line, 0).diagnostics, [], line);
        assert.equal(formatEndpoint(endpoint(line)), 'smtp://h:25', line);
      }
    });

    it('are read behind the prompts of other shells, and inside of telnet', () => {
      for (const line of [
        '% telnet h 25',
        '❯ nc h 25',
        '➜  ~ telnet h 25',
        '➜  mail git:(main) ✗ telnet h 25',
        '[10:15:01] ann@client:~$ telnet h 25',
        '$ sudo telnet h 25',
        'telnet> open h 25',
        'Microsoft Telnet> o h 25',
      ]) {
        assert.ok(isConnectionLine(line), line);
        assert.equal(formatEndpoint(endpoint(line)), 'smtp://h:25', line);
      }
      for (const line of ['open h 25', 'telnet> quit', 'telnet> open', '% ls'])
        assert.ok(!isConnectionLine(line), line);
    });

    it('say what is wrong with them', () => {
      assert.match(problem('telnet '), /needs a host, as in “telnet mail/);
      assert.match(problem('nc h 0'), /from 1 to 65535/);
      assert.match(problem('telnet h constructor'), /from 1 to 65535/);
      const { diagnostics, endpoint: found } = parseConnection('nc --frob h 25', 10);
      assert.deepEqual(
        diagnostics.map(({ code, severity, span }) => [code, severity, span]),
        [['unknown-connection-option', 'warning', { start: 13, end: 19 }]],
      );
      assert.equal(found?.host, 'h');
    });
  });

  describe('openssl s_client', () => {
    it('is TLS from the first byte, or STARTTLS', () => {
      assert.equal(formatEndpoint(endpoint('openssl s_client -crlf -connect h:465')), 'smtps://h:465');
      assert.equal(
        formatEndpoint(endpoint('$ openssl s_client -starttls smtp -crlf -connect [::1]:25')),
        'smtp+starttls://[::1]:25',
      );
      assert.equal(formatEndpoint(endpoint('openssl s_client h:smtps')), 'smtps://h:465');
      assert.equal(formatEndpoint(endpoint('openssl s_client --connect h')), 'smtps://h:465');
      assert.equal(
        formatEndpoint(endpoint('openssl s_client -starttls smtp -connect h')),
        'smtp+starttls://h:587',
      );
      assert.equal(formatEndpoint(endpoint('openssl s_client -port 4465 -host h')), 'smtps://h:4465');
    });

    it('has the options that matter', () => {
      assert.deepEqual(
        endpoint(
          "openssl s_client -quiet -servername s -CAfile 'my ca.pem' -cert c -key k -bind 192.0.2.7 -tls1_2 -4 -connect h:465",
        ).options,
        {
          serverName: 's',
          caFile: 'my ca.pem',
          certFile: 'c',
          keyFile: 'k',
          bind: '192.0.2.7',
          minVersion: 'TLSv1.2',
          maxVersion: 'TLSv1.2',
          family: 4,
        },
      );
      assert.equal(endpoint('openssl s_client -tls1_3 -6 -connect h:465').options.minVersion, 'TLSv1.3');
      assert.equal(endpoint('openssl s_client -no_tls1_3 -connect h:465').options.maxVersion, 'TLSv1.2');
      assert.equal(endpoint('openssl s_client -verify 5 h:465').host, 'h');
    });

    it('says what is wrong with it', () => {
      assert.match(problem('openssl s_client '), /-connect host:port/);
      assert.match(problem('openssl s_client -connect h:99999'), /-connect host:port/);
      const messages = (text: string): string[] =>
        parseConnection(text, 0).diagnostics.map(({ message }) => message);
      assert.match(
        messages('openssl s_client -connect h:1 -servername')[0] ?? '',
        /-servername needs a value/,
      );
      assert.match(messages('openssl s_client -connect h:1 -starttls imap')[0] ?? '', /not for SMTP/);
      const text = 'openssl s_client -conect h:465';
      assert.equal(parse(text).diagnostics[0]?.code, 'unknown-connection-option');
      assert.equal(fixed(text, 'unknown-connection-option'), 'openssl s_client -connect h:465');
    });
  });
});
