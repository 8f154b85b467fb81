import assert from 'node:assert/strict';
import { validate, validation } from '../../../src/language/diagnostics';
import type { Transcript, TranscriptDocument } from '../../../src/syntax/document';
import { parse } from '../../../src/syntax/parse';

const WRONG =
  '### Wrong\nC: MAIL FROM:<a@b.example>\nC: RCPT: c@d.example\nC: DATA\nC: Subject: x\nC:\nC: .y\nC: .\n';
const RIGHT = '### Right\nC: NOOP\nS: 250\n';

/** Documents whose transcripts are known again by their text, as those of an incremental parse are. */
function remembering(): (text: string) => TranscriptDocument {
  const identities = new Map<string, object>();
  return (text) => {
    const document = parse(text);
    for (const transcript of document.transcripts) {
      const start = document.lines[transcript.firstLine]?.span.start;
      const end = document.lines[transcript.endLine - 1]?.fullEnd;
      const own = text.slice(start, end);
      const identity = identities.get(own) ?? {};
      identities.set(own, identity);
      Object.defineProperty(transcript, 'identity', { value: identity });
    }
    return document;
  };
}

describe('findings about a transcript', () => {
  it('move along with it', () => {
    const known = remembering();
    const texts = [RIGHT + WRONG, WRONG, `@a = 1\n${RIGHT}${RIGHT}${WRONG}${RIGHT}`, `@a = 1\n${WRONG}`];
    for (const text of [...texts, ...texts.reverse()])
      assert.deepEqual(validate(known(text)), validate(parse(text)));
  });

  it('are asked for anew under another preamble', () => {
    const known = remembering();
    const auth = '### One\nC: AUTH PLAIN {{a}}\n';
    const codes = (text: string): string[] => validate(known(text)).map(({ code }) => code);
    assert.deepEqual(codes(`@a = b\nCONNECT smtp://mail.example.com\n${auth}`), ['auth-without-tls']);
    assert.deepEqual(codes(`@a = b\nCONNECT smtps://mail.example.com\n${auth}`), []);
    assert.deepEqual(codes(`@a = b\nCONNECT smtp://mail.example.com\n${auth}`), ['auth-without-tls']);
  });

  it('are not asked for again when nothing changed', () => {
    const known = remembering();
    const steps = (document: TranscriptDocument): number => [...validation(document)].length;
    const text = RIGHT + WRONG;
    const first = steps(known(text));
    const again = steps(known(text));
    const one = steps(known(text.replace('NOOP', 'RSET')));
    assert.ok(again < one && one < first, `${again} < ${one} < ${first}`);
  });

  it('can be interrupted, and what was done is kept', () => {
    const document = parse(RIGHT.repeat(50) + WRONG);
    const begun = validation(document);
    for (let at = 0; at < 200; at++) begun.next();
    begun.return([]);
    const rest = [...validation(document)].length;
    const all = [...validation(parse(document.text))].length;
    assert.ok(rest < all, `${rest} < ${all}`);
    assert.deepEqual(validate(document), validate(parse(document.text)));
  });

  it('leave pauses in what is asked about the whole document', () => {
    const many = '### One\n# @tag a\n@b = c\nC: EHLO {{b}}\nS: 250\n'.repeat(5000);
    const document = parse(many);
    validate(document);
    let longest = 0;
    let looked = 0;
    // Every look at a transcript counts, whoever looks.
    const transcripts = document.transcripts.map(
      (transcript) =>
        Object.create(transcript, {
          directives: { get: () => (looked++, transcript.directives) },
          variables: { get: () => (looked++, transcript.variables) },
        }) as Transcript,
    );
    for (const steps = validation({ ...document, transcripts }); steps.next().done !== true; looked = 0)
      longest = Math.max(longest, looked);
    assert.ok(longest > 0 && longest <= 3000, String(longest));
  });

  it('change nothing outside of the transcript', () => {
    const document = parse(RIGHT + WRONG);
    const transcript = document.transcripts[1] as Transcript;
    const start = document.lines[transcript.firstLine]?.span.start ?? NaN;
    const found = validate(document);
    assert.ok(found.length > 1);
    for (const { fixes } of found)
      for (const { changes } of fixes) for (const { span } of changes) assert.ok(span.start >= start);
  });
});
