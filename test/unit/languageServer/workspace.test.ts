import * as assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeWorkspace, type NodeWorkspaceOptions } from '../../../src/languageServer/workspace';

describe('language server: the files around a document', () => {
  let folder: string;
  let uri: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'smtp-transcript-workspace-'));
    uri = pathToFileURL(path.join(folder, 'a b', 'test.smtp')).href;
    await mkdir(path.join(folder, 'a b'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const workspace = (options: Partial<NodeWorkspaceOptions> = {}) =>
    nodeWorkspace({ root: undefined, openText: () => undefined, activeEnvironment: undefined, ...options });
  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return pathToFileURL(file).href;
  };
  /** Of those below the folder, in case the machine has some above it. */
  const texts = async (of: string, options?: Partial<NodeWorkspaceOptions>): Promise<string[]> =>
    (await workspace(options).environmentFiles(of))
      .filter((file) => file.uri.startsWith(pathToFileURL(folder).href))
      .map(({ text }) => text);

  it('are environments, the nearest first, the private one before the other', async () => {
    await write('smtp.env.json', 'far');
    await write('a b/smtp.env.json', 'near');
    await write('a b/smtp.private.env.json', 'near and private');
    assert.deepEqual(await texts(uri), ['near and private', 'near', 'far']);
  });

  it('are taken as they are in the editor', async () => {
    const open = await write('smtp.env.json', 'saved');
    assert.deepEqual(await texts(uri, { openText: (of) => (of === open ? 'typed' : undefined) }), ['typed']);
  });

  it('are those of the workspace for a document without a file', async () => {
    await write('smtp.env.json', 'of the workspace');
    assert.deepEqual(await texts('untitled:Untitled-1', { root: folder }), ['of the workspace']);
    assert.deepEqual(await texts('untitled:Untitled-1'), []);
  });

  it('have a size, if they are files', async () => {
    await write('a b/message.eml', 'ab');
    await write('far.eml', 'abc');
    const size = (name: string): Promise<number | undefined> => workspace().fileSize(uri, name);
    assert.equal(await size('message.eml'), 2);
    assert.equal(await size('./message.eml'), 2);
    assert.equal(await size('../far.eml'), 3);
    assert.equal(await size(path.join(folder, 'far.eml')), 3);
    assert.equal(await size('..'), undefined);
    assert.equal(await size('none.eml'), undefined);
    assert.equal(await workspace().fileSize('untitled:Untitled-1', 'message.eml'), undefined);
  });

  it('are listed', async () => {
    await write('a b/message.eml', '');
    await mkdir(path.join(folder, 'a b', 'more'));
    const entries = [...(await workspace().listFolder(uri, '.'))].sort((a, b) =>
      a.name.localeCompare(b.name),
    );
    assert.deepEqual(entries, [
      { name: 'message.eml', isFolder: false },
      { name: 'more', isFolder: true },
    ]);
    assert.deepEqual(await workspace().listFolder(uri, 'none'), []);
  });

  it('are not looked for on another machine', async () => {
    await write('message.eml', 'ab');
    for (const name of [`/${folder}/message.eml`, '\\\\server\\share\\message.eml'])
      assert.equal(await workspace().fileSize(uri, name), undefined);
    assert.deepEqual(await workspace().listFolder(uri, `/${folder}`), []);
  });
});
