import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  credentialAtLine,
  credentialEdit,
  credentialsAt,
  decodeCredential,
  encodeEdit,
} from '../../../src/language/credentials';
import { parse } from '../../../src/syntax/parse';
import { applyEdits } from './applyChanges';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Each credential as `line kind state text`. */
function found(text: string): string[] {
  return credentialsAt(parse(text)).map(
    ({ line, kind, state, span }) => `${line} ${kind} ${state} ${text.slice(span.start, span.end)}`,
  );
}

function encode(text: string): string {
  const document = parse(text);
  const edits = credentialsAt(document).flatMap((credential) =>
    credential.state === 'clear' ? [encodeEdit(document, credential)] : [],
  );
  return applyEdits(text, edits);
}

/** The text with its credential on a line decoded, or why that can't be. */
function decode(text: string, line = 0): string {
  const document = parse(text);
  const credential = credentialAtLine(document, line);
  assert.ok(credential);
  const result = decodeCredential(document, credential);
  return 'error' in result ? result.error : applyEdits(text, [result]);
}

function edit(text: string, line: number, user: string, password: string, authzid?: string): string {
  const document = parse(text);
  const credential = credentialAtLine(document, line);
  assert.ok(credential);
  const result = credentialEdit(document, credential, user, password, authzid);
  return 'error' in result ? result.error : applyEdits(text, result);
}

describe('credentialsAt', () => {
  it('finds AUTH PLAIN on the AUTH line and after it', () => {
    assert.deepEqual(found(`C: AUTH PLAIN ${base64('\0a\0b')}`), [`0 plain base64 ${base64('\0a\0b')}`]);
    assert.deepEqual(found('C: AUTH PLAIN\nS: 334\nC: ann sesame'), ['2 plain clear ann sesame']);
    assert.deepEqual(found('auth plain ann sesame '), ['0 plain clear ann sesame']);
    assert.deepEqual(found('C: AUTH PLAIN \\000ann\\000sesame'), ['0 plain clear \\000ann\\000sesame']);
  });

  it('reads user, password and whom to act as', () => {
    const [credential] = credentialsAt(parse(`C: AUTH PLAIN ${base64('boss\0žofie\0pass word')}`));
    assert.equal(credential?.state, 'base64');
    assert.equal(credential.authzid, 'boss');
    assert.equal(credential.user, 'žofie');
    assert.equal(credential.password, 'pass word');
  });

  it('finds both lines of AUTH LOGIN, in base64 or in clear', () => {
    assert.deepEqual(found(`AUTH LOGIN\n334 VXNlcm5hbWU6\n${base64('ann@example.com')}\n334\npassword`), [
      `2 login-user base64 ${base64('ann@example.com')}`,
      '4 login-password clear password',
    ]);
    assert.deepEqual(found(`C: AUTH LOGIN ${base64('ann')}\nC: open sesame`), [
      `0 login-user base64 ${base64('ann')}`,
      '1 login-password clear open sesame',
    ]);
  });

  it('takes what is padded for base64 even if it is no text, and what lacks its padding for broken', () => {
    assert.deepEqual(found('C: AUTH LOGIN\nC: 6fo=\nC: YW5uQGV4YW1wbGU'), [
      '1 login-user base64 6fo=',
      '2 login-password invalid YW5uQGV4YW1wbGU',
    ]);
  });

  it('finds other mechanisms, and what is wrong with them', () => {
    assert.deepEqual(found('C: AUTH CRAM-MD5\nS: 334\nC: ann 0123\nC: AUTH XOAUTH2 dXNlcg=='), [
      '2 other invalid ann 0123',
      '3 other base64 dXNlcg==',
    ]);
  });

  it('passes over templates, empty responses, cancellation and placeholders', () => {
    const lines = [
      '{{secret}}',
      'ann {{password}}',
      '=',
      '<base64>',
      '[hidden]',
      '****',
      'xxxxxxxx',
      'AGFub...',
    ];
    for (const line of lines) assert.deepEqual(found(`C: AUTH PLAIN ${line}`), [], line);
    assert.deepEqual(found('C: AUTH LOGIN\nS: 334\nC: *\nS: 501'), []);
    assert.deepEqual(found('C: AUTH DIGEST-MD5\nS: 334\nC:\nS: 235'), []);
    assert.deepEqual(found('C: MAIL FROM:<a@b.example>\nC: DATA\nC: AUTH PLAIN a b\nC: .'), []);
  });
});

describe('encodeEdit', () => {
  it('writes base64 in place, with NULs and in UTF-8', () => {
    assert.equal(encode('  C: AUTH PLAIN žofie heslo  '), `  C: AUTH PLAIN ${base64('\0žofie\0heslo')}  `);
    assert.equal(encode('C: AUTH PLAIN \\0a\\0b'), `C: AUTH PLAIN ${base64('\0a\0b')}`);
    assert.equal(encode('AUTH PLAIN\n334\na b'), `AUTH PLAIN\n334\n${base64('\0a\0b')}`);
    assert.equal(
      encode('AUTH LOGIN\nann\nopen sesame\n'),
      `AUTH LOGIN\n${base64('ann')}\n${base64('open sesame')}\n`,
    );
  });
});

