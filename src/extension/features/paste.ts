import * as vscode from 'vscode';
import { pasteAsTranscript as convertPasted, type PastedTranscript } from '../../language/paste';
import { LANGUAGE } from '../documents';
import type { Interaction } from '../interaction';
import { answer, SELECTOR, type FeatureContext } from './feature';

const PLAIN_TEXT = 'text/plain';
const KIND = vscode.DocumentDropOrPasteEditKind.Empty.append('smtp', 'transcript');

/** Offers what telnet, s_client, swaks or curl has printed as a transcript when it is pasted. */
export function registerPaste(context: FeatureContext): vscode.Disposable {
  return vscode.languages.registerDocumentPasteEditProvider(
    SELECTOR,
    {
      provideDocumentPasteEdits: async (document, [range], data, _pasting, token) => {
        const text = await data.get(PLAIN_TEXT)?.asString();
        if (text === undefined || range === undefined) return undefined;
        return answer(context, document, token, (parsed) => {
          const pasted = convertPasted(text, parsed, range.start.line);
          return pasted === undefined ? undefined : [toPasteEdit(pasted, document, range)];
        });
      },
    },
    { providedPasteEditKinds: [KIND], pasteMimeTypes: [PLAIN_TEXT] },
  );
}

/** The command of the same name: the clipboard's text at the cursor of the active editor. */
export async function pasteAsTranscript({ documents }: FeatureContext, { tell }: Interaction): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== LANGUAGE) {
    void tell('information', 'Open a .smtp file first: the transcript goes where its cursor stands.');
    return;
  }
  const text = await vscode.env.clipboard.readText();
  const { document, selection } = editor;
  const pasted = convertPasted(text, documents.parsed(document), selection.start.line);
  if (pasted === undefined) {
    void tell(
      'information',
      'The clipboard holds no session of telnet, openssl s_client, swaks or curl -v that is known as one.',
    );
    return;
  }
  const done = await editor.edit((edit) => edit.replace(selection, placed(pasted.text, document, selection)));
  if (!done) void tell('error', 'This document cannot be edited.');
}

function toPasteEdit(
  pasted: PastedTranscript,
  document: vscode.TextDocument,
  range: vscode.Range,
): vscode.DocumentPasteEdit {
  const edit = new vscode.DocumentPasteEdit(
    placed(pasted.text, document, range),
    'Paste as Transcript',
    KIND,
  );
  if (!pasted.preferred) edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text];
  return edit;
}

/** A transcript is whole lines: in the middle of one it starts on the next. */
function placed(text: string, document: vscode.TextDocument, { start, end }: vscode.Range): string {
  const before = document.lineAt(start.line).text.slice(0, start.character).trim() === '' ? '' : '\n';
  const after = document.lineAt(end.line).text.slice(end.character).trim() === '' ? '' : '\n';
  return `${before}${text}${after}`;
}
