import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { environmentValues } from '../../src/environment/values';
import { plan } from '../../src/runner/plan';
import { parse } from '../../src/syntax/parse';
import { textOf } from '../../src/syntax/span';
import { applyChanges } from './language/applyChanges';
import { diagnose } from './language/check';

/** Under the project's root, where the tests run. */
const folder = path.resolve('examples');
/** The example that is there to be mended, and that `npm start` does not run. */
const MISTAKES = 'mistakes.smtp';

const files = readdirSync(folder);
const runnable = files.filter((name) => name.endsWith('.smtp') && name !== MISTAKES);
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

/** What holds without an environment being chosen. */
const shared = environmentValues(
  [{ uri: 'file:///examples/smtp.env.json', text: read('smtp.env.json') }],
  undefined,
);

describe('the examples', () => {
  it('are numbered without a gap', () => {
    const numbers = runnable.map((name) => Number(/^(\d\d)-/.exec(name)?.[1]));
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      runnable.map((_, at) => at + 1),
    );
  });

  it('are all in the table of contents, and nothing else is', () => {
    const linked = [...read('README.md').matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]);
    assert.deepEqual([...new Set(linked)].sort(), files.filter((name) => name !== 'README.md').sort());
  });

  for (const name of runnable) {
    describe(name, () => {
      const text = read(name);
      const document = parse(text);

      it('draws no complaint in the editor', () => {
        const environmentNames = shared.map(({ name: each }) => each);
        assert.deepEqual(
          diagnose(text, { environmentNames }).map(({ code, line }) => `${code} @${line}`),
          [],
        );
      });

      it('can be run, against the embedded server', () => {
        for (const transcript of document.transcripts) {
          const made = plan(document, transcript);
          assert.deepEqual(made.problems, []);
          assert.equal(made.disabled, false);
          assert.equal(made.server.kind, 'template', 'the connection line names {{$testServer}}');
        }
        assert.match(text, /\{\{\$testServer/);
      });

      it('says what it expects of every request', () => {
        for (const { exchanges } of document.transcripts) {
          const unchecked = exchanges.filter(
            ({ replies, assertions }) => replies.length === 0 && assertions.length === 0,
          );
          assert.deepEqual(
            unchecked.map(({ request }) => request?.kind),
            [],
          );
        }
      });

      it('names only files that are there', () => {
        const included = document.lines.flatMap((line) =>
          line.kind === 'include' ? [textOf(text, line.path)] : [],
        );
        assert.deepEqual(
          included.filter((file) => !existsSync(path.join(folder, file))),
          [],
        );
      });
    });
  }
});

describe(MISTAKES, () => {
  const text = read(MISTAKES);

  it('has its two mistakes and no other', () => {
    assert.deepEqual(
      diagnose(text).map(({ code, line }) => [code, text.split('\n')[line - 1]]),
      [
        ['unknown-command', 'C: RCPT: someone@example.net'],
        ['missing-blank-line', 'C: This is a message, sent by hand.'],
      ],
    );
  });

  it('is right once the first fix of each is applied', () => {
    const changes = diagnose(text).flatMap(({ fixes }) => fixes[0]?.changes ?? []);
    const fixed = applyChanges(text, changes);
    assert.deepEqual(diagnose(fixed), []);
    assert.match(fixed, /^C: RCPT TO:<someone@example\.net>$/m);
    assert.match(fixed, /^C: X-Custom-Header: another header\n(?:#.*\n)*C:\nC: This is a message/m);
  });

  it('can be run as it stands', () => {
    const document = parse(text);
    for (const transcript of document.transcripts) assert.deepEqual(plan(document, transcript).problems, []);
  });
});
