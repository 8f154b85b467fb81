import assert from 'node:assert/strict';
import { accept, complete, labels } from './complete';
import type { Workspace } from '../../../src/language/workspace';

const FILES: Partial<Workspace> = {
  listFolder: (_uri, path) =>
    Promise.resolve(
      path === '.'
        ? [
            { name: 'a.smtp', isFolder: false },
            { name: 'ca.pem', isFolder: false },
            { name: 'mail.eml', isFolder: false },
            { name: 'parts', isFolder: true },
            { name: '.env', isFolder: false },
          ]
        : path === './parts/' || path === 'parts/'
          ? [{ name: 'logo one.png', isFolder: false }]
          : [],
    ),
};

const ENVIRONMENTS: Partial<Workspace> = {
  environmentFiles: () =>
    Promise.resolve([
      { uri: 'file:///folder/smtp.private.env.json', text: '{ "dev": { "apiValue": "hunter2" } }' },
      {
        uri: 'file:///folder/smtp.env.json',
        text: '{ "$shared": { "host": "mail.example.com" }, "dev": { "user": "ann" }, "live": { "other": "x" } }',
      },
    ]),
  activeEnvironment: () => 'dev',
};

describe('completion of directives', () => {
  it('offers names from # on', async () => {
    assert.equal(await accept('#|', '@tls-verify'), '# @tls-verify ');
    assert.equal(await accept('# @tls|', '@tls-ca'), '# @tls-ca ');
    assert.equal(await accept('// @|', '@disabled'), '// @disabled');
    assert.equal(await accept('# @tim|out 5s', '@timeout'), '# @timeout 5s');
    assert.equal(await accept('|', '@match'), '# @match ');
    assert.equal(await accept('##|', '###'), '### ');
    assert.deepEqual(await labels('# a remark |'), []);
    assert.deepEqual(await labels('# |'), []);
  });

  it('offers values', async () => {
    assert.deepEqual(await labels('# @tls-verify |'), ['on', 'off']);
    assert.deepEqual(await labels('# @match |'), ['code', 'text']);
    assert.deepEqual(await labels('# @pipelining |'), ['auto', 'on', 'off']);
    assert.deepEqual(await labels('# @ip |'), ['4', '6']);
    assert.ok((await labels('# @tls-min |')).includes('TLSv1.2'));
    assert.ok((await labels('# @timeout |')).includes('30s'));
    assert.ok((await labels('# @server |')).includes('smtps://'));
    assert.deepEqual(await labels('# @name |'), []);
    assert.equal(await accept('# @tls-verify o|n', 'off'), '# @tls-verify off');
  });

  it('offers what goes with proxies and policies', async () => {
    assert.ok((await labels('# @proxy |')).some((label) => label.startsWith('socks5://')));
    assert.deepEqual(await labels('# @proxy-protocol |'), ['v1', 'v2']);
    assert.deepEqual(await labels('# @tls-policy |'), ['show']);
    assert.ok((await labels('# @channel-binding |')).includes('tls-server-end-point'));
  });

  it('offers the codes of diagnostics, each once', async () => {
    const codes = await labels('# @disable leading-dot |');
    assert.ok(codes.includes('unknown-command') && !codes.includes('leading-dot'));
    assert.equal(
      await accept('# @disable-next-line unk|', 'unknown-command'),
      '# @disable-next-line unknown-command',
    );
  });

  it('offers variables and tags of the file', async () => {
    assert.deepEqual(await labels('@user = x\n# @secret |'), ['user']);
    assert.deepEqual(await labels('### a\n# @tag slow nightly\nS: 220\n### b\n# @tag |'), [
      'slow',
      'nightly',
    ]);
  });
});

