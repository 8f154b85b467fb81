import assert from 'node:assert/strict';
import { code, linked, paragraphs, sourceLink } from '../../../src/language/hover/markdown';

describe('language/hover: Markdown', () => {
  it('lets no text break out of its code', () => {
    const cases: [string, string][] = [
      ['x', '`x`'],
      ['a`b', '``a`b``'],
      ['``', '``` `` ```'],
      [' x', '`  x `'],
      ['', '(empty)'],
      ['a\nb\x1b[31m\u202e', '`a\\x0ab\\x1b[31m\\u{202e}`'],
      ['[a](http://example.com) <b> | *c*', '`[a](http://example.com) <b> | *c*`'],
    ];
    for (const [text, expected] of cases) assert.equal(code(text), expected);
  });

  it('cuts a long text', () => assert.equal(code('x'.repeat(1000)).length, 303));

  it('makes links of sources that have a page', () => {
    assert.equal(
      sourceLink('RFC 5321 section 4.1.1.2'),
      '[RFC 5321 section 4.1.1.2](https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.2)',
    );
    assert.equal(sourceLink('in common use'), 'in common use');
    assert.equal(
      linked('Go (RFC 1870 section 6.1).'),
      'Go ([RFC 1870 section 6.1](https://www.rfc-editor.org/rfc/rfc1870#section-6.1)).',
    );
    assert.equal(linked('As in RFC 7505.'), 'As in [RFC 7505](https://www.rfc-editor.org/rfc/rfc7505).');
  });

  it('leaves out what there is not', () => assert.equal(paragraphs('a', undefined, '', 'b'), 'a\n\nb'));
});
