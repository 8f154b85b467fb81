import assert from 'node:assert/strict';
import { codeLenses } from '../../../src/language/codeLens';
import { documentSymbols } from '../../../src/language/documentSymbols';
import { foldingRanges } from '../../../src/language/foldingRanges';
import { headOf, isHuge } from '../../../src/language/head';
import { parse } from '../../../src/syntax/parse';

describe('the head of a huge document', () => {
  const many = parse('### Again\nC: NOOP\nS: 250 Ok\n'.repeat(20_000));

  it('is its beginning, and its transcripts are whole', () => {
    assert.ok(isHuge(many));
    const head = headOf(many);
    assert.equal(headOf(many), head);
    assert.ok(head.transcripts.length > 5000 && head.transcripts.length < 20_000);
    assert.equal(head.transcripts.at(-1)?.endLine, head.lines.length);
    assert.equal(head.text, many.text);
  });

  it('is the document itself, if that is not huge', () => {
    const document = parse('C: NOOP');
    assert.equal(headOf(document), document);
  });

  it('has a transcript, however long that is', () => {
    const one = parse(`C: DATA\nS: 354\n${'C: text\n'.repeat(60_000)}C: .\nS: 250\n### Two\nC: NOOP`);
    const head = headOf(one);
    assert.equal(head.transcripts.length, 1);
    assert.equal(head.lines.length, 60_004);
    assert.equal(headOf(parse(`${'# text\n'.repeat(60_000)}### One\nC: NOOP`)).lines.length, 60_002);
  });

  it('is what lenses, symbols and folds are made of', () => {
    const { length } = headOf(many).transcripts;
    assert.equal(codeLenses(many, { uri: 'file:///a.smtp' }).length, 2 * length);
    assert.equal(documentSymbols(many).length, length);
    assert.equal(foldingRanges(many).length, length);
  });
});
