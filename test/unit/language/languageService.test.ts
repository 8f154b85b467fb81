import assert from 'node:assert/strict';
import { DocumentCache } from '../../../src/language/documents';
import { createLanguageService } from '../../../src/language/languageService';
import { parse } from '../../../src/syntax/parse';
import { applyEdits } from './applyChanges';

const uri = 'file:///a.smtp';
const mistake = 'C: MAIL FROM:<a@b.example>\r\nC: RCPT: c@d.example\r\n';

describe('the language service', () => {
  const service = createLanguageService();

  it('answers diagnostics in the protocol’s terms', () => {
    assert.deepEqual(service.diagnostics(parse(mistake)), [
      {
        range: { start: { line: 1, character: 3 }, end: { line: 1, character: 8 } },
        severity: 1,
        code: 'unknown-command',
        source: 'smtp',
        message: 'Unknown command RCPT:; did you mean “RCPT TO:<c@d.example>”?',
      },
    ]);
  });

  it('offers the fixes of what a range touches, and no others', () => {
    const document = parse(mistake);
    const at = (line: number, character: number): { line: number; character: number } => ({
      line,
      character,
    });
    assert.deepEqual(service.codeActions(document, uri, { start: at(0, 0), end: at(0, 9) }), []);
    const [action, ...rest] = service.codeActions(document, uri, { start: at(1, 8), end: at(1, 8) });
    assert.deepEqual(rest, []);
    assert.equal(action?.kind, 'quickfix');
    assert.equal(action.isPreferred, true);
    assert.deepEqual(action.diagnostics, service.diagnostics(document));
    assert.equal(
      applyEdits(mistake, action.edit?.changes?.[uri] ?? []),
      'C: MAIL FROM:<a@b.example>\r\nC: RCPT TO:<c@d.example>\r\n',
    );
  });

  it('takes the names of the environment, and notices when they change', () => {
    const document = parse('C: EHLO {{me}}');
    const codes = (environmentNames: string[]): unknown[] =>
      service.diagnostics(document, { environmentNames }).map(({ code }) => code);
    assert.deepEqual(codes(['me']), []);
    assert.deepEqual(codes([]), ['unknown-variable']);
    assert.deepEqual(codes(['me', 'you']), []);
  });

  it('offers lenses', () => {
    assert.deepEqual(
      service.codeLenses(parse('C: NOOP'), { uri }).map(({ command }) => command?.command),
      ['smtp.run', 'smtp.runIn'],
    );
  });
});

describe('the cache of documents', () => {
  it('parses a version once', () => {
    let parses = 0;
    let reads = 0;
    const cache = new DocumentCache((text) => {
      parses++;
      return parse(text);
    });
    const get = (id: string, version: number): unknown =>
      cache.get(id, version, () => {
        reads++;
        return `C: NOOP ${version}`;
      });
    const first = get('a', 1);
    assert.equal(get('a', 1), first);
    assert.equal(get('a', 1), first);
    assert.deepEqual([parses, reads], [1, 1]);
    assert.notEqual(get('b', 1), first);
    assert.notEqual(get('a', 2), first);
    assert.deepEqual([parses, reads], [3, 3]);
    get('b', 1);
    assert.deepEqual([parses, reads], [3, 3]);
    cache.delete('b');
    get('b', 1);
    assert.deepEqual([parses, reads], [4, 4]);
  });
});
