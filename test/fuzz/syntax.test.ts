import assert from 'node:assert/strict';
import { cpuTime } from '../support/cpu';
import fc from 'fast-check';
import type { Diagnostic } from '../../src/syntax/diagnostic';
import type { LineNode, TranscriptDocument } from '../../src/syntax/document';
import { parse } from '../../src/syntax/parse';
import { offsetAt, positionAt } from '../../src/syntax/positions';
import type { Span } from '../../src/syntax/span';
import { everyPart, parseTemplate } from '../../src/syntax/template';
import { tokens } from '../../src/syntax/tokens';
import { ADVERSARIES, LINES, pieces, SAMPLES } from '../support/syntaxInputs';

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);

describe('fuzz: syntax', function () {
  this.timeout(120_000);

  it('holds for any text', () => {
    const units = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes));
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), units), holds), { numRuns });
  });

  it('holds for pieces of the language in any order', () => {
    fc.assert(fc.property(pieces, holds), { numRuns });
  });

  it('holds for whole lines in any order', () => {
    const lines = SAMPLES.flatMap((sample) => sample.split('\n'));
    const end = fc.constantFrom('\n', '\r\n', '\r');
    const text = fc
      .tuple(fc.array(fc.constantFrom(...lines, ...LINES), { maxLength: 40, size: 'max' }), end, fc.boolean())
      .map(([chosen, lineEnd, last]) => chosen.join(lineEnd) + (last ? lineEnd : ''));
    fc.assert(fc.property(text, holds), { numRuns });
  });

  it('holds for real files with accidents', () => {
    const accident = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(60),
      text: pieces,
    });
    const mutated = fc
      .tuple(fc.constantFrom(...SAMPLES), fc.array(accident, { minLength: 1, maxLength: 4 }))
      .map(([sample, accidents]) =>
        accidents.reduce((text, { at, length, text: inserted }) => {
          const start = Math.floor(at * text.length);
          return text.slice(0, start) + inserted + text.slice(start + length);
        }, sample),
      );
    fc.assert(fc.property(mutated, holds), { numRuns });
  });

  it('reads templates of any text', () => {
    const parts = fc.array(fc.constantFrom('{{', '}}', '{', '}', '"', '\\', ' ', '$', 'a', '$a', '\n', 'é'), {
      maxLength: 40,
      size: 'max',
    });
    fc.assert(
      fc.property(
        parts.map((each) => each.join('')),
        (text) => {
          const template = parseTemplate(text, 7);
          assert.equal(template.map(({ span }) => text.slice(span.start - 7, span.end - 7)).join(''), text);
          for (const { span } of everyPart(template)) within(span, { start: 7, end: 7 + text.length });
        },
      ),
      { numRuns },
    );
  });

  describe('takes time in proportion to the text', () => {
    for (const [name, make] of Object.entries(ADVERSARIES)) it(name, () => linear(make));
  });
});

/** Everything that is true of every document. */
function holds(text: string): void {
  const document = parse(text);
  assert.equal([...tokens(document)].map(({ start, end }) => text.slice(start, end)).join(''), text);
  checkLines(document);
  checkTranscripts(document);
  for (const diagnostic of document.diagnostics) checkDiagnostic(diagnostic, text);
  assert.equal(JSON.stringify(parse(text)), JSON.stringify(document));
}

function checkLines({ lines, text }: TranscriptDocument): void {
  let end = text.startsWith('\uFEFF') ? 1 : 0;
  for (const [index, line] of lines.entries()) {
    assert.equal(line.index, index);
    assert.equal(line.span.start, end, 'no gap between lines');
    assert.ok(line.span.end <= line.fullEnd && line.fullEnd > line.span.start);
    assert.match(
      text.slice(line.span.end, line.fullEnd),
      index < lines.length - 1 ? /^(?:\r\n|\n|\r)$/ : /^(?:\r\n|\n|\r)?$/,
    );
    assert.doesNotMatch(text.slice(line.span.start, line.span.end), /[\r\n]/);
    for (const span of spansOf(line)) within(span, line.span);
    end = line.fullEnd;
  }
  assert.equal(end, text.length);
  const document = { lines, text } as TranscriptDocument;
  for (const { span } of lines)
    assert.equal(offsetAt(document, positionAt(document, span.start)), span.start);
}

