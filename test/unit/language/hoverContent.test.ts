import assert from 'node:assert/strict';
import { base64, hoverAt, hoverOrNothing } from './hovering';

const message = (...lines: string[]): string =>
  ['C: DATA', 'S: 354', ...lines.map((line) => `C: ${line}`), 'C: .', 'S: 250'].join('\n');

describe('language/hover: messages', () => {
  it('explains the lone dot and other dots', async () => {
    const end = await hoverAt('C: DATA\nS: 354\nC: Subject: x\nC:\nC: ‸.\nS: 250');
    assert.match(end.says, /ends the message[^]*section-4\.1\.1\.4[^]*section-4\.5\.2/);
    const single = await hoverAt(message('Subject: x', '', '‸.profile'));
    assert.equal(single.about, '.');
    assert.match(single.says, /takes this dot away and keeps `profile`/);
    const stuffed = await hoverAt(message('Subject: x', '', '.‸.profile'));
    assert.equal(stuffed.about, '..');
    assert.match(stuffed.says, /keeps `\.profile`/);
    assert.equal(await hoverOrNothing('C: BDAT 8 LAST\nC: ‸.hello\nS: 250'), undefined);
  });

  it('explains header fields', async () => {
    const subject = await hoverAt(message('Sub‸ject: x', '', 'body'));
    assert.equal(subject.about, 'Subject');
    assert.match(subject.says, /What the message is about[^]*rfc5322#section-3\.6\.5/);
    assert.match((await hoverAt(message('X-O‸wn: x', '', 'body'))).says, /no header field that is known/);
    assert.equal(await hoverOrNothing(message('Subject: x', '', 'From‸: me')), undefined);
  });

  it('decodes encoded words, folded ones too', async () => {
    const q = await hoverAt(message('Subject: =?utf-8?Q?Gr=C3=BC=C3=9F‸e?=', '', 'x'));
    assert.match(q.says, /^`Grüße`/);
    const split = `=?utf-8?B?${Buffer.from('Grü').subarray(0, 3).toString('base64')}?=`;
    const rest = `=?utf-8?B?${Buffer.from('Grüße').subarray(3).toString('base64')}?=`;
    const folded = await hoverAt(message(`Subject: Re: ${split}`, ` ‸${rest} now`, '', 'x'));
    assert.match(folded.says, /^`Re: Grüße now`/);
    assert.match((await hoverAt(message('Subject: =?iso-8859-1?Q?caf‸=E9?=', '', 'x'))).says, /`café`/);
    assert.equal(await hoverOrNothing(message('Subject: =?x-unheard?Q?a‸?=', '', 'x')), undefined);
  });

  it('explains dates', async () => {
    const date = await hoverAt(message('Date: Tue, 1 Jul 2003 10:‸52:37 +0200', '', 'x'));
    assert.match(date.says, /`2003-07-01 08:52:37` UTC/);
    assert.doesNotMatch(date.says, /not a/);
    assert.match(
      (await hoverAt(message('Date: Mon, 1 Jul 2003 10:‸52:37 +0200', '', 'x'))).says,
      /a Tue, not a Mon/,
    );
    assert.match((await hoverAt(message('Date: tomo‸rrow', '', 'x'))).says, /no date/);
  });

  it('explains addresses and media types', async () => {
    const address = await hoverAt(message('From: Ann <ann@xn--bcher‸-kva.example>, b@example.com', '', 'x'));
    assert.equal(address.about, 'ann@xn--bcher-kva.example');
    assert.match(address.says, /`bücher\.example`/);
    const type = await hoverAt(
      message('Content-Type: multipart/mix‸ed; boundary="b1"', '', '--b1', '', 'x', '--b1--'),
    );
    assert.match(type.says, /Several parts[^]*`--b1`/);
    assert.match(
      (await hoverAt(message('Content-Transfer-Encoding: quoted-‸printable', '', 'x'))).says,
      /stand for any other octet/,
    );
  });

  it('explains what a body is made of', async () => {
    const multipart = (body: string): string =>
      message('Content-Type: multipart/mixed; boundary=b1', '', ...body.split('\n'));
    assert.match((await hoverAt(multipart('-‸-b1\n\nx\n--b1--'))).says, /next part/);
    assert.match((await hoverAt(multipart('--b1\n\nx\n--b1‸--'))).says, /last part/);
    const part = `--b1\nContent-Transfer-Encoding: base64\n\n‸${base64('Hello, world')}\n--b1--`;
    assert.match((await hoverAt(multipart(part))).says, /`Hello, world`/);
    const quoted = message('Content-Transfer-Encoding: quoted-printable', '', 'caf=C3‸=A9 =', 'x');
    assert.match((await hoverAt(quoted)).says, /^`é` \(2 octets\)/);
    const soft = message('Content-Transfer-Encoding: quoted-printable', '', 'caf=C3=A9 ‸=', 'x');
    assert.match((await hoverAt(soft)).says, /goes on in the next/);
  });

  it('tells the size of an included file', async () => {
    const text = 'C: DATA\nS: 354\nC: < ./me‸ssage.eml\nC: .\nS: 250';
    const asked: string[] = [];
    const shown = await hoverAt(text, {
      fileSize: (uri, path) => {
        asked.push(`${uri} ${path}`);
        return Promise.resolve(12_345);
      },
    });
    assert.deepEqual(asked, ['file:///folder/test.smtp ./message.eml']);
    assert.equal(shown.about, '< ./message.eml');
    assert.match(shown.says, /`\.\/message\.eml`: 12\.3 kB \(12\.1 KiB, 12345 octets\)/);
    assert.match((await hoverAt(text)).says, /^`\.\/message\.eml`\n/);
  });
});

describe('language/hover: variables', () => {
  it('shows the value and where it comes from', async () => {
    const file = await hoverAt('@sender = a@example.com\n\n### T\nC: MAIL FROM:<{{sen‸der}}>');
    assert.equal(file.about, '{{sender}}');
    assert.match(file.says, /\*\*sender\*\* = `a@example\.com`[^]*variable of the file, from line 1/);
    const own = await hoverAt('@a = 1\n### T\n@a = 2\nC: NOOP {{‸a}}');
    assert.match(own.says, /= `2`[^]*of this transcript, from line 3/);
    const nested = await hoverAt('@a = x\n@b = {{a}}-{{$guid}}\n### T\nC: NOOP {{b‸}}');
    assert.match(nested.says, /= `x-\{\{\$guid\}\}`/);
    const declared = await hoverAt('@a‸ = 1\n### T\nC: NOOP {{a}}');
    assert.match(declared.says, /= `1`/);
    assert.match((await hoverAt('### T\nC: NOOP {{nobo‸dy}}')).says, /Nothing here gives it a value/);
  });

  it('says where a capture comes from', async () => {
    const text = '### T\nC: NOOP\nS: 250 /(?<id>\\S+)/\nC: NOOP {{id}}';
    const use = await hoverAt(text.replace('{{id', '{{i‸d'));
    assert.match(use.says, /Captured from the server’s reply at line 3/);
    const group = await hoverAt(text.replace('<id', '<‸id'));
    assert.equal(group.about, 'id');
    assert.match(group.says, /Captured/);
  });

  it('reads environments, and hides what the private file holds', async () => {
    const workspace = {
      environmentFiles: () =>
        Promise.resolve([
          { uri: 'file:///folder/smtp.private.env.json', text: '{"dev": {"key1": "hunter2"}}' },
          {
            uri: 'file:///folder/smtp.env.json',
            text: '{"$shared": {"host": "mx"},\n"dev": {"user": "me"}}',
          },
        ]),
      activeEnvironment: () => 'dev',
    };
    const user = await hoverAt('### T\nC: NOOP {{us‸er}}', workspace);
    assert.match(user.says, /= `me`[^]*Of the environment `dev`, in `smtp\.env\.json`, line 2/);
    assert.match((await hoverAt('### T\nC: NOOP {{ho‸st}}', workspace)).says, /Shared by all environments/);
    const key = await hoverAt('### T\nC: NOOP {{ke‸y1}}', workspace);
    assert.match(key.says, /= ••••[^]*smtp\.private\.env\.json[^]*It is a secret/);
    assert.doesNotMatch(key.says, /hunter2/);
    const inside = await hoverAt('### T\n@x = a{{key1}}\nC: NOOP {{‸x}}', workspace);
    assert.doesNotMatch(inside.says, /hunter2/);
  });

  it('ends at variables that refer to each other', async () => {
    const text = '@a = {{b}}{{b}}{{b}}\n@b = {{a}}{{a}}{{a}}\n### T\nC: NOOP {{‸a}}';
    assert.match((await hoverAt(text)).says, /\{\{[ab]\}\}/);
  });

  it('explains functions', async () => {
    const date = await hoverAt(message('Date: {{$da‸te}}', '', 'x'));
    assert.equal(date.about, '{{$date}}');
    assert.match(date.says, /`\{\{\$date\}\}`[^]*rfc5322#section-3\.3/);
    const plain = await hoverAt('C: AUTH PLAIN {{$pl‸ain user "hunter2"}}');
    assert.match(plain.says, /`\{\{\$plain USER PASSWORD/);
    assert.doesNotMatch(plain.says, /hunter2/);
    const nested = await hoverAt('C: AUTH PLAIN {{$plain user {{$sec‸ret work}}}}');
    assert.equal(nested.about, '{{$secret work}}');
    assert.match((await hoverAt('C: NOOP {{$no‸pe}}')).says, /no such function/);
    assert.equal(await hoverOrNothing('C: NOOP\nS: 250 {{$gu‸id}}'), undefined);
  });
});
