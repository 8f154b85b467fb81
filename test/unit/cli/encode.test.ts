import assert from 'node:assert/strict';
import { cli, type Outcome } from './cli';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const told = ({ code, stdout, stderr }: Outcome): unknown[] => [code, stdout, stderr];

describe('smtp-transcript encode and decode', function () {
  this.timeout(10_000);

  it('encode an argument, with \\0 for NUL', async () => {
    assert.deepEqual(told(await cli(['encode', 'tête-à-tête'])), [0, `${base64('tête-à-tête')}\n`, '']);
    assert.deepEqual(told(await cli(['encode', '\\0user\\0pass'])), [0, `${base64('\0user\0pass')}\n`, '']);
    assert.deepEqual(told(await cli(['encode', '--', '--help'])), [0, `${base64('--help')}\n`, '']);
  });

  it('encode standard input as it stands, without the line end after it', async () => {
    assert.equal(
      (await cli(['encode'], { input: 'two\nlines \\0\r\n' })).stdout,
      `${base64('two\nlines \\0')}\n`,
    );
    const bytes = Uint8Array.of(0xff, 0, 0x0a, 0x0a);
    assert.equal(
      (await cli(['encode'], { input: bytes })).stdout,
      `${Buffer.from(bytes.slice(0, 3)).toString('base64')}\n`,
    );
  });

  it('encode credentials for AUTH PLAIN, the password from standard input', async () => {
    const outcome = await cli(['encode', '--plain', 'Zoë'], { input: 'päss word\n' });
    assert.deepEqual(told(outcome), [0, `${base64('\0Zoë\0päss word')}\n`, '']);
  });

  it('take no password from the command line, nor one that AUTH PLAIN cannot send', async () => {
    const onLine = await cli(['encode', '--plain', 'me', 'hunter2']);
    assert.equal(onLine.code, 2);
    assert.match(onLine.stderr, /not given on the command line/);
    assert.ok(!onLine.stderr.includes('hunter2'));
    assert.match((await cli(['encode', '--plain', 'me'])).stderr, /the password is empty/);
    const nul = await cli(['encode', '--plain', 'me'], { input: 'a\0b' });
    assert.deepEqual([nul.code, nul.stdout], [2, '']);
    assert.match(nul.stderr, /cannot hold a NUL/);
  });

  it('decode what was encoded, NUL as \\0', async () => {
    assert.deepEqual(told(await cli(['decode', base64('\0user\0päss')])), [0, '\\0user\\0päss\n', '']);
    assert.deepEqual(told(await cli(['decode'], { input: 'VXNlcm5h\r\nbWU6\n' })), [0, 'Username:\n', '']);
  });

  it('say why a text cannot be decoded', async () => {
    for (const [text, reason] of [
      ['VXNlcm5hbWU', /^smtp-transcript decode: This is not base64\. .*cut off/],
      ['!', /not in the base64 alphabet/],
      ['/+8=', /not text in UTF-8/],
      ['', /there is nothing to decode/],
    ] as const) {
      const { code, stdout, stderr } = await cli(['decode', '--', text]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, reason);
    }
    assert.match((await cli(['decode', 'a', 'b'])).stderr, /one TEXT/);
  });
});
