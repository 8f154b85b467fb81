import assert from 'node:assert/strict';
import { parse } from '../../../src/syntax/parse';
import { tokens } from '../../../src/syntax/tokens';
import { CONVERSATION, STARTTLS_13 } from '../../support/sClientOutput';

/** The tokens as `kind‹text›`, without white space and line ends. */
function show(text: string): string[] {
  return [...tokens(parse(text))]
    .filter(({ kind }) => kind !== 'lineEnd' && kind !== 'whitespace')
    .map(({ kind, start, end }) => `${kind}‹${text.slice(start, end)}›`);
}

describe('syntax/tokens', () => {
  it('name the parts of each line', () => {
    assert.deepEqual(show('### A title'), ['separator‹### ›', 'title‹A title›']);
    assert.deepEqual(show('# hi {{x}}'), ['comment‹# hi {{x}}›']);
    assert.deepEqual(show('# @timeout 3s'), ['directive‹# @timeout›', 'value‹3s›']);
    assert.deepEqual(show('@a = b{{c}}'), ['variable‹@a›', 'text‹ = ›', 'value‹b›', 'expression‹{{c}}›']);
    assert.deepEqual(show(' telnet h 25 '), ['connection‹telnet h 25›']);
    assert.deepEqual(show('Trying 192.0.2.1...'), ['chatter‹Trying 192.0.2.1...›']);
    assert.deepEqual(show(' C: MAIL FROM:<{{a}}>'), [
      'prefix‹C: ›',
      'verb‹MAIL›',
      'text‹ FROM:<›',
      'expression‹{{a}}›',
      'text‹>›',
    ]);
    assert.deepEqual(show('C: {{$a b}} c'), ['prefix‹C: ›', 'expression‹{{$a b}}›', 'text‹ c›']);
    assert.deepEqual(show('C!: a\\r\\n'), ['prefix‹C!: ›', 'raw‹a\\r\\n›']);
    assert.deepEqual(show('S: 250-ok'), ['prefix‹S: ›', 'code‹250›', 'text‹-›', 'text‹ok›']);
    assert.deepEqual(show('S: 2xx /a b/i'), ['prefix‹S: ›', 'code‹2xx›', 'regex‹/a b/i›']);
    assert.deepEqual(show('S: ...'), ['prefix‹S: ›', 'elision‹...›']);
    assert.deepEqual(show('S: <close>'), ['prefix‹S: ›', 'elision‹<close>›']);
    assert.deepEqual(show('S!: a\\r\\n'), ['prefix‹S!: ›', 'raw‹a\\r\\n›']);
    assert.deepEqual(show('S: <tls my.pem>'), ['prefix‹S: ›', 'note‹<tls my.pem>›']);
    assert.deepEqual(show('S: <waits a while>'), ['prefix‹S: ›', 'note‹<waits a while>›']);
    assert.deepEqual(show('S: what'), ['prefix‹S: ›', 'text‹what›']);
    assert.deepEqual(show('?? code == 250'), ['text‹?? ›', 'assertion‹code == 250›']);
    assert.deepEqual(show('C: AUTH PLAIN\nC: {{$sasl}}').slice(3), ['prefix‹C: ›', 'expression‹{{$sasl}}›']);
    assert.deepEqual(show('DATA\na\n< f \n.'), [
      'verb‹DATA›',
      'content‹a›',
      'include‹< ›',
      'path‹f›',
      'terminator‹.›',
    ]);
  });

  it('give the text back', () => {
    for (const text of ['', '\uFEFF', '\uFEFFC: x\r\n', 'C: a\rS: 250 \n\n', STARTTLS_13 + CONVERSATION])
      assert.equal([...tokens(parse(text))].map(({ start, end }) => text.slice(start, end)).join(''), text);
  });
});
