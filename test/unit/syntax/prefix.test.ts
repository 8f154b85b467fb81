import assert from 'node:assert/strict';
import { readPrefix, type Notation } from '../../../src/syntax/prefix';

describe('syntax/prefix', () => {
  const read = (text: string): unknown => {
    const prefix = readPrefix(text, 0, text.length);
    return prefix && [prefix.speaker, prefix.start, text.slice(prefix.valueStart)];
  };

  it('reads each of the prefixes', () => {
    assert.deepEqual(read('C: x'), ['client', 0, 'x']);
    assert.deepEqual(read('c:x'), ['client', 0, 'x']);
    assert.deepEqual(read('C!: x'), ['raw', 0, 'x']);
    assert.deepEqual(read(' \tS:  x'), ['server', 2, ' x']);
    assert.deepEqual(read('s?: x'), ['optionalServer', 0, 'x']);
    assert.deepEqual(read('S!: x'), ['rawServer', 0, 'x']);
    assert.deepEqual(read('S:'), ['server', 0, '']);
    for (const both of ['C: & S: x', 'C & S: x', 'c&s: x', 'C:& S: x'])
      assert.deepEqual(read(both), ['both', 0, 'x'], both);
  });

  it('reads no other', () => {
    for (const text of [
      '',
      'C',
      'C ',
      'C : x',
      'C?: x',
      'CC: x',
      'X: y',
      'S ? x',
      'C & x',
      '\u0143: x',
      '\u0163: x',
    ])
      assert.equal(read(text), undefined, text);
  });

  it('reads the notations of RFC 821, of RFC 3461 and of swaks', () => {
    assert.deepEqual(read('R: 250 ok'), ['server', 0, '250 ok']);
    assert.deepEqual(read('>>> EHLO x'), ['client', 0, 'EHLO x']);
    assert.deepEqual(read('<<< 250 ok'), ['server', 0, '250 ok']);
    assert.deepEqual(read(' -> EHLO x'), ['client', 1, 'EHLO x']);
    assert.deepEqual(read(' ~>  two'), ['client', 1, ' two']);
    assert.deepEqual(read('<-  250 ok'), ['server', 0, '250 ok']);
    assert.deepEqual(read('<~* 550 no'), ['server', 0, '550 no']);
    assert.deepEqual(read('<** 550 no'), ['server', 0, '550 no']);
    assert.deepEqual(read('>>>'), ['client', 0, '']);
    for (const text of ['>> x', '>>>> x', '<< x', '-- x', '->x', '< ./file', '<@ ./file', '<CRLF>', '~x'])
      assert.equal(read(text), undefined, text);
  });

  it('keeps to the notation of the transcript', () => {
    const speaker = (text: string, notation: Notation): string | undefined =>
      readPrefix(text, 0, text.length, notation)?.speaker;
    assert.equal(speaker('S: HELO x', 'sender-receiver'), 'client');
    assert.equal(speaker('R: 250', 'sender-receiver'), 'server');
    assert.equal(speaker('C: x', 'sender-receiver'), undefined);
    assert.equal(speaker('S: 250', 'letters'), 'server');
    for (const text of ['R: x', '>>> x', '-> x']) assert.equal(speaker(text, 'letters'), undefined, text);
    for (const text of ['C: x', '-> x']) assert.equal(speaker(text, 'angles'), undefined, text);
    for (const text of ['C: x', '>>> x']) assert.equal(speaker(text, 'swaks'), undefined, text);
  });

  it('keeps to its line', () => {
    assert.equal(readPrefix('C\n: x', 0, 1), undefined);
    assert.equal(readPrefix(' \nC: x', 0, 1), undefined);
    assert.deepEqual(readPrefix('C:\n& S: x', 0, 2), {
      speaker: 'client',
      notation: 'letters',
      start: 0,
      valueStart: 2,
    });
  });
});
