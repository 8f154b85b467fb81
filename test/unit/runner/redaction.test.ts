import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MASK, Redactor } from '../../../src/runner/redaction';

const PASSWORD = 'Tr0ub4dor&3';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('Redactor', () => {
  it('masks a secret wherever it stands', () => {
    assert.equal(knowing(PASSWORD).mask(`a ${PASSWORD}${PASSWORD} b`), `a ${MASK}${MASK} b`);
  });

  it('masks all of the base64 that holds a secret, on each of its three alignments', () => {
    const redactor = knowing(PASSWORD);
    for (const before of ['', '\0', 'xy', '\0user\0', '\0users\0', '\0userss\0'])
      for (const after of ['', '\n', 'zz', 'more text'])
        assert.equal(redactor.mask(`got ${base64(before + PASSWORD + after)}.`), `got ${MASK}.`);
  });

  it('masks base64 without padding, of the URL alphabet, and of short passwords', () => {
    const redactor = knowing('abc', '~~~???>>>');
    assert.equal(redactor.mask(base64('\0u\0abc').replace(/=+$/, '')), MASK);
    assert.equal(redactor.mask(Buffer.from('~~~???>>>').toString('base64url')), MASK);
  });

  it('masks secrets that overlap as one', () => {
    assert.equal(knowing('abcdef', 'defghi').mask('<abcdefghi>'), `<${MASK}>`);
    assert.equal(knowing('word', 'password').mask('password word'), `${MASK} ${MASK}`);
  });

  it('does not look for a secret of one or two characters elsewhere', () => {
    assert.equal(knowing('a', 'ab', '').mask('abracadabra'), 'abracadabra');
  });

  it('takes the password out of what an AUTH exchange sends', () => {
    const redactor = new Redactor();
    redactor.addCredential(base64(`\0john\0${PASSWORD}`), 'both');
    redactor.addCredential(base64('user=john\x01auth=Bearer t0ken.value\x01\x01'), 'both');
    redactor.addCredential('john Hunter2 and-more', 'both');
    for (const text of [PASSWORD, base64(PASSWORD), base64(`\0john\0${PASSWORD}`), 't0ken.value', 'and-more'])
      assert.equal(redactor.mask(text), MASK);
    assert.equal(redactor.mask('Hunter2 and-more'), MASK);
    assert.equal(redactor.mask('250 john@example.test'), '250 john@example.test');
  });

  it('takes a password in clear for one, and leaves a user name in clear alone', () => {
    const redactor = new Redactor();
    redactor.addCredential('postmaster', 'user');
    redactor.addCredential(base64('john.doe@example.test'), 'user');
    redactor.addCredential('hunter2', 'password');
    assert.equal(redactor.mask('<postmaster@example.test>'), '<postmaster@example.test>');
    assert.equal(redactor.mask(base64('john.doe@example.test')), MASK);
    assert.equal(redactor.mask('hunter2'), MASK);
    redactor.addCredential('*', 'both');
    assert.equal(redactor.mask('a * b'), 'a * b');
  });

  describe('masks a secret that is written in another way', () => {
    const secret = 'pässw0rd+=%"';
    const bytes = [...Buffer.from(secret)];
    const each = (write: (byte: number) => string): string => bytes.map(write).join('');
    const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
    const ways: Readonly<Record<string, string>> = {
      'in a URL': encodeURIComponent(secret),
      'in a URL, in small letters': encodeURIComponent(secret).toLowerCase(),
      'in a URL, every octet': each((byte) => `%${hex(byte)}`),
      'in base64 in a URL': encodeURIComponent(base64(`\0a\0${secret}`)),
      'in xtext': each((byte) => `+${hex(byte).toUpperCase()}`),
      'in quoted-printable': each((byte) =>
        byte > 126 || byte === 61 ? `=${hex(byte)}` : String.fromCharCode(byte),
      ),
      'in quoted-printable with a soft break': `${secret.slice(0, 5)}=\r\n${secret.slice(5)}`,
      'in JSON': JSON.stringify(secret).slice(1, -1),
      'in JSON of ASCII': JSON.stringify(secret).slice(1, -1).replace('ä', '\\u00e4'),
      'in C': each((byte) => `\\x${hex(byte)}`),
      'in C, octal': each((byte) => `\\${byte.toString(8).padStart(3, '0')}`),
      'in HTML': secret.replace('"', '&quot;').replace('ä', '&#228;').replace('+', '&#x2B;'),
      'in hexadecimal': Buffer.from(secret).toString('hex'),
      'in hexadecimal, in capitals': Buffer.from(secret).toString('hex').toUpperCase(),
      'in capitals': secret.toUpperCase(),
      'in Latin-1 read as UTF-8': secret.replace('ä', '\ufffd'),
      'in UTF-8 read as Latin-1': Buffer.from(secret).toString('latin1'),
      'in a URL, twice': encodeURIComponent(encodeURIComponent(secret)),
      'in base64 of base64': base64(base64(`\0a\0${secret}`)),
      'in a dump': bytes.map(hex).join(' '),
      'in a dump with colons': bytes.map(hex).join(':'),
      'in a dump of C': bytes.map((byte) => `0x${hex(byte)}`).join(', '),
      'with control characters in it': `${secret.slice(0, 3)}\x07${secret.slice(3)}`,
      'with a NUL behind each letter': Array.from(secret).join('\0'),
      'with colours in it': `${secret.slice(0, 3)}\x1b[1;31m${secret.slice(3)}`,
      'with letters that a backspace takes away': `${secret.slice(0, 3)}_\b${secret.slice(3)}`,
      'with what has no width in it': `${secret.slice(0, 3)}\u200b${secret.slice(3, 5)}\u00ad${secret.slice(5)}`,
      'with its letters decomposed': secret.normalize('NFD'),
      'folded in a header': `${secret.slice(0, 4)}\r\n\t${secret.slice(4)}`,
      'in a reply of two lines': `${secret.slice(0, 4)}\n250-${secret.slice(4)}`,
    };
    for (const [way, text] of Object.entries(ways))
      it(way, () => {
        const masked = knowing(secret).mask(`250 <${text}> said`);
        // What breaks it stays: lines stay lines, and codes codes.
        assert.equal(masked.replace(/••••=?\r?\n(?:\t|250-)?••••/, MASK), `250 <${MASK}> said`);
      });
  });

  it('masks a passphrase that was broken at a space, or whose spaces are written in another way', () => {
    for (const text of [
      'correct\r\n horse',
      'correct\nhorse',
      'correct_horse',
      'correct+horse',
      'correct%20horse',
    ])
      assert.equal(
        knowing('correct horse')
          .mask(`a ${text} b`)
          .replace(/\r?\n ?/, ''),
        `a ${MASK} b`.replace(MASK, text.includes('\n') ? MASK + MASK : MASK),
      );
  });

  it('masks each line of base64 by itself, and the parts of it at the ends of lines', () => {
    const redactor = knowing(PASSWORD);
    for (const before of ['', 'x', 'xx', 'a longer text that comes before']) {
      const encoded = base64(`${before}${PASSWORD}, and more`);
      for (let width = 4; width < encoded.length; width++) {
        const lines = encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
        const whole = redactor.mask(lines.join('\r\n'));
        assert.equal(whole.split('\r\n').length, lines.length, 'lines stay lines');
        for (const masked of [whole, lines.map((line) => redactor.mask(`250-${line}`)).join('\r\n')])
          for (const four of foursOf(PASSWORD))
            assert.ok(!masked.includes(four), `${four} of ${lines.join(' ')} in ${masked}`);
      }
    }
  });

  it('masks what is broken between lines that belong together, and in each of them what it would by itself', () => {
    const redactor = knowing(PASSWORD);
    assert.deepEqual(
      redactor.maskLines([`250-no: ${PASSWORD.slice(0, 4)}`, `250 ${PASSWORD.slice(4)} it is`]),
      [`250-no: ${MASK}`, `250 ${MASK} it is`],
    );
    assert.deepEqual(redactor.maskLines(Array.from(PASSWORD).map((letter) => `535-${letter}`)), [
      ...Array.from(PASSWORD, () => `535-${MASK}`),
    ]);
    const encoded = base64(PASSWORD);
    const alone = [
      `535-unknown: AUTH PLAIN ${encoded}`,
      `535-cut off: ${encoded.slice(0, 9)}...`,
      '535 5.7.8 no',
    ];
    assert.deepEqual(
      redactor.maskLines(alone),
      alone.map((line) => redactor.mask(line)),
    );
    assert.deepEqual(redactor.maskLines(['250-one', '250 two']), ['250-one', '250 two']);
  });

  it('masks what is left of base64 that was cut off', () => {
    const redactor = knowing(PASSWORD);
    const encoded = base64(`\0john\0${PASSWORD}`);
    for (let length = 13; length < encoded.length; length++)
      for (const text of [
        `500 unknown: AUTH PLAIN ${encoded.slice(0, length)}`,
        `'${encoded.slice(0, length)}...' what?`,
      ])
        assert.ok(redactor.mask(text).includes(MASK), text);
  });

  it('masks what is left of a long token that was cut off', () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqb2huIn0.c2lnbmF0dXJl';
    assert.equal(knowing(token).mask(`unknown: ${token.slice(0, 20)}…`), `unknown: ${MASK}…`);
    assert.equal(knowing(token).mask(`unknown: ${token.slice(-20)}`), `unknown: ${MASK}`);
  });

  it('leaves words alone that a secret merely begins with', () => {
    const redactor = knowing('password123', 'correct horse');
    const text = '535 5.7.8 wrong password; that is not correct';
    assert.equal(redactor.mask(text), text);
  });

  it('takes the proofs out of what an AUTH exchange sends', () => {
    const redactor = new Redactor();
    redactor.addCredential(base64('c=biws,r=abc,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ='), 'both');
    redactor.addCredential(base64('tim b913a602c7eda7a495b4e6e7334d3890'), 'both');
    for (const text of ['dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'b913a602c7eda7a495b4e6e7334d3890'])
      assert.equal(redactor.mask(`<${text}>`), `<${MASK}>`);
  });

  it('leaves nothing of a secret, whatever is around it, however it is written and where it is broken', () => {
    // What is around it has no letter in common with it; four letters of its base64 may be there by chance.
    const secrets = fc
      .string({
        unit: fc.constantFrom(...Array.from('abcdefghijkLMNOPQR0123456789!#$%&+/=?~ äé€')),
        minLength: 6,
        maxLength: 60,
      })
      .filter((secret) => secret === secret.trim());
    const around = fc.string({ unit: fc.constantFrom(...Array.from('STUVWXYZ:;|')), maxLength: 30 });
    fc.assert(
      fc.property(
        secrets,
        around,
        around,
        fc.constantFrom(...ENCODINGS),
        fc.constantFrom(...BREAKS),
        fc.integer({ min: 8, max: 80 }),
        (secret, before, after, encode, lineBreak, width) => {
          const text = broken(encode(before, secret, after), lineBreak, width);
          const masked = knowing(secret).mask(text);
          const chance = encode(before, '-'.repeat(Buffer.byteLength(secret)), after);
          for (const four of foursOf(secret))
            if (!chance.includes(four))
              assert.ok(!masked.includes(four), JSON.stringify({ secret, four, text, masked }));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('costs nothing to speak of where there is no secret', () => {
    const redactor = knowing(
      PASSWORD,
      base64(`\0john\0${PASSWORD}`),
      'correct horse battery staple',
      'hunter2',
    );
    const line = 'The quick brown fox jumps over the lazy dog, and goes home to rest.\r\n';
    const text = line.repeat(Math.ceil(65_536 / line.length));
    const masking = quickest(() => assert.equal(redactor.mask(text), text));
    // Against looking at each character once, as machines differ.
    const looking = quickest(() => {
      let count = 0;
      for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === 33) count++;
      assert.equal(count, 0);
    });
    assert.ok(masking < 12 * looking, `${masking} ms against ${looking} ms`);
  });

  it('needs time in proportion to the text', () => {
    const redactor = knowing(PASSWORD, 'aaa');
    const text = 'A'.repeat(1_000_000);
    const began = performance.now();
    assert.equal(redactor.mask(text), text);
    assert.ok(performance.now() - began < 1_000);
  });
});

function knowing(...secrets: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

/** Four characters in a row, of a secret and of its base64 on each alignment. */
function foursOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  const texts = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return new Set(
    [secret, ...texts].flatMap((text) =>
      Array.from({ length: Math.max(0, text.length - 3) }, (_, at) => text.slice(at, at + 4)),
    ),
  );
}

type Encode = (before: string, secret: string, after: string) => string;

const ENCODINGS: readonly Encode[] = [
  (before, secret, after) => before + secret + after,
  (before, secret, after) => base64(before + secret + after),
  (before, secret, after) => Buffer.from(before + secret + after).toString('base64url'),
  (before, secret, after) => encodeURIComponent(base64(before + secret + after)),
  (before, secret, after) => before + encodeURIComponent(secret) + after,
  (before, secret, after) => before + escapedEvery(3, secret, '%') + after,
  (before, secret, after) => before + escapedEvery(2, secret, '+') + after,
  (before, secret, after) => before + escapedEvery(1, secret, '=') + after,
  (before, secret, after) => before + JSON.stringify(secret).slice(1, -1) + after,
  (before, secret, after) => before + Buffer.from(secret).toString('hex') + after,
  (before, secret, after) => before + secret.toUpperCase() + after,
];

/** Writes every so-many-eth octet as its two hexadecimal digits behind a sign; and those that are not ASCII, or the sign. */
function escapedEvery(step: number, secret: string, sign: string): string {
  return [...Buffer.from(secret)]
    .map((byte, at) =>
      at % step === 0 || byte > 126 || byte === sign.charCodeAt(0)
        ? `${sign}${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');
}

const BREAKS: readonly string[] = ['', '\r\n', '\n', '\r\n ', '\r\n\t', '=\r\n', '\r\n250-'];

/** A text in lines; an escape is not broken. */
function broken(text: string, lineBreak: string, width: number): string {
  if (lineBreak === '') return text;
  return (text.match(new RegExp(`(?:[%=+][0-9A-F]{2}|\\\\.|[^]){1,${width}}`, 'g')) ?? []).join(lineBreak);
}

/** Milliseconds of the quickest of many times: what else the machine does only makes it slower. */
function quickest(work: () => void): number {
  const times = Array.from({ length: 100 }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...times);
}
