import assert from 'node:assert/strict';
import { hasColour } from '../../../src/cli/colour';
import { readServeOptions } from '../../../src/cli/serveOptions';
import { readRunOptions } from '../../../src/cli/runOptions';
import { matcherOf } from '../../../src/cli/pattern';
import { secretVariable } from '../../../src/cli/secrets';
import { decodeText } from '../../../src/cli/text';

describe('the options of run', () => {
  const read = (...args: string[]): ReturnType<typeof readRunOptions> => readRunOptions(args);
  const problem = (...args: string[]): string => {
    const options = read(...args);
    return 'problem' in options ? options.problem : '';
  };

  it('are read', () => {
    assert.deepEqual(
      read(
        ...['--server', 'smtps://mail.example.com', '--var', 'a=b=c', '--var', 'd=', '--secret', 'x=file'],
        ...[
          '--timeout',
          '1.5',
          '--match',
          'text',
          '--tls-verify',
          'off',
          '--bail',
          '-v',
          '--transcript',
          '@a',
          'f',
          '-',
        ],
      ),
      {
        operands: ['f', '-'],
        server: { scheme: 'smtps', host: 'mail.example.com', port: 465, options: {} },
        overrides: { timeout: 1500, match: 'text', tlsVerify: false },
        variables: new Map([
          ['a', 'b=c'],
          ['d', ''],
        ]),
        secretFiles: new Map([['x', 'file']]),
        only: ['@a'],
        environment: undefined,
        jobs: 1,
        repeat: undefined,
        yes: false,
        update: 'no',
        bail: true,
        watch: false,
        verbose: true,
        reporters: [{ name: 'transcript', file: undefined }],
      },
    );
  });

  it('are refused with a reason', () => {
    for (const [args, reason] of [
      [['--server', 'mail.example.com'], /--server: .*smtp:\/\/mail\.example\.com/],
      [['--server', 'smtp://me:hunter2@mail.example.com'], /holds no user or password/],
      [['--proxy', 'socks4://h'], /--proxy: a proxy speaks socks5 or http/],
      [['--proxy', 'socks5://me:hunter2@h'], /--proxy takes no password/],
      [['--var', '=x'], /--var takes NAME=VALUE/],
      [['--secret', 'password'], /--secret takes NAME=FILE/],
      [['--timeout', '0'], /--timeout takes seconds/],
      [['--timeout', '1e9'], /--timeout takes seconds/],
      [['--timeout', '90000'], /--timeout takes seconds/],
      [['--match', 'exact'], /--match takes code or text/],
      [['--tls-verify', 'no'], /--tls-verify takes on or off/],
      [['--bail=yes'], /bail/],
      [['--server'], /--server/],
      [['--sides', '2'], /there is no option --sides/],
      [['--show-secrets'], /there is no option --show-secrets/],
      [['--look'], /there is no option --look/],
      [['-x'], /there is no option -x/],
    ] as const)
      assert.match(problem(...args), reason);
    assert.ok(!problem('--server', 'smtp://me:hunter2@mail.example.com').includes('hunter2'));
  });
});

