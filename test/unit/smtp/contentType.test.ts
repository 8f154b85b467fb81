import assert from 'node:assert/strict';
import { parameterOf, parseContentType, parseMimeParameters } from '../../../src/smtp/contentType';

describe('parseContentType', () => {
  const parameters = (value: string): Record<string, string> =>
    Object.fromEntries(
      (parseContentType(value)?.parameters ?? []).map(({ name, value: held }) => [name, held]),
    );

  it('reads type, subtype and parameters', () => {
    assert.deepEqual(parseContentType('Text/HTML'), { type: 'text', subtype: 'html', parameters: [] });
    assert.deepEqual(parameters('text/plain; Charset=utf-8;format=flowed'), {
      charset: 'utf-8',
      format: 'flowed',
    });
    assert.deepEqual(parameters('multipart/mixed;boundary="a \\"b\\\\ (c)"'), { boundary: 'a "b\\ (c)' });
    assert.deepEqual(parameters('multipart/mixed; boundary=----=_Part_1.2'), { boundary: '----=_Part_1.2' });
  });

  it('passes over comments, wherever they are', () => {
    assert.deepEqual(parameters('text/plain (a (nested) one); charset = utf-8 (b; c=d)'), {
      charset: 'utf-8',
    });
  });

  it('passes over what is no parameter', () => {
    assert.deepEqual(parameters('text/plain; ; charset; =x; format=flowed;'), { format: 'flowed' });
    assert.deepEqual(parameters('text/plain; name="never closed'), { name: 'never closed' });
  });

  it('says where a parameter stands', () => {
    const text = 'a/b (x);  boundary="q r" ; c=d';
    assert.deepEqual(
      parseContentType(text)?.parameters.map(({ offset, length, valueOffset, valueLength }) => [
        text.slice(offset, offset + length),
        text.slice(valueOffset, valueOffset + valueLength),
      ]),
      [
        ['boundary="q r"', '"q r"'],
        ['c=d', 'd'],
      ],
    );
  });

  it('puts the sections of RFC 2231 together', () => {
    assert.deepEqual(
      parameters('a/b; name*1*=%20x; name*0*=utf-8\'\'%c3%a9; boundary*0=ab; boundary*1="cd"'),
      {
        name: 'é x',
        boundary: 'abcd',
      },
    );
    assert.deepEqual(parameters("a/b; name*=iso-8859-1'en'%a3"), { name: '%a3' });
  });

  it('gives nothing for what has no type and subtype', () => {
    for (const value of ['', 'text', '/plain', 'text/', 'text plain', 'text/plain x', '{{type}}'])
      assert.equal(parseContentType(value), undefined, value);
  });

  it('takes linear time', () => {
    for (const value of [
      `a/b${';'.repeat(50_000)}`,
      `a/b${'; x'.repeat(50_000)}`,
      `a/b${'('.repeat(50_000)}`,
    ]) {
      const start = performance.now();
      parseContentType(value);
      assert.ok(performance.now() - start < 1000);
    }
  });
});

describe('parseMimeParameters', () => {
  it('reads those after the first word', () => {
    const read = parseMimeParameters('attachment; filename="a;b.txt"');
    assert.equal(parameterOf({ parameters: read }, 'filename'), 'a;b.txt');
    assert.deepEqual(parseMimeParameters('inline'), []);
  });
});
