import assert from 'node:assert/strict';
import { missingFiles } from '../../../src/language/rules/missing-file';
import { EMPTY_WORKSPACE, type Workspace } from '../../../src/language/workspace';
import { parse } from '../../../src/syntax/parse';
import { textOf } from '../../../src/syntax/span';
import { applyChanges } from './applyChanges';

const files = ['message.eml', 'parts/logo.png'];

function workspace(asked: string[] = []): Workspace {
  return {
    ...EMPTY_WORKSPACE,
    fileSize: (_, path) => {
      asked.push(path);
      return Promise.resolve(files.includes(path.replace(/^\.\//, '')) ? 1 : undefined);
    },
    listFolder: (_, path) =>
      Promise.resolve(
        path === './parts/'
          ? [{ name: 'logo.png', isFolder: false }]
          : [
              { name: 'message.eml', isFolder: false },
              { name: 'massage', isFolder: true },
            ],
      ),
  };
}

const message = (...lines: string[]): string =>
  ['C: DATA', 'S: 354', ...lines.map((line) => `C: ${line}`), 'C: .', 'S: 250'].join('\n');

async function find(text: string, asked?: string[]): Promise<readonly string[]> {
  const found = await missingFiles(parse(text), 'file:///a/b.smtp', workspace(asked));
  return found.map(({ span, message: said }) => `${textOf(text, span)}: ${said}`);
}

describe('missingFiles', () => {
  it('finds the files that are not there, in DATA and in BDAT', async () => {
    assert.deepEqual(await find(message('< ./message.eml', '<base64 parts/logo.png', '<@ none.txt')), [
      'none.txt: There is no file none.txt',
    ]);
    assert.deepEqual(await find('C: BDAT 10 LAST\nC: < other.bin\nS: 250'), [
      'other.bin: There is no file other.bin',
    ]);
  });

  it('proposes a file of nearly that name', async () => {
    const text = message('< ./mesage.eml', '<base64 ./parts/lgo.png');
    const found = await missingFiles(parse(text), 'file:///a/b.smtp', workspace());
    assert.deepEqual(
      found.map(({ fixes }) => fixes?.map(({ title }) => title)),
      [['Change to ./message.eml'], ['Change to ./parts/logo.png']],
    );
    const changes = found.flatMap(({ fixes = [] }) => fixes.flatMap((fix) => fix.changes));
    assert.equal(applyChanges(text, changes), message('< ./message.eml', '<base64 ./parts/logo.png'));
  });

  it('asks about a file once, and about none whose name the run makes', async () => {
    const asked: string[] = [];
    const found = await find(message('< a.txt', '< a.txt', '< {{name}}.txt'), asked);
    assert.equal(found.length, 2);
    assert.deepEqual(asked, ['a.txt']);
  });
});
