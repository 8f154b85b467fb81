import * as vscode from 'vscode';
import type { TextEdit } from 'vscode-languageserver-types';
import {
  credentialAtLine,
  credentialEdit,
  decodeCredential,
  encodeEdit,
  type Credential,
  type CredentialError,
} from '../../language/credentials';
import type { TranscriptDocument } from '../../syntax/document';
import { toTextEdit } from '../convert';
import type { Documents } from '../documents';
import type { Interaction } from '../interaction';
import { askForCredentials } from './insertAuth';
import { targetOf } from './target';

/** What the lenses on credentials do: Encode, Decode, Edit credentials… */
export function registerCredentialCommands(
  documents: Documents,
  interaction: Interaction,
): vscode.Disposable {
  const fail = (message: string): void => void interaction.tell('error', message);

  /** Applies what a credential becomes, unless the document was changed while the person was asked. */
  const change = async (
    args: readonly unknown[],
    edit: (document: TranscriptDocument, credential: Credential) => Change | Promise<Change>,
  ): Promise<void> => {
    const target = await targetOf(args);
    if (target?.line === undefined) return;
    const { document, line } = target;
    const { version } = document;
    const parsed = documents.parsed(document);
    const credential = credentialAtLine(parsed, line);
    if (credential === undefined) {
      fail('There is no credential on this line.');
      return;
    }
    const changed = await edit(parsed, credential);
    if (changed === undefined) return;
    if ('error' in changed) {
      fail(changed.error);
      return;
    }
    if (document.version !== version) {
      fail('The document was changed in the meantime, so the credentials were left as they are.');
      return;
    }
    const workspaceEdit = new vscode.WorkspaceEdit();
    workspaceEdit.set(document.uri, changed.map(toTextEdit));
    if (!(await vscode.workspace.applyEdit(workspaceEdit))) fail('This document cannot be edited.');
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand('smtp.encodeCredentials', (...args: unknown[]) =>
      change(args, (document, credential) =>
        credential.state === 'clear'
          ? [encodeEdit(document, credential)]
          : { error: 'This is not in clear text.' },
      ),
    ),
    vscode.commands.registerCommand('smtp.decodeCredentials', (...args: unknown[]) =>
      change(args, (document, credential) => {
        const edit = decodeCredential(document, credential);
        return 'error' in edit ? edit : [edit];
      }),
    ),
    vscode.commands.registerCommand('smtp.editCredentials', (...args: unknown[]) =>
      change(args, async (document, credential) => {
        const user = credential.state === 'invalid' ? undefined : credential.user;
        const asked = await askForCredentials('Edit Credentials', interaction, user);
        if (asked === undefined) return undefined;
        const authzid = credential.state === 'base64' ? credential.authzid : undefined;
        return credentialEdit(document, credential, asked.user, asked.password, authzid);
      }),
    ),
  );
}

/** Undefined when the person gave up. */
type Change = readonly TextEdit[] | CredentialError | undefined;
