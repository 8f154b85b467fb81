import assert from 'node:assert/strict';
import { masked } from '../../../src/language/masking';
import { parse } from '../../../src/syntax/parse';
import { base64 } from './hovering';

describe('language/masking', () => {
  it('masks what a document’s credentials hold, in clear and in base64', () => {
    const document = parse(`C: AUTH PLAIN ${base64('\0user\0hunter2')}\nS: 235`);
    assert.equal(masked(document, `user hunter2 ${base64('hunter2')}`), 'user •••• ••••');
    assert.equal(masked(document, base64('\0user\0hunter2')), '••••');
  });

  it('masks secret variables and the passwords of functions, not user names', () => {
    const document = parse(
      '@key = k-123\n# @secret key\n@user = someone\n### T\nC: AUTH PLAIN {{$plain {{user}} "pass word"}}\n',
    );
    assert.equal(masked(document, 'k-123 someone pass word'), '•••• someone ••••');
  });

  it('masks the passwords in directives, as they are written and as they are meant', () => {
    const document = parse(
      '# @proxy http://me:open%20sesame@proxy.example.com\n# @tls-passphrase rosebud\nC: NOOP\n',
    );
    assert.equal(masked(document, 'open%20sesame open sesame rosebud me'), '•••• •••• •••• me');
  });

  it('does not search for what is found everywhere', () => {
    const document = parse('C: AUTH PLAIN {{$plain user ab}}\n');
    assert.equal(masked(document, 'abc'), 'abc');
  });
});
