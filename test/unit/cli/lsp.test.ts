import * as assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeResult,
  type ProtocolConnection,
} from 'vscode-languageserver/node';

describe('smtp-transcript lsp', () => {
  let child: ChildProcessWithoutNullStreams;
  let connection: ProtocolConnection;
  const start = async (...args: readonly string[]): Promise<InitializeResult> => {
    child = spawn(process.execPath, [path.resolve('dist/cli.js'), 'lsp', ...args]);
    connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    return connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
  };
  const ended = async (): Promise<unknown> => (await once(child, 'exit'))[0];
  afterEach(() => {
    connection.dispose();
    child.kill();
  });

  it('serves, and ends with 0 after a shutdown', async () => {
    const { capabilities } = await start('--stdio');
    assert.equal(capabilities.hoverProvider, true);
    await connection.sendRequest('shutdown');
    const exit = ended();
    await connection.sendNotification('exit');
    assert.equal(await exit, 0);
  });

  it('ends with 1 without one', async () => {
    await start();
    const exit = ended();
    await connection.sendNotification('exit');
    assert.equal(await exit, 1);
  });

  it('ends when the editor is gone', async () => {
    await start('--stdio', `--clientProcessId=${process.pid}`);
    const exit = ended();
    child.stdin.end();
    assert.equal(await exit, 1);
  });
});
