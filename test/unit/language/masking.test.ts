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

  it('goes by what the server asks for in LOGIN, which may be the password first', () => {
    const [user, password] = [base64('ann'), base64('hunter2')];
    const text = `C: AUTH LOGIN\nS: 334 UGFzc3dvcmQ6\nC: ${password}\nS: 334 VXNlcm5hbWU6\nC: ${user}\nS: 235`;
    assert.equal(masked(parse(text), 'ann hunter2'), 'ann ••••');
  });

  it('takes what was pasted in the place of a user name for what it is', () => {
    const document = parse(`C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${base64('\0ann\0hunter2')}`);
    assert.equal(masked(document, base64('\0ann\0hunter2')), '••••');
  });

  it('masks the variables that directives take a credential from', () => {
    const document = parse(
      '@a = rosebud\n@b = sesame\n@c = me\n# @tls-passphrase {{a}}\n# @proxy http://{{c}}:{{b}}@proxy.example.com\nC: NOOP\n',
    );
    assert.equal(masked(document, 'rosebud sesame me-too'), '•••• •••• me-too');
  });

  it('does not search for what is found everywhere', () => {
    const document = parse('C: AUTH PLAIN {{$plain user ab}}\n');
    assert.equal(masked(document, 'abc'), 'abc');
  });
});
