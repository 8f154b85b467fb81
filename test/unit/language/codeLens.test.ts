import assert from 'node:assert/strict';
import { codeLenses } from '../../../src/language/codeLens';
import { parse } from '../../../src/syntax/parse';

/** Each lens as `line title`. */
function lenses(text: string, running?: ReadonlySet<number>): string[] {
  const options = running === undefined ? { uri: 'file:///a.smtp' } : { uri: 'file:///a.smtp', running };
  return codeLenses(parse(text), options).map(
    ({ range, command }) => `${range.start.line} ${command?.title ?? ''}`,
  );
}

describe('codeLenses', () => {
  it('stand above each transcript that has a conversation', () => {
    assert.deepEqual(lenses('@a = b\n\n### One\nC: NOOP\n\n### Nothing yet\n\n### Two\nNOOP'), [
      '2 ▷ Run',
      '2 Run in…',
      '7 ▷ Run',
      '7 Run in…',
    ]);
    assert.deepEqual(lenses('# a comment\ntelnet localhost 25\nNOOP'), ['1 ▷ Run', '1 Run in…']);
    assert.deepEqual(lenses(''), []);
  });

  it('offer to cancel what is being run', () => {
    assert.deepEqual(lenses('### One\nC: NOOP\n### Two\nC: NOOP', new Set([2])), [
      '0 ▷ Run',
      '0 Run in…',
      '2 Cancel',
    ]);
  });

  it('carry a command with the document and the line', () => {
    const [run, , encode] = codeLenses(parse('### One\nC: AUTH PLAIN a b'), { uri: 'file:///a.smtp' });
    assert.deepEqual(run?.command, { title: '▷ Run', command: 'smtp.run', arguments: ['file:///a.smtp', 0] });
    assert.deepEqual(encode?.command, {
      title: 'Encode',
      command: 'smtp.encodeCredentials',
      arguments: ['file:///a.smtp', 1],
    });
    assert.deepEqual(encode.range, { start: { line: 1, character: 0 }, end: { line: 1, character: 17 } });
  });

  const credentialLenses = (text: string): string[] => lenses(text).filter((lens) => !lens.includes('Run'));

  it('encode and decode credentials', () => {
    assert.deepEqual(credentialLenses('C: AUTH PLAIN a b'), ['0 Encode']);
    assert.deepEqual(credentialLenses('C: AUTH PLAIN AGEAYg=='), ['0 Decode', '0 Edit credentials…']);
    assert.deepEqual(credentialLenses('C: AUTH PLAIN nonsense'), ['0 Edit credentials…']);
    assert.deepEqual(credentialLenses('AUTH LOGIN\nann@example.com\nsesame'), ['1 Encode', '2 Encode']);
    assert.deepEqual(credentialLenses('AUTH LOGIN\nYW5u\nb3Blbg=='), [
      '1 Decode',
      '1 Edit credentials…',
      '2 Decode',
    ]);
    assert.deepEqual(credentialLenses('AUTH LOGIN\nann@example.com\nb3Blbg=='), [
      '1 Encode',
      '2 Decode',
      '2 Edit credentials…',
    ]);
  });

  it('leave templates and other mechanisms alone', () => {
    assert.deepEqual(credentialLenses('C: AUTH PLAIN {{$plain a {{$secret b}}}}'), []);
    assert.deepEqual(credentialLenses('C: AUTH XOAUTH2 dXNlcg=='), []);
  });
});