/** The spans of a line's parts in the order of the text; prefixes, verbs and the like never overlap. */
function spansOf(line: LineNode): Span[] {
  const spans: Span[] = [];
  if ('prefix' in line && line.prefix !== undefined) spans.push(line.prefix);
  if (line.kind === 'directive' || line.kind === 'variable') spans.push(line.name);
  if (line.kind === 'separator') spans.push(line.title);
  else if ('value' in line) spans.push(line.value);
  for (const [at, span] of spans.entries())
    assert.ok(span.start >= (spans[at - 1]?.end ?? 0), 'spans in order');
  if (line.kind === 'command') within(line.verb, line.value);
  if (line.kind === 'include') within(line.path, line.value);
  if (line.kind === 'server' && line.pattern.kind === 'reply') {
    within(line.pattern.code, line.value);
    for (const part of [line.pattern.text, line.pattern.regex])
      if (part !== undefined) within(part.span, line.value);
  }
  return spans;
}

/** Transcripts follow one another, and each line of dialogue is in exactly one exchange. */
function checkTranscripts({ lines, transcripts }: TranscriptDocument): void {
  for (const [at, transcript] of transcripts.entries()) {
    assert.ok(
      transcript.anchor >= transcript.firstLine && transcript.anchor < Math.max(transcript.endLine, 1),
    );
    assert.equal(transcripts[at + 1]?.firstLine ?? lines.length, transcript.endLine);
    const seen: LineNode[] = [];
    for (const { request, replies, assertions } of transcript.exchanges) {
      if (request?.kind === 'content') seen.push(...request.content.lines, ...end(request.content));
      else if (request !== undefined) seen.push(request.line);
      if (request?.kind === 'command' && request.chunk !== undefined)
        seen.push(...request.chunk.lines, ...end(request.chunk));
      for (const reply of replies) seen.push(...reply.lines);
      seen.push(...assertions);
    }
    const dialogue = lines
      .slice(transcript.firstLine, transcript.endLine)
      .filter(({ kind }) => DIALOGUE.has(kind));
    assert.deepEqual(
      seen.map(({ index }) => index).sort((a, b) => a - b),
      dialogue.map(({ index }) => index),
    );
    for (const line of seen) assert.equal(lines[line.index], line);
  }
}

function end({ terminator }: { readonly terminator: LineNode | undefined }): LineNode[] {
  return terminator === undefined ? [] : [terminator];
}

const DIALOGUE: ReadonlySet<LineNode['kind']> = new Set([
  'command',
  'response',
  'content',
  'include',
  'terminator',
  'raw',
  'server',
  'assertion',
]);

function checkDiagnostic({ code, message, span, fixes }: Diagnostic, text: string): void {
  assert.match(code, /^[a-z]+(?:-[a-z]+)*$/);
  assert.notEqual(message, '');
  within(span, { start: 0, end: text.length });
  for (const { title, changes } of fixes) {
    assert.notEqual(title, '');
    assert.ok(changes.length > 0);
    let last = 0;
    for (const change of [...changes].sort((a, b) => a.span.start - b.span.start)) {
      within(change.span, { start: last, end: text.length });
      last = change.span.end;
    }
  }
}

function within(inner: Span, outer: Span): void {
  assert.ok(
    outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end,
    `${JSON.stringify(inner)} lies in ${JSON.stringify(outer)}`,
  );
}

/**
 * Four times the text takes about four times as long, and not sixteen times. Both are large: what is made of a small text fits
 * into the youngest generation of the heap, and is never copied, so that each line of it costs a third. The best of several
 * measurements counts, as a busy machine only ever adds to one, and a few milliseconds are no evidence.
 */
function linear(make: (size: number) => string): void {
  const [small, large] = [make(200_000), make(800_000)];
  let [bestSmall, bestLarge] = [time(small), time(large)];
  const ratio = (): number => bestLarge / Math.max(bestSmall, 2.5);
  for (let attempt = 0; attempt < 12 && ratio() > 8; attempt++) {
    bestSmall = Math.min(bestSmall, time(small));
    bestLarge = Math.min(bestLarge, time(large));
  }
  assert.ok(ratio() <= 8, `four times the text took ${ratio().toFixed(1)} times as long`);
}

/** Milliseconds of the processor to parse a text and to read its tokens. */
function time(text: string): number {
  return cpuTime(() => assert.equal([...tokens(parse(text))].at(-1)?.end, text.length));
}
