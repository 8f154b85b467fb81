import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { plan } from '../../../src/runner/plan';
import { ReplyCollector } from '../../../src/runner/receivedReplies';
import { run } from '../../../src/runner/session';
import { updateReplies, type UpdatedReplies } from '../../../src/runner/updateReplies';
import { parse } from '../../../src/syntax/parse';
import { fakeHost } from '../../support/fakeHost';
import { startScriptedServer } from '../../support/scriptedServer';
import { applyChanges } from '../language/applyChanges';

const folder = path.resolve('test/unit/runner/update');

describe('writing received replies back', () => {
  for (const name of readdirSync(folder)) {
    const fixture = readFixture(readFileSync(path.join(folder, name), 'utf8'));
    for (const lineEnd of ['\n', '\r\n'])
      it(`${name} with ${lineEnd === '\n' ? 'LF' : 'CRLF'}: ${fixture.description}`, async () => {
        const withEnds = (text: string): string => text.replaceAll('\n', lineEnd);
        const { text, updated, again } = await update(fixture, withEnds);
        assert.equal(text, withEnds(fixture.after));
        assert.equal(tell(updated), fixture.told);
        // What was written is what would be written.
        assert.deepEqual(again.changes, []);
      });
  }

  it('of one line alone, for who accepts it', async () => {
    const fixture = readFixture(readFileSync(path.join(folder, 'recorded.update'), 'utf8'));
    const { updated } = await update(fixture, (text) => text, 11);
    assert.deepEqual(updated.written, [11]);
  });
});

interface Fixture {
  readonly description: string;
  readonly options: string;
  readonly transcript: string;
  readonly server: string;
  readonly after: string;
  readonly told: string;
}

interface Outcome {
  readonly text: string;
  readonly updated: UpdatedReplies;
  /** What the same replies change of the new text. */
  readonly again: UpdatedReplies;
}

async function update(fixture: Fixture, withEnds: (text: string) => string, only?: number): Promise<Outcome> {
  const server = await startScriptedServer(fixture.server);
  try {
    const before = withEnds(fixture.transcript).replace('2525', String(server.port));
    const options = { add: /^add$/m.test(fixture.options), ...(only === undefined ? {} : { only }) };
    const secrets = Object.fromEntries(
      [...fixture.options.matchAll(/^secret (.+?) = (.*)$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    const document = parse(before);
    const [transcript] = document.transcripts;
    assert.ok(transcript !== undefined);
    const made = plan(document, transcript);
    const received = new ReplyCollector();
    const going = { ...made, settings: { ...made.settings, onFailure: 'continue' as const } };
    for await (const event of run(going, fakeHost({ secrets }), new AbortController().signal))
      received.take(event);
    assert.deepEqual(await server.done, []);
    const updated = updateReplies(document, transcript, received, options);
    const after = applyChanges(before, updated.changes);
    const next = parse(after);
    const [changed] = next.transcripts;
    assert.ok(changed !== undefined);
    const again = updateReplies(
      next,
      changed,
      { expected: new Map(), unrecorded: received.unrecorded },
      options,
    );
    return { text: after.replace(String(server.port), '2525'), updated, again };
  } finally {
    await server.close();
  }
}

function tell({ written, refused }: UpdatedReplies): string {
  const lines = [
    ...(written.length > 0 ? [`written ${written.join(', ')}`] : []),
    ...refused.map(({ line, reason }) => `line ${line}: ${reason}`),
  ];
  return `${lines.length === 0 ? 'nothing' : lines.join('\n')}\n`;
}

function readFixture(text: string): Fixture {
  const [description = '', ...parts] = text.split(/^-- (.+) --\n/m);
  const sections = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) sections.set(parts[at] ?? '', parts[at + 1] ?? '');
  const options = sections.get('options') ?? '';
  const trim = (content = ''): string =>
    /^no line end$/m.test(options) ? content.replace(/\n$/, '') : content;
  return {
    description: description.trim(),
    options,
    transcript: trim(sections.get('transcript')),
    server: sections.get('server') ?? '',
    after: trim(sections.get('after')),
    told: sections.get('told') ?? '',
  };
}
