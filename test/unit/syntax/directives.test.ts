import assert from 'node:assert/strict';
import { DIRECTIVES, findDirective, parseDuration } from '../../../src/syntax/directives';

describe('syntax/directives', () => {
  it('are found in any case, and only they', () => {
    assert.equal(findDirective('TIMEOUT')?.name, 'timeout');
    assert.equal(findDirective('constructor'), undefined);
    assert.equal(new Set(DIRECTIVES.map(({ name }) => name)).size, DIRECTIVES.length);
  });

  it('know good values from bad', () => {
    for (const [name, good, bad] of [
      ['server', ['smtp://h', 'lmtp+unix:///x', 'mx://example.com'], ['', 'h:25', 'http://h']],
      ['match', ['code', 'text'], ['', 'Code', 'both']],
      ['timeout', ['30s', '500ms', '2m', '5'], ['', 'soon', '-1s', '1h', '0', '0ms']],
      ['sleep', ['2s'], ['', 's']],
      ['on-failure', ['stop', 'continue'], ['', 'go']],
      ['pipelining', ['auto', 'on', 'off'], ['yes']],
      ['tls-verify', ['on', 'off'], ['', 'no']],
      ['tls-min', ['TLSv1.2'], ['1.2', 'TLSv1.4']],
      ['tls-ca', ['ca.pem'], ['']],
      ['ip', ['4', '6'], ['5', '']],
      ['repeat', ['1', '20'], ['0', '-1', '1.5', 'x', '']],
      [
        'split',
        ['off', 'lines', '1', 'at 3 10', 'at 3,10', 'random', 'random 7'],
        ['', '0', 'at', 'at 3 2', 'x', '1 2'],
      ],
      ['pace', ['100ms'], ['', 'slow']],
      ['line-end', ['crlf', 'lf', 'cr'], ['', 'LF', 'none']],
      ['disabled', ['', 'until it is fixed'], []],
      ['tag', ['smoke', 'a b'], ['']],
      ['confirm', ['Really?'], ['']],
    ] as const) {
      const directive = findDirective(name);
      assert.ok(directive !== undefined, name);
      for (const value of good) assert.equal(directive.check(value), undefined, `${name} ${value}`);
      for (const value of bad) assert.equal(typeof directive.check(value), 'string', `${name} ${value}`);
    }
  });

  it('read durations in milliseconds', () => {
    for (const [text, milliseconds] of [
      ['500ms', 500],
      ['30s', 30_000],
      ['1.5 S', 1500],
      ['2m', 120_000],
      [' 5 ', 5000],
      ['', undefined],
      ['s', undefined],
      ['1h', undefined],
      ['-1s', undefined],
      ['1 2s', undefined],
    ] as const)
      assert.equal(parseDuration(text), milliseconds, text);
  });
});
