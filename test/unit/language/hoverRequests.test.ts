import assert from 'node:assert/strict';
import { base64, hoverAt, hoverOrNothing } from './hovering';

describe('language/hover: commands', () => {
  it('explains a command with its syntax, its extension and the RFC', async () => {
    const mail = await hoverAt('C: MA‸IL FROM:<a@example.com>');
    assert.equal(mail.about, 'MAIL FROM:');
    assert.match(mail.says, /^`MAIL FROM:<reverse-path> \[parameters\]`/);
    assert.match(mail.says, /\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc5321#section-4\.1\.1\.2\)/);
    assert.match((await hoverAt('C: start‸tls')).says, /has to offer `STARTTLS`/);
    assert.match((await hoverAt('EHLO‸ a.example\n250 x')).says, /Greets the server/);
    assert.match((await hoverAt('C: RC‸PT: a@example.com')).says, /Meant is perhaps `RCPT TO:/);
    assert.match((await hoverAt('C: XYZ‸ZY')).says, /no command that is known/);
  });

  it('explains paths and addresses', async () => {
    const rcpt = await hoverAt('C: RCPT TO:<user+tag@xn--mn‸chen-3ya.example>');
    assert.equal(rcpt.about, '<user+tag@xn--mnchen-3ya.example>');
    assert.match(rcpt.says, /forward-path/);
    assert.match(rcpt.says, /Local part: `user\+tag`, .*the tag `tag`/);
    assert.match(rcpt.says, /`münchen\.example`/);
    assert.match(
      (await hoverAt('C: MAIL FROM:<a@mün‸chen.example> SMTPUTF8')).says,
      /`xn--mnchen-3ya\.example` in ASCII[^]*SMTPUTF8/,
    );
    assert.match((await hoverAt('C: MAIL FROM:‸<>')).says, /null reverse-path/);
    assert.match((await hoverAt('C: RCPT TO:<"a\\"‸ b"@example.com>')).says, /quoted; it is `a" b`/);
    assert.match((await hoverAt('C: RCPT TO:<a@[192‸.0.2.1]>')).says, /address literal/);
    assert.match(
      (await hoverAt('C: RCPT TO:<@x.example:a‸@example.com>')).says,
      /source route `@x\.example`/,
    );
    assert.equal(await hoverOrNothing('C: RCPT TO:<a b‸>'), undefined);
  });

  it('explains parameters and their values', async () => {
    const size = await hoverAt('C: MAIL FROM:<a@example.com> SI‸ZE=10240000 BODY=8BITMIME');
    assert.equal(size.about, 'SIZE=10240000');
    assert.match(
      size.says,
      /^`SIZE=octets`[^]*\*\*10\.2 MB\*\* \(9\.8 MiB\)[^]*offer `SIZE`[^]*rfc1870#section-3/,
    );
    assert.match(
      (await hoverAt('C: MAIL FROM:<a@example.com> SIZE=1 BODY=8BIT‸MIME')).says,
      /octets above 127/,
    );
    assert.match(
      (await hoverAt('C: RCPT TO:<a@example.com> NOTIFY=SUCC‸ESS,DELAY')).says,
      /delivered, or when delivery takes long/,
    );
    assert.match((await hoverAt('C: MAIL FROM:<a@example.com> ENVID=QQ+3D‸1')).says, /As text: `QQ=1`/);
    assert.match(
      (await hoverAt('C: RCPT TO:<a@example.com> ORCPT=rfc822;b+2Bc‸@example.com')).says,
      /`rfc822`: `b\+c@example\.com`/,
    );
    assert.match((await hoverAt('C: MAIL FROM:<a@example.com> AUTH=‸<>')).says, /not known, or not trusted/);
    assert.match(
      (await hoverAt('C: RCPT TO:<a@example.com> SI‸ZE=1')).says,
      /a parameter of MAIL, not of RCPT/,
    );
    assert.match((await hoverAt('C: RCPT TO:<a@example.com> FO‸O=1')).says, /no parameter that is known/);
  });

  it('explains the arguments of other commands', async () => {
    assert.match((await hoverAt('C: EHLO clie‸nt.example.com')).says, /What the client calls itself/);
    assert.match((await hoverAt('C: EHLO [192.0.‸2.1]')).says, /address literal/);
    const bdat = await hoverAt('C: BDAT 1024‸0 LAST');
    assert.match(bdat.says, /10240 octets\*\* \(10\.2 kB, 10 KiB\)/);
    assert.match((await hoverAt('C: BDAT 3 LA‸ST')).says, /last chunk/);
    assert.match((await hoverAt('C: AUTH XOAU‸TH2')).says, /access token/);
    assert.match((await hoverAt('C: AUTH FO‸O')).says, /no mechanism that is known/);
  });

  it('explains prefixes, escapes and connections', async () => {
    assert.match((await hoverAt('‸C: QUIT')).says, /the client sends/);
    assert.match((await hoverAt('C‸!: QUIT\\r\\n')).says, /exactly these bytes/);
    const cr = await hoverAt('C!: QUIT\\‸r\\n');
    assert.equal(cr.about, '\\r');
    assert.match(cr.says, /0D, a carriage return/);
    assert.match((await hoverAt('C!: \\u{2‸0ac}')).says, /E2 82 AC, `€`/);
    assert.match((await hoverAt('C!: \\‸q')).says, /./);
    const smtps = await hoverAt('open‸ssl s_client -crlf -connect mx.example.com:465 -tls1_3\nC: QUIT');
    assert.match(
      smtps.says,
      /`smtps:\/\/mx\.example\.com:465`: TLS from the first byte\.[^]*At least TLSv1\.3/,
    );
    assert.match(
      (await hoverAt('openssl s_client -star‸ttls smtp -connect mx.example.com:25\nC: QUIT')).says,
      /turns to TLS/,
    );
    assert.match((await hoverAt('tel‸net mx.example.com 25\nC: QUIT')).says, /plain text/);
    assert.match((await hoverAt('CONNECT lmtp‸://mx.example.com\nC: QUIT')).says, /LMTP/);
  });

  it('explains attributes', async () => {
    const shown = await hoverAt('C: XCLIENT NAME=a.example ADDR=192.0.‸2.1');
    assert.equal(shown.about, 'ADDR=192.0.2.1');
    assert.match(shown.says, /IP address[^]*IPV6:2001:db8::1[^]*XCLIENT_README/);
    assert.equal(await hoverOrNothing('C: XFORWARD LOG‸IN=a'), undefined);
  });

  it('explains directives', async () => {
    const timeout = await hoverAt('# @time‸out 5s\nC: QUIT');
    assert.equal(timeout.about, '@timeout');
    assert.match(timeout.says, /`@timeout 30s`[^]*How long to wait/);
    assert.match(
      (await hoverAt('# @server smtp://mx.exa‸mple.com\nC: QUIT')).says,
      /`smtp:\/\/mx\.example\.com:25`/,
    );
    assert.match((await hoverAt('# @timo‸ut 5s\nC: QUIT')).says, /no such directive/);
  });

  it('explains the parts of an assertion', async () => {
    for (const [line, about, says] of [
      ['‸?? code == 250', '??', /subject, predicate, value/],
      ['?? tls.proto‸col == TLSv1.3', 'tls.protocol', /the version of TLS[^]*`TLSv1\.3`/],
      ['?? text incl‸udes queued', 'includes', /the subject includes the value/],
      ['?? text not incl‸udes queued', 'includes', /`not includes`[^]*does not include the value/],
      ['?? text no‸t includes queued', 'not', /turns the predicate round/],
      ['?? ehlo SIZE ‸>= 10MB', '>=', /is at least the value/],
      ['?? ehlo SIZE ex‸ists', 'exists', /the subject exists\./],
      ['?? ehlo SI‸ZE >= 10MB', 'SIZE', /rfc1870/],
      ['?? ehlo SIZE >= 10‸MB', '10MB', /10000000 octets/],
      ['?? ehlo AUTH includes PLA‸IN', 'PLAIN', /SASL mechanism/],
      ['?? code == 250|2‸21', '221', /\*\*221\*\*[^]*After QUIT/],
      ['?? code == 5‸xx', '5xx', /any code that begins with 5/],
      ['?? enhanced == 5.7.‸1', '5.7.1', /rfc3463/],
      ['?? text matches /queu‸ed/', '/queued/', /regular expression/],
    ] as const) {
      const shown = await hoverAt(`C: QUIT\nS: 221\n${line}`);
      assert.equal(shown.about, about, line);
      assert.match(shown.says, says, line);
    }
    for (const line of [
      '?? text includes cod‸e',
      '?? co‸ed == 250',
      '?? code == 99‸9',
      '?? enhanced startsWith 2‸.',
    ])
      assert.equal(await hoverOrNothing(`C: QUIT\n${line}`), undefined, line);
  });

  it('says nothing of comments, titles and what is no line of dialogue', async () => {
    assert.equal(await hoverOrNothing('### Ti‸tle\nC: QUIT'), undefined);
    assert.equal(await hoverOrNothing('# a com‸ment with {{x}}\nC: QUIT'), undefined);
    assert.equal(await hoverOrNothing('C: QUIT\n‸\nS: 221'), undefined);
  });
});

describe('language/hover: responses', () => {
  it('decodes what a client says, without what is secret', async () => {
    const plain = base64('\0user@example.com\0hunter2');
    const initial = await hoverAt(`C: AUTH PLAIN ${plain.slice(0, 5)}‸${plain.slice(5)}`);
    assert.equal(initial.about, plain);
    assert.match(initial.says, /User name: `user@example\.com`[^]*Password: ••••/);
    assert.match(initial.says, /Base64 is not encryption/);
    const acting = await hoverAt(`C: AUTH PLAIN\nS: 334\nC: ‸${base64('admin\0user\0hunter2')}`);
    assert.match(acting.says, /Acts as: `admin`/);
    assert.match((await hoverAt(`C: AUTH LOGIN\nS: 334\nC: ‸${base64('user')}`)).says, /User name: `user`/);
    const password = await hoverAt(`C: AUTH LOGIN\nS: 334\nC: dXNlcg==\nS: 334\nC: ‸${base64('hunter2')}`);
    assert.match(password.says, /Password: ••••/);
    const cram = base64('tim b913a602c7eda7a495b4e6e7334d3890');
    assert.match(
      (await hoverAt(`C: AUTH CRAM-MD5\nS: 334\nC: ‸${cram}`)).says,
      /User name: `tim`[^]*Digest: ••••/,
    );
    const xoauth = base64('user=someone@example.com\x01auth=Bearer ya29.vF9dft4qmTc2\x01\x01');
    const token = await hoverAt(`C: AUTH XOAUTH2 ‸${xoauth}`);
    assert.match(token.says, /User name: `someone@example\.com`[^]*Bearer token: ••••/);
    const bearer = base64(
      'n,a=user@example.com,\x01host=mx.example.com\x01port=587\x01auth=Bearer vF9d\x01\x01',
    );
    assert.match(
      (await hoverAt(`C: AUTH OAUTHBEARER ‸${bearer}`)).says,
      /`user@example\.com`[^]*Host: `mx[^]*Port: `587`[^]*token: ••••/,
    );
  });

  it('reads the messages of SCRAM', async () => {
    const first = base64('n,a=boss,n=us=2Cer,r=rOprNGfwEbeRWgbNEkqO');
    const auth = `C: AUTH SCRAM-SHA-256 ${first}\nS: 334 ${base64('r=rOprX,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096')}\n`;
    const initial = await hoverAt(auth.replace(first, `‸${first}`));
    assert.match(initial.says, /Acts as: `boss`[^]*User name: `us,er`[^]*Nonce: `rOprNGfwEbeRWgbNEkqO`/);
    const final = base64('c=biws,r=rOprX,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=');
    assert.match((await hoverAt(`${auth}C: ‸${final}`)).says, /Channel binding data: `n,,`[^]*Proof: ••••/);
  });

  it('says a small number of octets once', async () => {
    assert.match((await hoverAt('C: BDAT ‸86 LAST')).says, /has \*\*86 octets\*\*, its line ends/);
    assert.match((await hoverAt('C: MAIL FROM:<a@b.example> SIZE=‸86')).says, /\*\*86 bytes\*\*\n/);
  });

  it('goes by what LOGIN asks for', async () => {
    const asked = `C: AUTH LOGIN\nS: 334 UGFzc3dvcmQ6\nC: ‸${base64('hunter2')}\nS: 334 VXNlcm5hbWU6\nC: YW5u`;
    const { says } = await hoverAt(asked);
    assert.match(says, /Password: ••••/);
    assert.ok(!says.includes('hunter2'));
    const plain = `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ‸${base64('\0ann\0hunter2')}`;
    assert.match((await hoverAt(plain)).says, /treated as a secret/);
  });

  it('explains what stands for no response', async () => {
    assert.match((await hoverAt('C: AUTH PLAIN\nS: 334\nC: ‸*\nS: 501')).says, /gives the authentication up/);
    assert.match((await hoverAt('C: AUTH EXTERNAL ‸=')).says, /empty initial response/);
  });

  it('takes what it cannot read for a secret', async () => {
    const odd = base64('just text');
    for (const text of [
      `C: AUTH XOAUTH2 ‸${odd}`,
      `C: AUTH UNHEARD-OF ‸${odd}`,
      `C: AUTH PLAIN ‸nonsense!`,
    ]) {
      const { says } = await hoverAt(text);
      assert.match(says, /treated as a secret/, text);
      assert.doesNotMatch(says, /just text|nonsense/, text);
    }
  });
});
