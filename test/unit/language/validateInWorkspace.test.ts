import assert from 'node:assert/strict';
import { rule, documentation } from '../../../src/language/rules/missing-file';
import { validateInWorkspace, type WorkspaceValidation } from '../../../src/language/validateInWorkspace';
import { EMPTY_WORKSPACE, type Workspace } from '../../../src/language/workspace';
import { parse } from '../../../src/syntax/parse';

const uri = 'file:///folder/a.smtp';
const ENVIRONMENTS = '{ "$shared": { "a": "1" }, "dev": { "b": "2" }, "prod": { "c": "3" } }';

const withEnvironment = (active: string | undefined): Workspace => ({
  ...EMPTY_WORKSPACE,
  environmentFiles: () => Promise.resolve([{ uri: 'file:///folder/smtp.env.json', text: ENVIRONMENTS }]),
  activeEnvironment: () => active,
});

async function codes(text: string, options: Partial<WorkspaceValidation>): Promise<string[] | undefined> {
  const found = await validateInWorkspace(parse(text), { uri, workspace: EMPTY_WORKSPACE, ...options });
  return found?.map(({ code, severity }) => `${code} ${severity}`);
}

describe('validateInWorkspace', () => {
  it('knows the names of the environment that is chosen, and of all while none is', async () => {
    const text = 'C: EHLO {{a}}\nC: EHLO {{b}}\nC: EHLO {{c}}';
    const unknown = 'unknown-variable error';
    assert.deepEqual(await codes(text, {}), [unknown, unknown, unknown]);
    assert.deepEqual(await codes(text, { workspace: withEnvironment(undefined) }), []);
    assert.deepEqual(await codes(text, { workspace: withEnvironment('dev') }), [unknown]);
    assert.deepEqual(await codes(text, { workspace: withEnvironment('dev'), names: ['c'] }), []);
  });

  it('finds the files that are not there, unless that is disabled', async () => {
    const { bad, good } = documentation;
    assert.deepEqual(await codes(bad, {}), [`${rule.code} error`]);
    assert.deepEqual(await codes(good, {}), []);
    const there: Workspace = { ...EMPTY_WORKSPACE, fileSize: () => Promise.resolve(1) };
    assert.deepEqual(await codes(bad, { workspace: there }), []);
    assert.deepEqual(await codes(bad.replace('C: <', `# @disable-next-line ${rule.code}\nC: <`), {}), []);
    assert.deepEqual(await codes(bad, { severities: { [rule.code]: 'hint' } }), [`${rule.code} hint`]);
  });

  it('waits when it is told to, and stops when nobody wants to know any more', async () => {
    const text = '### One\nC: FOO1\n'.repeat(20);
    let pauses = 0;
    const all = await codes(text, {
      pause: () => {
        pauses++;
        return Promise.resolve(true);
      },
    });
    assert.equal(all?.length, 20);
    assert.ok(pauses >= 20, `${pauses} pauses`);
    let left = 5;
    assert.equal(
      await codes(text, { pause: () => (left-- > 0 ? undefined : Promise.resolve(false)) }),
      undefined,
    );
    assert.equal(left, -1);
  });
});
