import assert from 'node:assert/strict';
import { base64, hoverAt, hoverOrNothing } from './hovering';

describe('language/hover: replies', () => {
  it('explains a code by its meaning, its class and the RFC', async () => {
    const { says, about } = await hoverAt('C: NOOP\nS: 4‸51 Wait\n');
    assert.equal(about, '451');
    assert.match(says, /\*\*451\*\* Requested action aborted: local error in processing/);
    assert.match(says, /4xx: temporary failure, try again later\./);
    assert.match(says, /\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc5321#section-4\.2\.3\)/);
  });

  it('says what a code means for what was asked', async () => {
    const cases: [string, RegExp][] = [
      ['S: ‸220 mx.example.com ESMTP\nC: QUIT', /As a greeting: The server is ready/],
      ['S: ‸554 no\nC: QUIT', /As a greeting: There is no SMTP service here/],
      ['C: EHLO a.example\nS: ‸502 no', /After EHLO: .*Say HELO/],
      ['C: RCPT TO:<a@example.com>\nS: ‸450 4.2.0 Greylisted', /After RCPT: .*[Gg]reylisting/],
      ['C: RCPT TO:<a@example.com>\nS: ‸452', /After RCPT: Too many recipients/],
      ['C: RCPT: a@example.com\nS: ‸550', /After RCPT: There is no such mailbox/],
      ['C: MAIL FROM:<a@example.com> SIZE=99999999\nS: ‸552', /After MAIL: The SIZE given is more/],
      ['C: VRFY a\nS: ‸252', /After VRFY: The server does not say/],
      ['C: DATA\nS: ‸354\nC: Subject: x\nC:\nC: .\nS: 250', /After DATA: The server waits for the message/],
      ['C: DATA\nS: 354\nC: Subject: x\nC:\nC: .\nS: ‸250', /After a message: The message is accepted/],
      ['C: AUTH LOGIN\nS: ‸334 VXNlcm5hbWU6', /After AUTH: The mechanism goes on/],
      ['C: AUTH LOGIN\nS: 334\nC: YQ==\nS: ‸535', /After a response to AUTH: User name or password is wrong/],
      ['C: STARTTLS\nS: ‸220 go', /After STARTTLS: The TLS handshake begins/],
    ];
    for (const [text, expected] of cases) assert.match((await hoverAt(text)).says, expected, text);
  });

  it('does not take a pipelined reply for that of another command', async () => {
    const group = 'C: MAIL FROM:<a@example.com>\nC: RCPT TO:<b@example.com>\nC: DATA\n';
    assert.match((await hoverAt(`${group}S: ‸250\nS: 250\nS: 354\n`)).says, /After MAIL: The sender/);
    assert.match((await hoverAt(`${group}S: 250\nS: ‸250\nS: 354\n`)).says, /After RCPT: The recipient/);
    assert.match((await hoverAt(`${group}S: 250\nS: 250\nS: ‸354\n`)).says, /After DATA/);
  });

  it('explains a class, and each alternative by itself', async () => {
    const range = await hoverAt('C: MAIL FROM:<>\nS: ‸2xx');
    assert.equal(range.about, '2xx');
    assert.match(range.says, /any code that begins with 2[^]*2xx: success/);
    assert.match(range.says, /\*\*250\*\* The sender is accepted/);
    assert.match((await hoverAt('C: NOOP\nS: 4‸5x')).says, /any code that begins with 45/);
    const first = await hoverAt('C: RCPT TO:<a@example.com>\nS: 2‸50|251');
    const second = await hoverAt('C: RCPT TO:<a@example.com>\nS: 250|25‸1');
    assert.deepEqual([first.about, second.about], ['250', '251']);
    assert.match(second.says, /not local/);
  });

  it('says that a code is not registered', async () => {
    assert.match((await hoverAt('C: NOOP\nS: ‸257 x')).says, /not registered[^]*mail system[^]*2xx: success/);
  });

  it('explains enhanced codes', async () => {
    const { says, about } = await hoverAt('C: RCPT TO:<a@example.com>\nS: 550 5.1‸.1 unknown');
    assert.equal(about, '5.1.1');
    assert.match(says, /\*\*5\.1\.1\*\* Bad destination mailbox address/);
    assert.match(says, /5\.x\.x: permanent failure/);
    assert.match(says, /x\.1\.x: addressing/);
    assert.match(says, /rfc3463#section-3\.2/);
    assert.match((await hoverAt('C: RSET\nS: 250 2.9‸.9 x')).says, /\*\*2\.9\.9\*\* Not registered/);
    assert.match((await hoverAt('C: NOOP\nS: 421 ‸4.7.0 x')).says, /try again later/);
  });

  it('explains keywords of an EHLO reply and their parameters', async () => {
    const reply = (line: string): string =>
      `C: EHLO a.example\nS: 250-mx.example.com\nS: 250-DSN\nS: 250 ${line}`;
    const size = await hoverAt(reply('SI‸ZE 10240000'));
    assert.equal(size.about, 'SIZE');
    assert.match(size.says, /Message size declaration[^]*10\.2 MB\*\* \(9\.8 MiB/);
    assert.match(size.says, /the parameter `SIZE`/);
    assert.match(size.says, /rfc\/rfc1870\)/);
    const octets = await hoverAt(reply('SIZE 1024‸0000'));
    assert.equal(octets.about, '10240000');
    assert.match(octets.says, /10\.2 MB/);
    assert.match((await hoverAt(reply('SIZE ‸0'))).says, /no fixed limit/);
    const auth = await hoverAt(reply('AUTH PLAIN SCRAM-S‸HA-256'));
    assert.equal(auth.about, 'SCRAM-SHA-256');
    assert.match(auth.says, /never sent/);
    assert.match((await hoverAt(reply('AUTH=PL‸AIN LOGIN'))).says, /RFC 4616/);
    assert.match((await hoverAt(reply('AU‸TH PLAIN'))).says, /SASL mechanisms/);
    assert.match((await hoverAt(reply('STARTT‸LS'))).says, /the command `STARTTLS`/);
    assert.match((await hoverAt(reply('LIMITS RCPT‸MAX=100'))).says, /recipients/);
    assert.match((await hoverAt(reply('DELIVERBY 2‸40'))).says, /4 min/);
    assert.match((await hoverAt(reply('FUTURERELEASE 8640‸0 2030-01-01T00:00:00Z'))).says, /1 d/);
    assert.match((await hoverAt(reply('X-OW‸N'))).says, /no extension that is known/);
    const name = await hoverAt('C: EHLO a.example\nS: 250-mx.exa‸mple.com Hello\nS: 250 DSN');
    assert.equal(name.about, 'mx.example.com');
    assert.match(name.says, /what the server calls itself/);
  });

  it('takes words of other replies for what they are', async () => {
    assert.equal(await hoverOrNothing('C: NOOP\nS: 250 SI‸ZE 10'), undefined);
    assert.equal(await hoverOrNothing('C: EHLO a\nS: 250-x\nS: 250 DSN\nC: NOOP\nS: 250 o‸k'), undefined);
  });

  it('decodes challenges', async () => {
    const login = await hoverAt('C: AUTH LOGIN\nS: 334 VXNl‸cm5hbWU6\nC: YQ==\nS: 235');
    assert.equal(login.about, 'VXNlcm5hbWU6');
    assert.match(login.says, /`Username:`[^]*of `LOGIN`/);
    const cram = base64('<1896.697170952@postoffice.example.net>');
    assert.match((await hoverAt(`C: AUTH CRAM-MD5\nS: 334 ‸${cram}`)).says, /`<1896\.697170952@postoffice/);
    const scram = base64('r=abcNONCE,s=QSXCR+Q6sek8bf92,i=4096');
    const first = await hoverAt(`C: AUTH SCRAM-SHA-256 ${base64('n,,n=user,r=abc')}\nS: 334 ‸${scram}`);
    assert.match(first.says, /Nonce: `abcNONCE`[^]*Salt: `QSXCR\+Q6sek8bf92`[^]*Iterations: `4096`/);
    const error = base64('{"status":"invalid_token","schemes":"bearer","scope":"mail"}');
    const oauth = base64('n,a=user@example.com,\x01auth=Bearer vF9dft4qmT\x01\x01');
    const refused = await hoverAt(`C: AUTH OAUTHBEARER ${oauth}\nS: 334 ‸${error}\nC: AQ==\nS: 535`);
    assert.match(refused.says, /Status: `invalid_token`[^]*Scope: `mail`/);
    assert.match(
      (await hoverAt(`C: AUTH GSSAPI\nS: 334 ‸${Buffer.from([0, 1, 2, 250]).toString('base64')}`)).says,
      /4 octets that are no text/,
    );
    assert.equal(await hoverOrNothing('C: AUTH PLAIN\nS: 334 go ah‸ead!'), undefined);
  });

  it('explains what else an expectation may be', async () => {
    assert.match((await hoverAt('C: QUIT\nS: 221\nS: <cl‸ose>')).says, /closes the connection/);
    assert.match((await hoverAt('C: NOOP\nS: 250\nS: <sil‸ence 500ms>')).says, /for 0\.5 s/);
    assert.match((await hoverAt('C: EHLO a\nS: 250-x\nS: .‸..')).says, /any lines of this reply/);
    const regex = await hoverAt('C: NOOP\nS: 250 /que‸ued/i');
    assert.equal(regex.about, '/queued/i');
    assert.match(regex.says, /regular expression/);
    assert.match((await hoverAt('C: NOOP\nS‸?: 250')).says, /\*\*S\?:\*\*/);
  });
});

describe('language/hover: queue identifiers', () => {
  const after = (text: string): string => `C: DATA\nS: 354\nC: Subject: x\nC:\nC: .\nS: 250 ${text}`;

  it('knows the forms of servers', async () => {
    const cases: [string, string, RegExp][] = [
      ['2.0.0 Ok: queued as ‸4Xk1Z53qD9z1w9', '4Xk1Z53qD9z1w9', /Postfix[^]*`postqueue -p \| grep 4Xk1Z53qD9z1w9`[^]*mail\.log/],
      ['2.0.0 Ok: queued as ‸3F2A91C0044', '3F2A91C0044', /Postfix/],
      ['OK id=‸1tBQ2K-0005Cl-2Z', '1tBQ2K-0005Cl-2Z', /Exim[^]*`exim -Mvl 1tBQ2K-0005Cl-2Z`[^]*exigrep/],
      ['OK id=‸1tBQ2K-00000005Cl3-2Zab', '1tBQ2K-00000005Cl3-2Zab', /Exim/],
      ['2.0.0 ‸4BNAbC1d012345 Message accepted for delivery', '4BNAbC1d012345', /Sendmail[^]*mailq/],
      ['2.0.0 ‸1a2b3c4d Message accepted for delivery', '1a2b3c4d', /OpenSMTPD[^]*smtpctl/],
      ['2.6.0 ‸<a1@example.com> [InternalId=42, Hostname=x] Queued mail for delivery', '<a1@example.com>', /Exchange[^]*Get-MessageTrackingLog/],
      ['2.0.0 OK  1700000000 ‸af79cd13be357-7b1a2b3si123456785a.123 - gsmtp', 'af79cd13be357-7b1a2b3si123456785a.123', /Gmail/],
      ['ok 1700000000 qp ‸12345', '12345', /qmail/],
      ['OK: message queued as ‸abc-1', 'abc-1', /name of the message/],
    ]; // prettier-ignore
    for (const [text, id, expected] of cases) {
      const { says, about } = await hoverAt(after(text));
      assert.equal(about, id, text);
      assert.match(says, expected, text);
    }
  });

  it('are found in a reply that is quoted alone', async () => {
    assert.equal((await hoverAt('S: 250 2.0.0 Ok: queued as ‸4Xk1Z53qD9z1w9')).about, '4Xk1Z53qD9z1w9');
    assert.equal(await hoverOrNothing('S: 220 Ok: queued as ‸4Xk1Z53qD9z1w9'), undefined);
  });

  it('finds none elsewhere', async () => {
    assert.equal(await hoverOrNothing(after('2.0.0 Thank ‸you')), undefined);
    assert.equal(await hoverOrNothing('C: NOOP\nS: 250 Ok: queued as ‸4Xk1Z53qD9z1w9'), undefined);
  });
});
