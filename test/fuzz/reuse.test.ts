import assert from 'node:assert/strict';
import fc from 'fast-check';
import { validate } from '../../src/language/diagnostics';
import type { Exchange, LineNode, TranscriptDocument } from '../../src/syntax/document';
import { parse, Parsing } from '../../src/syntax/parse';
import { LINES, pieces, SAMPLES } from './syntaxInputs';

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);

describe('fuzz: what a parse takes over from the version before', function () {
  this.timeout(120_000);

  const lines = fc.constantFrom(...SAMPLES.flatMap((sample) => sample.split('\n')), ...LINES, '### Next', '');
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...SAMPLES), { minLength: 1, maxLength: 4 }).map((chosen) => chosen.join('\n')),
    fc.array(lines, { maxLength: 60, size: 'max' }).map((chosen) => chosen.join('\n')),
  );
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200)),
    text: fc.oneof(
      fc.constantFrom('', 'x', '\n', '#', '###', '\n### New\n', '.\n', 'C: DATA\n', '\r', '{{', '\uFEFF'),
      pieces,
    ),
  });
  const edits = fc.array(edit, { minLength: 1, maxLength: 6 });

  it('is what a parse of the whole text finds', () => {
    fc.assert(
      fc.property(texts, edits, (text, changes) => {
        let document = parse(text);
        for (const { at, length, text: inserted } of changes) {
          const before = picture(document);
          const start = Math.floor(at * document.text.length);
          const next = document.text.slice(0, start) + inserted + document.text.slice(start + length);
          const reused = parse(next, document);
          assert.deepEqual(picture(reused), picture(parse(next)));
          assert.deepEqual(picture(document), before, 'the version before is still what it was');
          document = reused;
        }
      }),
      { numRuns },
    );
  });

  it('draws the diagnostics that a validation of the whole text draws', () => {
    fc.assert(
      fc.property(texts, edits, (text, changes) => {
        let document = parse(text);
        validate(document);
        for (const { at, length, text: inserted } of changes) {
          const start = Math.floor(at * document.text.length);
          const next = document.text.slice(0, start) + inserted + document.text.slice(start + length);
          document = parse(next, document);
          assert.deepEqual(validate(document), validate(parse(next)));
        }
      }),
      { numRuns },
    );
  });

  it('comes out the same in slices of any size', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 20 }), (text, size) => {
        const parsing = new Parsing(text);
        while (!parsing.advance(size));
        assert.deepEqual(picture(parsing.finish()), picture(parse(text)));
      }),
      { numRuns },
    );
  });
});

/** All that a document says, in values that can be compared. */
function picture({ text, lines, preamble, transcripts, diagnostics }: TranscriptDocument): unknown {
  const indexes = (nodes: readonly LineNode[]): number[] =>
    nodes.map((node) => {
      assert.equal(lines[node.index], node, 'a node of this document');
      return node.index;
    });
  const exchange = ({ request, replies, assertions, grouped }: Exchange): unknown => ({
    request: requestPicture(request, indexes),
    replies: replies.map((reply) => [reply.optional, indexes(reply.lines)]),
    assertions: indexes(assertions),
    grouped,
  });
  return {
    lines: lines.map((line) => linePicture(text, line)),
    preamble: [preamble.directives, preamble.variables, preamble.connections].map(indexes),
    transcripts: transcripts.map((transcript) => ({
      title: transcript.title,
      mode: transcript.mode,
      notation: transcript.notation,
      anchor: transcript.anchor,
      range: [transcript.firstLine, transcript.endLine],
      settings: [transcript.directives, transcript.variables, transcript.connections].map(indexes),
      exchanges: transcript.exchanges.map(exchange),
    })),
    diagnostics,
  };
}

function requestPicture(
  request: Exchange['request'],
  indexes: (nodes: readonly LineNode[]) => number[],
): unknown {
  switch (request?.kind) {
    case undefined:
      return undefined;
    case 'content':
      return [indexes([request.command]), indexes(request.content.lines), request.content.terminator?.index];
    case 'command':
      return [indexes([request.line]), request.chunk && indexes(request.chunk.lines)];
    case 'response':
    case 'raw':
      return [request.kind, indexes([request.line])];
  }
}

function linePicture(text: string, line: LineNode): unknown[] {
  const common = [line.kind, line.index, line.span, line.fullEnd];
  switch (line.kind) {
    case 'directive':
    case 'variable':
      return [...common, line.name, line.value];
    case 'separator':
      return [...common, line.title];
    case 'connection':
      return [...common, line.value, line.connection];
    case 'command':
      return [...common, line.prefix, line.value, line.verb];
    case 'response':
      return [...common, line.prefix, line.value, line.command.index, line.step];
    case 'include':
      return [...common, line.prefix, line.value, line.mode, line.path];
    case 'server':
      return [...common, line.prefix, line.value, line.optional, patternPicture(text, line.pattern)];
    case 'note':
      return [...common, line.prefix, line.value, line.wrapped];
    case 'content':
    case 'terminator':
    case 'raw':
      return [...common, line.prefix, line.value];
    case 'assertion':
    case 'bare':
      return [...common, line.value];
    case 'blank':
    case 'comment':
    case 'chatter':
      return common;
  }
}

function patternPicture(text: string, pattern: Extract<LineNode, { kind: 'server' }>['pattern']): unknown {
  if (pattern.kind !== 'reply') return pattern;
  const recorded = pattern.text;
  if (recorded !== undefined)
    assert.equal(recorded.value, text.slice(recorded.span.start, recorded.span.end));
  return [pattern.codes, pattern.code, pattern.continues, recorded, pattern.regex];
}