describe('the options of serve', () => {
  it('are read', () => {
    assert.deepEqual(readServeOptions(['--port', '2525', '--lmtp-port', '24', '--user', 'me', '--ca', 'f']), {
      kind: 'embedded',
      host: '127.0.0.1',
      ports: { smtp: 2525, smtps: 0, lmtp: 24 },
      user: 'me',
      ca: 'f',
      behaviour: {
        without: [],
        require: [],
        failures: { greylisting: undefined, rate: 0, seed: 1, delay: 0 },
      },
    });
  });

  it('are read for the embedded server’s offers and failures', () => {
    const options = readServeOptions([
      ...['--without', 'dsn, Size', '--without', 'AUTH', '--require', 'tls', '--mechanisms', ''],
      ...['--size', '100000000', '--greylist', '1m', '--fail', '.25', '--seed', '9', '--delay', '1.5s'],
    ]);
    assert.ok('kind' in options && options.kind === 'embedded');
    assert.deepEqual(options.behaviour, {
      without: ['DSN', 'SIZE', 'AUTH'],
      require: ['tls'],
      mechanisms: [],
      failures: { greylisting: 60_000, rate: 0.25, seed: 9, delay: 1500 },
      limits: { messageSize: 100_000_000, mailboxSize: 100_000_000 },
    });
  });

  it('are read for a scripted server', () => {
    const args = [
      's.smtp',
      '--tls',
      '--cert',
      'c',
      '--loop',
      '--timeout',
      '5',
      '--var',
      'a=b',
      '--transcript',
      '@x',
    ];
    assert.deepEqual(readServeOptions(args), {
      kind: 'script',
      file: 's.smtp',
      host: '127.0.0.1',
      port: 0,
      tls: true,
      certificate: { cert: 'c', key: 'c' },
      ca: undefined,
      afterwards: 'loop',
      timeout: 5000,
      only: ['@x'],
      variables: new Map([['a', 'b']]),
      environment: undefined,
    });
  });

  it('are refused with a reason', () => {
    for (const [args, reason] of [
      [['a.smtp', 'b.smtp'], /plays one file/],
      [['a.smtp', '--user', 'me'], /--user is for the embedded server/],
      [['--port', '70000'], /--port takes a port/],
      [['--tls-port', '-1'], /--tls-port/],
      [['--lmtp-port', 'x'], /--lmtp-port takes a port/],
      [['--user', ''], /--user takes the name of a user/],
    ] as const) {
      const options = readServeOptions(args);
      assert.ok('problem' in options);
      assert.match(options.problem, reason);
    }
  });
});

describe('colour', () => {
  it('is for terminals that show it to people who want it', () => {
    assert.equal(hasColour({ isTTY: true }, { TERM: 'xterm', NO_COLOR: '' }), true);
    assert.equal(hasColour({}, {}), false);
    assert.equal(hasColour({ isTTY: true }, { NO_COLOR: '0' }), false);
    assert.equal(hasColour({ isTTY: true }, { TERM: 'dumb' }), false);
  });
});

describe('a pattern', () => {
  const matches = (pattern: string, ...files: string[]): boolean[] => files.map(matcherOf(pattern).matches);

  it('has * and ? within a name, ** for folders, and nothing else that is special', () => {
    assert.deepEqual(matches('*.smtp', 'a.smtp', 'a/b.smtp', 'a.smtpx', 'asmtp'), [
      true,
      false,
      false,
      false,
    ]);
    assert.deepEqual(matches('a/**/x?.smtp', 'a/x1.smtp', 'a/b/c/x2.smtp', 'b/x1.smtp'), [true, true, false]);
    assert.deepEqual(matches('a/**', 'a/b', 'a/b/c', 'b'), [true, true, false]);
    assert.deepEqual(matches('(+).[a]*', '(+).[a]b', '(+).ab'), [true, false]);
  });

  it('says which folder to look in', () => {
    for (const [pattern, folder] of [
      ['*.smtp', ''],
      ['a/b/*.smtp', 'a/b'],
      ['./a/**/b', 'a'],
      ['/*.smtp', '/'],
      ['/a/*', '/a'],
      ['../a/*', '../a'],
    ] as const)
      assert.equal(matcherOf(pattern).folder, folder);
  });
});

describe('the text of a file', () => {
  const bytes = (...parts: (string | number)[]): Uint8Array =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

  it('is UTF-8, without a byte order mark', () => {
    assert.deepEqual(decodeText(bytes('\ufeffé\r\n'), 'f'), { text: 'é\r\n' });
    assert.deepEqual(decodeText(bytes(), 'f'), { text: '' });
  });

  it('is refused at the line that is not', () => {
    for (const [content, line] of [
      [bytes('a\né\n', 0xe9, '\n'), 3],
      [bytes(0xe9), 1],
      [bytes('a\n', 0xc3), 2],
      [bytes('a', 0xc3, '\n', 0xa9), 1],
    ] as const)
      assert.deepEqual(decodeText(content, 'f'), {
        problem: `f:${line}: this line is not in UTF-8: save the file as UTF-8`,
      });
  });
});

describe('the environment variable of a secret', () => {
  it('is its name in capitals', () => {
    assert.equal(secretVariable('my-server.2'), 'SMTP_SECRET_MY_SERVER_2');
  });
});