describe('decodeCredential', () => {
  it('writes clear text in place', () => {
    assert.equal(decode(`C: AUTH PLAIN ${base64('\0ann\0sesame')} `), 'C: AUTH PLAIN ann sesame ');
    assert.equal(decode(`AUTH PLAIN\n334\n${base64('\0ann\0sesame')}`, 2), 'AUTH PLAIN\n334\nann sesame');
    assert.equal(
      decode(`AUTH LOGIN\n${base64('ann')}\n${base64('a b')}`, 2),
      `AUTH LOGIN\n${base64('ann')}\na b`,
    );
  });

  it('says why it does not', () => {
    const plain = (message: string): string => decode(`C: AUTH PLAIN ${base64(message)}`);
    assert.match(plain('\0ann\0open sesame'), /password in it contains white space/);
    assert.match(plain('\0an n\0sesame'), /user name in it contains white space/);
    assert.match(plain('boss\0ann\0sesame'), /whom to act as/);
    assert.match(plain('\0ann\0'), /is empty/);
    assert.match(plain('\0ann\0{{x}}'), /would not be read as the same/);
    assert.match(decode('C: AUTH PLAIN AOkA6Q=='), /not text in UTF-8/);
    assert.match(decode('C: AUTH PLAIN ann sesame'), /in clear text already/);
    assert.match(decode('C: AUTH PLAIN %'), /cannot be decoded: This is not base64: .*%.* alphabet\.$/);
    assert.match(decode('C: AUTH XOAUTH2 dXNlcg=='), /Only the credentials/);
    assert.match(decode(`AUTH LOGIN\n${base64(' ann')}`, 1), /would not be read as the same/);
    assert.match(decode(`AUTH LOGIN ${base64('a b')}`), /would not be read as the same/);
    assert.match(
      decode(`AUTH LOGIN\n${base64(base64('ann@example.com'))}`, 1),
      /would not be read as the same/,
    );
  });

  it('is undone by encoding, whatever the credentials', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.base64String());
    fc.assert(
      fc.property(value, value, fc.boolean(), (user, password, login) => {
        const text = login
          ? `C: AUTH LOGIN\nC: ${base64(user)}\nC: x`
          : `C: AUTH PLAIN ${base64(`\0${user}\0${password}`)}`;
        const document = parse(text);
        const credential = credentialAtLine(document, login ? 1 : 0);
        if (credential?.state !== 'base64') return;
        const result = decodeCredential(document, credential);
        if ('error' in result) return;
        const clear = parse(applyEdits(text, [result]));
        const again = credentialAtLine(clear, credential.line);
        assert.equal(again?.state, 'clear');
        assert.equal(applyEdits(clear.text, [encodeEdit(clear, again)]), text);
      }),
    );
  });
});

describe('credentialEdit', () => {
  it('writes the new base64 of AUTH PLAIN in place', () => {
    const text = `C: AUTH PLAIN ${base64('\0a\0b')}\nS: 235`;
    assert.equal(
      edit(text, 0, 'žofie', 'pass word'),
      `C: AUTH PLAIN ${base64('\0žofie\0pass word')}\nS: 235`,
    );
    assert.equal(edit(text, 0, 'ann', 'b', 'boss'), `C: AUTH PLAIN ${base64('boss\0ann\0b')}\nS: 235`);
    assert.equal(edit('C: AUTH PLAIN nonsense', 0, 'a', 'b'), `C: AUTH PLAIN ${base64('\0a\0b')}`);
  });

  it('writes both lines of AUTH LOGIN at once, from either, and of no other', () => {
    const login = (user: string, password: string): string =>
      `AUTH LOGIN\n334\n${base64(user)}\n334\n${base64(password)}\n535\n`;
    const text = login('a', 'b') + login('c', 'd');
    assert.equal(edit(text, 2, 'ann', 'sesame'), login('ann', 'sesame') + login('c', 'd'));
    assert.equal(edit(text, 10, 'ann', 'sesame'), login('a', 'b') + login('ann', 'sesame'));
    assert.equal(
      edit(`AUTH LOGIN ${base64('a')}\n{{password}}`, 0, 'ann', 'sesame'),
      `AUTH LOGIN ${base64('ann')}\n{{password}}`,
    );
  });

  it('refuses a NUL, and other mechanisms', () => {
    assert.match(edit('C: AUTH PLAIN a b', 0, 'a\0', 'b'), /NUL/);
    assert.match(edit('C: AUTH XOAUTH2 dXNlcg==', 0, 'a', 'b'), /Only the credentials/);
  });
});