describe('completion of {{…}}', () => {
  it('offers variables in scope, nearest first, and functions', async () => {
    const text = '@a = 1\n### one\n@b = 2\nS: 220\nC: NOOP\nS: 250 /(?<c>.+)/\nC: NOOP {{|';
    const offered = await labels(text, { workspace: ENVIRONMENTS });
    assert.deepEqual(offered.slice(0, 6), ['c', 'b', 'a', 'apiValue', 'user', 'host']);
    assert.ok(offered.includes('$guid') && !offered.includes('other'));
    assert.ok(!(await labels('### one\n@b = 2\nS: 220\n### two\nC: NOOP {{|')).includes('b'));
  });

  it('never shows what is secret', async () => {
    const items = await complete('# @secret hidden\n@hidden = hunter2\n@password = hunter2\nC: NOOP {{|', {
      workspace: ENVIRONMENTS,
    });
    assert.ok(
      items.some(({ label }) => label === 'apiValue') && items.some(({ label }) => label === 'hidden'),
    );
    assert.ok(!JSON.stringify(items).includes('hunter2'));
    assert.ok(items.some(({ label, detail }) => label === 'host' && detail?.includes('mail.example.com')));
  });

  it('closes the braces, or leaves them where they are', async () => {
    assert.equal(await accept('@a = 1\nC: NOOP {{|', 'a'), '@a = 1\nC: NOOP {{a}}');
    assert.equal(await accept('@a = 1\nC: NOOP {{|}}', 'a'), '@a = 1\nC: NOOP {{a}}');
    assert.equal(await accept('C: NOOP {{$gu|id}} x', '$guid'), 'C: NOOP {{$guid}} x');
    assert.equal(await accept('C: NOOP {{$sec| work}}', '$secret'), 'C: NOOP {{$secret work}}');
    assert.equal(await accept('C: NOOP {{|', '$randomInt'), 'C: NOOP {{$randomInt 1 100}}');
    assert.equal(
      await accept('C: NOOP {{|', '$randomInt', { snippets: true }),
      'C: NOOP {{\\$randomInt ${1:1} ${2:100}\\}\\}',
    );
    assert.equal(
      await accept('C: AUTH PLAIN {{$plain ann {{$se|}}}}', '$secret'),
      'C: AUTH PLAIN {{$plain ann {{$secret name}}}}',
    );
  });

  it('offers what a function takes', async () => {
    assert.deepEqual(await labels('telnet {{$testServer |'), ['host', 'port', 'tlsPort', 'lmtpPort']);
    assert.deepEqual(await labels('C: NOOP {{$secret work}}\nC: NOOP {{$secret |'), ['work']);
    assert.equal(
      (await labels('C: MAIL FROM:<ann@example.com>\nS: 250\nC: NOOP {{$plain |'))[0],
      'ann@example.com',
    );
    assert.equal((await labels('C: NOOP {{$plain ann |'))[0], '{{$secret …}}');
    assert.deepEqual(await labels('C: NOOP {{$guid |'), []);
  });

  it('offers them in values, content, connections and paths, and not where nothing is filled in', async () => {
    for (const text of [
      '@a = {{',
      'C: DATA\nS: 354\nC: Subject: {{',
      'telnet {{',
      '# @server {{',
      'C: DATA\nS: 354\n< {{',
    ])
      assert.ok((await labels(`${text}|`)).includes('$guid'), text);
    for (const text of ['S: 250 {{', 'C!: {{', '# {{', '### {{', 'C: NOOP \\{{'])
      assert.ok(!(await labels(`${text}|`)).includes('$guid'), text);
  });

  it('offers a value for a name that has none', async () => {
    assert.equal(await accept('@|\n### a\nC: NOOP {{a}}', '@a ='), '@a = \n### a\nC: NOOP {{a}}');
  });
});

describe('completion of connections', () => {
  it('offers whole lines where nothing was said', async () => {
    const offered = await labels('### a\n|');
    for (const label of ['telnet', 'nc', 'CONNECT smtps://', 'openssl s_client -starttls smtp'])
      assert.ok(offered.includes(label), label);
    assert.ok(!(await labels('### a\nS: 220\n|')).includes('telnet'));
    assert.equal(await accept('### a\ntel|', 'telnet'), '### a\ntelnet mail.example.com 25');
    assert.equal(await accept('### a\nconnect smtps|', 'smtps://'), '### a\nconnect smtps://');
  });

  it('offers URLs of the file, hosts, ports and options', async () => {
    assert.equal(
      (await labels('### a\nCONNECT smtp://a.example:25\nS: 220\n### b\nCONNECT |'))[0],
      'smtp://a.example:25',
    );
    assert.ok(
      (await labels('### a\nCONNECT smtp://a.example\nS: 220\n### b\ntelnet |')).includes('a.example'),
    );
    assert.deepEqual((await labels('telnet a.example |')).slice(0, 2), ['25', '587']);
    assert.equal(await accept('openssl s_client -conn|', '-connect'), 'openssl s_client -connect ');
    assert.ok(!(await labels('openssl s_client -crlf -|')).includes('-crlf'));
    assert.deepEqual(await labels('openssl s_client -starttls |'), ['smtp']);
    assert.deepEqual(await labels('ann@client:~$ openssl s_client -starttls |'), ['smtp']);
    assert.deepEqual((await labels('[root@client ~]# telnet a.example |')).slice(0, 2), ['25', '587']);
  });
});

describe('completion of paths', () => {
  const options = { workspace: FILES };
  it('offers the files of the folder, messages first', async () => {
    const text = 'C: DATA\nS: 354\n< ';
    assert.deepEqual(await labels(`${text}|`, options), ['mail.eml', 'parts/', 'ca.pem', 'a.smtp', '../']);
    assert.equal(await accept(`${text}|`, 'mail.eml', options), `${text}./mail.eml`);
    assert.equal(await accept(`${text}ma|x.txt`, 'mail.eml', options), `${text}./mail.eml`);
    assert.equal(await accept(`${text}./ma|`, 'mail.eml', options).catch(() => 'none'), 'none');
    assert.equal(await accept(`${text}parts|`, 'parts/', options), `${text}./parts/`);
    assert.equal(await accept(`${text}./parts/|`, 'logo one.png', options), `${text}./parts/logo one.png`);
    assert.deepEqual(await labels(`${text}parts/logo o|`, options), ['logo one.png']);
  });

  it('does so wherever a file is named', async () => {
    for (const text of [
      'C: DATA\nS: 354\nC: < ',
      'C: DATA\nS: 354\n<@ ',
      'C: DATA\nS: 354\n<base64 ',
      '# @tls-key ',
      'openssl s_client -CAfile ',
    ])
      assert.ok((await labels(`${text}|`, options)).includes('ca.pem'), text);
    assert.equal((await labels('# @tls-ca |', options))[0], 'ca.pem');
  });
});
