import * as assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, Location } from 'vscode-languageserver/node';
import { startClient, URI, type Client, type ClientOptions } from './client';

describe('language server', () => {
  const clients: Client[] = [];
  const started = async (options?: ClientOptions): Promise<Client> => {
    const client = await startClient(options);
    clients.push(client);
    return client;
  };
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose();
  });

  it('introduces itself', async () => {
    const { initialized } = await started();
    assert.deepEqual(initialized.serverInfo, { name: 'smtp-transcript', version: '1.2.3' });
    assert.equal(initialized.capabilities.positionEncoding, 'utf-16');
    assert.deepEqual(initialized.capabilities.textDocumentSync, { openClose: true, change: 2 });
  });

  it('sends diagnostics of the text as it is, with its version', async () => {
    const client = await started({
      capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } },
    });
    client.open('S: 220\nC: QIUT\nS: 221\n');
    const first = await client.published();
    assert.deepEqual([first.uri, first.version, errors(first.diagnostics)], [URI, 1, ['unknown-command @2']]);
    const qiut = { start: { line: 1, character: 3 }, end: { line: 1, character: 7 } };
    await client.change(2, [{ range: { ...qiut, end: qiut.start }, text: 'X' }]);
    await client.change(3, [{ range: { ...qiut, end: { line: 1, character: 8 } }, text: 'QUIT' }]);
    const second = await client.published();
    assert.deepEqual([second.version, errors(second.diagnostics)], [3, []]);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
    assert.deepEqual(await client.published(), { uri: URI, diagnostics: [] });
  });

  it('reads a document anew that is opened again', async () => {
    const client = await started();
    client.open('C: QIUT\n');
    assert.deepEqual(errors((await client.published()).diagnostics), ['unknown-command @1']);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
    await client.published();
    client.open('C: QUIT\n');
    assert.deepEqual(errors((await client.published()).diagnostics), []);
  });

  it('sends none to those that ask', async () => {
    const client = await started({ capabilities: { textDocument: { diagnostic: {} } } });
    client.open('C: QIUT\n');
    await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: URI } });
    const sent = await Promise.race([client.published(), client.connection.sendRequest('shutdown')]);
    assert.equal(sent, null);
  });

  it('takes settings when it is started', async () => {
    const client = await started({ initializationOptions: { diagnostics: { 'unknown-command': 'hint' } } });
    client.open('C: QIUT\n');
    assert.deepEqual(found(await client.published()), ['unknown-command 4']);
  });

  it('asks for settings, and again when they change', async () => {
    let severity = 'warning';
    const client = await started({
      capabilities: {
        workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      },
      settings: () => ({ diagnostics: { 'unknown-command': severity } }),
    });
    client.open('C: QIUT\n');
    assert.deepEqual(found(await client.published()), ['unknown-command 2']);
    severity = 'off';
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(found(await client.published()), []);
    assert.ok(client.registrations.some(({ method }) => method === 'workspace/didChangeConfiguration'));
  });

  it('takes settings that come with the news of them', async () => {
    const client = await started();
    client.open('C: QIUT\n');
    await client.published();
    const settings = { smtp: { diagnostics: { 'unknown-command': 'information' } } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    assert.deepEqual(found(await client.published()), ['unknown-command 3']);
  });

  it('tells those that ask to ask again', async () => {
    const client = await started({
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: { diagnostics: { refreshSupport: true }, inlayHint: { refreshSupport: true } },
      },
    });
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    await client.connection.sendRequest('shutdown');
    assert.deepEqual([...client.refreshed].sort(), ['diagnostic', 'inlayHint']);
  });

  it('leaves other files alone, and knows its own by their name, too', async () => {
    const client = await started();
    const open = async (uri: string, languageId: string): Promise<void> =>
      client.connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text: 'C: QIUT\n' },
      });
    await open('file:///nowhere/notes.txt', 'plaintext');
    await open('file:///nowhere/other.smtp', 'plaintext');
    await open('untitled:Untitled-1', 'smtp');
    assert.deepEqual([(await client.published()).uri, (await client.published()).uri].sort(), [
      'file:///nowhere/other.smtp',
      'untitled:Untitled-1',
    ]);
  });

  it('answers nothing about what is not open, and survives what makes no sense', async () => {
    const client = await started();
    const nowhere = { textDocument: { uri: 'file:///other.smtp' }, position: { line: 0, character: 0 } };
    assert.equal(await client.connection.sendRequest('textDocument/hover', nowhere), null);
    await assert.rejects(client.connection.sendRequest('textDocument/hover', {}));
    await assert.rejects(client.connection.sendRequest('textDocument/noSuchThing', {}));
    client.open('C: QUIT hunter2\n');
    const far = { textDocument: { uri: URI }, position: { line: 99, character: 99 } };
    assert.equal(await client.connection.sendRequest('textDocument/hover', far), null);
    assert.deepEqual(await client.connection.sendRequest('textDocument/definition', far), []);
    assert.ok(client.logged.length > 0, 'a bug is not told');
    assert.ok(client.logged.every((each) => !each.includes('hunter2')));
  });

  describe('in a folder with environments', () => {
    let folder: string;
    let uri: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'smtp-transcript-lsp-'));
      uri = pathToFileURL(path.join(folder, 'test.smtp')).href;
      await writeFile(path.join(folder, 'smtp.env.json'), '{"dev": {"host": "dev.example.com"}}');
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('knows their variables', async () => {
      const client = await started();
      client.open('C: EHLO {{host}}\n', uri);
      assert.deepEqual(errors((await client.published()).diagnostics), []);
      const places = await client.connection.sendRequest<Location[]>('textDocument/definition', {
        textDocument: { uri },
        position: { line: 0, character: 11 },
      });
      assert.deepEqual(
        places.map((each) => each.uri),
        [pathToFileURL(path.join(folder, 'smtp.env.json')).href],
      );
    });

    it('goes by the one that is chosen', async () => {
      const client = await started({ initializationOptions: { environment: 'prod' } });
      client.open('C: EHLO {{host}}\n', uri);
      assert.deepEqual(errors((await client.published()).diagnostics), ['unknown-variable @1']);
    });

    it('looks again when the editor says that one has changed', async () => {
      const client = await started({
        capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
      });
      client.open('C: EHLO {{name}}\n', uri);
      assert.deepEqual(errors((await client.published()).diagnostics), ['unknown-variable @1']);
      const file = path.join(folder, 'smtp.private.env.json');
      await writeFile(file, '{"$shared": {"name": "x"}}');
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: pathToFileURL(file).href, type: 1 }],
      });
      assert.deepEqual(errors((await client.published()).diagnostics), []);
      assert.ok(client.registrations.some(({ method }) => method === 'workspace/didChangeWatchedFiles'));
    });

    it('takes the folder of the workspace for a document that is in none', async () => {
      const client = await started({ folder: pathToFileURL(folder).href });
      client.open('C: EHLO {{host}}\n', 'untitled:Untitled-1');
      assert.deepEqual(errors((await client.published()).diagnostics), []);
    });
  });
});

function errors(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 1)
    .map(({ code, range }) => `${code} @${range.start.line + 1}`);
}

function found({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): string[] {
  return diagnostics
    .filter(({ code }) => code === 'unknown-command')
    .map(({ code, severity }) => `${code} ${severity}`);
}
