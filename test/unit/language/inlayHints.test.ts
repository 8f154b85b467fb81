import assert from 'node:assert/strict';
import { inlayHints, type InlayHintKinds } from '../../../src/language/inlayHints';
import { EMPTY_WORKSPACE, type Workspace } from '../../../src/language/workspace';
import { parse } from '../../../src/syntax/parse';
import { offsetAt } from '../../../src/syntax/positions';
import { base64, URI } from './hovering';

const ALL: InlayHintKinds = { challenges: true, userNames: true, fileSizes: true, variables: true };
const EVERYTHING = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

/** A text with its hints in it, each in `⟦…⟧`. */
async function shown(
  text: string,
  {
    enabled = ALL,
    range = EVERYTHING,
    ...workspace
  }: Partial<Workspace> & { enabled?: InlayHintKinds; range?: typeof EVERYTHING } = {},
): Promise<string> {
  const document = parse(text);
  const hints = await inlayHints(document, range, {
    uri: URI,
    workspace: { ...EMPTY_WORKSPACE, ...workspace },
    enabled,
  });
  let result = text;
  for (const { position, label, tooltip } of [...hints].reverse()) {
    assert.equal(typeof tooltip, 'string');
    assert.ok(typeof label === 'string');
    const at = offsetAt(document, position);
    result = `${result.slice(0, at)}⟦${label}⟧${result.slice(at)}`;
  }
  return result;
}

const off = (kind: keyof InlayHintKinds): InlayHintKinds => ({ ...ALL, [kind]: false });

describe('language/inlayHints', () => {
  const login =
    'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dXNlcg==\nS: 334 UGFzc3dvcmQ6\nC: aHVudGVyMg==\nS: 235';

  it('decodes challenges and user names, and never a password', async () => {
    assert.equal(
      await shown(login),
      'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6⟦“Username:”⟧\nC: dXNlcg==⟦user⟧\nS: 334 UGFzc3dvcmQ6⟦“Password:”⟧\nC: aHVudGVyMg==\nS: 235',
    );
    const plain = base64('\0user@example.com\0hunter2');
    assert.equal(await shown(`C: AUTH PLAIN ${plain}`), `C: AUTH PLAIN ${plain}⟦user@example.com⟧`);
    assert.equal(await shown('C: AUTH PLAIN user hunter2'), 'C: AUTH PLAIN user hunter2');
    const scram = base64('n,,n=someone,r=abc');
    assert.equal(await shown(`C: AUTH SCRAM-SHA-256 ${scram}`), `C: AUTH SCRAM-SHA-256 ${scram}⟦someone⟧`);
  });

  it('has nothing for challenges that are no text', async () => {
    for (const text of [
      'C: AUTH PLAIN\nS: 334',
      'C: AUTH PLAIN\nS: 334 ok go',
      'C: AUTH NTLM\nS: 334 AAECAw==',
    ])
      assert.equal(await shown(text), text);
  });

  it('tells the size of included files', async () => {
    const text = 'C: DATA\nS: 354\nC: < ./message.eml\nC: < {{file}}\nC: < gone.eml\nC: .\nS: 250';
    const fileSize = (_uri: string, path: string) =>
      Promise.resolve(path === './message.eml' ? 12_345 : undefined);
    assert.equal(await shown(text, { fileSize }), text.replace('message.eml', 'message.eml⟦12.3 kB⟧'));
    assert.equal(await shown(text, { fileSize, enabled: off('fileSizes') }), text);
  });

  it('has no password for a user name, whatever LOGIN asks for first', async () => {
    const text = `C: AUTH LOGIN\nS: 334 UGFzc3dvcmQ6\nC: ${base64('hunter2')}\nS: 334 VXNlcm5hbWU6\nC: ${base64('ann')}\nS: 235`;
    assert.equal(
      await shown(text, { enabled: { ...ALL, challenges: false } }),
      text.replace(base64('ann'), `${base64('ann')}⟦ann⟧`),
    );
    const plain = `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${base64('\0ann\0hunter2')}`;
    assert.equal(await shown(plain, { enabled: { ...ALL, challenges: false } }), plain);
  });

  it('tells what variables stand for, unless it is a secret or only a run knows', async () => {
    const text =
      '@sender = a@example.com\n@long = 0123456789012345678901234567890123456789012\n@password = hunter2\n### T\nC: MAIL FROM:<{{sender}}>\nC: NOOP {{long}} {{password}} {{nobody}}\nS: 250 /(?<id>.+)/\nC: NOOP {{id}}\nS: 250 {{sender}}';
    const expected = text
      .replace('<{{sender}}', '<{{sender}}⟦a@example.com⟧')
      .replace('{{long}}', '{{long}}⟦0123456789012345678901234567890123456789…⟧');
    assert.equal(await shown(text), expected);
    assert.equal(await shown(text, { enabled: off('variables') }), text);
  });

  it('reads the active environment', async () => {
    const workspace = {
      environmentFiles: () =>
        Promise.resolve([
          { uri: 'file:///folder/smtp.private.env.json', text: '{"dev": {"key": "hunter2"}}' },
          { uri: 'file:///folder/smtp.env.json', text: '{"dev": {"user": "me"}}' },
        ]),
      activeEnvironment: () => 'dev',
    };
    const text = 'C: NOOP {{user}} {{key}}';
    assert.equal(await shown(text, workspace), 'C: NOOP {{user}}⟦me⟧ {{key}}');
  });

  it('leaves out what is not wanted', async () => {
    assert.equal((await shown(login, { enabled: off('challenges') })).includes('“'), false);
    assert.equal((await shown(login, { enabled: off('userNames') })).includes('⟦user⟧'), false);
  });

  it('keeps to the range', async () => {
    const text = `@a = 1\n### T\n${Array.from({ length: 10 }, () => 'C: NOOP {{a}} {{a}}').join('\n')}`;
    const lines = text.split('\n');
    const range = { start: { line: 5, character: 14 }, end: { line: 6, character: 13 } };
    lines[5] = 'C: NOOP {{a}} {{a}}⟦1⟧';
    lines[6] = 'C: NOOP {{a}}⟦1⟧ {{a}}';
    assert.equal(await shown(text, { range }), lines.join('\n'));
    const ends = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
    assert.doesNotMatch(await shown(login, { range: ends }), /“/);
  });
});
