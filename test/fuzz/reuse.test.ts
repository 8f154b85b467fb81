import assert from 'node:assert/strict';
import fc from 'fast-check';
import { validate } from '../../src/language/diagnostics';
import { parse, Parsing } from '../../src/syntax/parse';
import { picture } from '../support/picture';
import { LINES, pieces, SAMPLES } from '../support/syntaxInputs';

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
  const stretches = fc.constantFrom(1, 2, 5, 128);

  it('is what a parse of the whole text finds', () => {
    fc.assert(
      fc.property(texts, edits, stretches, (text, changes, stretch) => {
        let document = parse(text, undefined, stretch);
        for (const { at, length, text: inserted } of changes) {
          const before = picture(document);
          const start = Math.floor(at * document.text.length);
          const next = document.text.slice(0, start) + inserted + document.text.slice(start + length);
          const reused = parse(next, document, stretch);
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
      fc.property(texts, edits, stretches, (text, changes, stretch) => {
        let document = parse(text, undefined, stretch);
        validate(document);
        for (const { at, length, text: inserted } of changes) {
          const start = Math.floor(at * document.text.length);
          const next = document.text.slice(0, start) + inserted + document.text.slice(start + length);
          document = parse(next, document, stretch);
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
