import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, extension, open } from './harness';

async function lenses(document: vscode.TextDocument): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
  );
  return found
    .filter(({ command }) => command?.command.startsWith('smtp.') === true)
    .map(({ range, command }) => `${range.start.line} ${command?.command ?? ''}`);
}

describe('code lenses', () => {
  before(extension);

  it('stand above transcripts and credentials', async () => {
    const { document } = await open(
      [
        '### First',
        'C: EHLO client.example.com',
        'S: 250',
        'C: AUTH PLAIN user password',
        'S: 235',
        '',
        '### Second',
        'C: AUTH PLAIN AHVzZXIAcGFzc3dvcmQ=',
        'S: 235',
        '',
        '### Nothing to run',
      ].join('\n'),
    );
    assert.deepEqual((await lenses(document)).sort(), [
      '0 smtp.run',
      '0 smtp.runIn',
      '3 smtp.encodeCredentials',
      '6 smtp.run',
      '6 smtp.runIn',
      '7 smtp.decodeCredentials',
      '7 smtp.editCredentials',
    ]);
  });

  it('go away by the setting, and come back', async () => {
    const { document } = await open('### One\nC: QUIT\n');
    const settings = vscode.workspace.getConfiguration('smtp');
    await settings.update('lenses.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      await eventually(async () => assert.deepEqual(await lenses(document), []));
    } finally {
      await settings.update('lenses.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
    await eventually(async () => assert.equal((await lenses(document)).length, 2));
  });
});
