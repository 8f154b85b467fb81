import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { DocumentCache } from '../language/documents';
import type { Transcript, TranscriptDocument } from '../syntax/document';

export const LANGUAGE = 'smtp';

/** The editor's documents, parsed: one parse per version, whoever asks for it. */
export interface Documents {
  readonly dispose: () => void;
  /** For whoever can wait: a big document is parsed while the extension host does other things as well. */
  readonly read: (document: vscode.TextDocument) => Promise<TranscriptDocument>;
  readonly parsed: (document: vscode.TextDocument) => TranscriptDocument;
}

export function createDocuments(): Documents {
  const cache = new DocumentCache(nextTurn);
  // A document that is opened again begins anew with its first version, so nothing of it may be left.
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => cache.delete(uri.toString()));
  const takeTurn = turnstile();
  return {
    read: async (document) => {
      const parsed = await cache.read(document.uri.toString(), document.version, () => textOf(document));
      if (document.lineCount > MANY_LINES) await takeTurn();
      return parsed;
    },
    parsed: (document) => cache.get(document.uri.toString(), document.version, () => document.getText()),
    dispose: () => void closing.dispose(),
  };
}

/** Lines from which on what a feature does with a document takes more than a moment. */
const MANY_LINES = 2_000;

/**
 * Lets whoever waits through one after the other, a turn of the event loop apart: half a dozen features wait for the parse of a
 * document that was opened, and together they would keep the extension host busy for longer than each of them.
 */
function turnstile(): () => Promise<void> {
  let last = Promise.resolve();
  return () => (last = last.then(() => nextTurn()));
}

/** The text of a document; of a huge one piece by piece, as the editor keeps lines and takes long to join very many. */
function textOf(document: vscode.TextDocument): string | Promise<string> {
  return document.lineCount <= PIECE ? document.getText() : textInPieces(document);
}

async function textInPieces(document: vscode.TextDocument): Promise<string> {
  const { version, lineCount } = document;
  let text = '';
  for (let line = 0; line < lineCount; line += PIECE) {
    await nextTurn();
    // Pieces of two versions make no text. Whoever asked is about to ask again.
    if (document.version !== version) return document.getText();
    text += document.getText(new vscode.Range(line, 0, line + PIECE, 0));
  }
  return text;
}

/** Lines that are joined in a few milliseconds. */
const PIECE = 50_000;

/** Whether a document is a transcript that somebody works on, and not, say, an older version in a comparison. */
export function isEditedTranscript(document: vscode.TextDocument): boolean {
  if (document.languageId !== LANGUAGE) return false;
  const { scheme } = document.uri;
  return scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) !== false;
}

/**
 * The document in front: of the active editor, but not of a panel that has the focus. A click on the output panel makes that the
 * active editor, and what a person works on is still the tab in front.
 */
export function documentInFront(): vscode.TextDocument | undefined {
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined && active.uri.scheme !== 'output') return active;
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
  if (!(input instanceof vscode.TabInputText)) return undefined;
  const uri = input.uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}

/** The transcripts that have something to send or to expect. */
export function runnable(document: TranscriptDocument): readonly Transcript[] {
  return document.transcripts.filter(({ exchanges }) => exchanges.length > 0);
}

/** The transcript to run for a cursor: the one that it stands in; the first for no cursor, or for one in the preamble. */
export function transcriptAt(document: TranscriptDocument, line: number | undefined): Transcript | undefined {
  const candidates = runnable(document);
  const first = document.transcripts[0]?.firstLine ?? 0;
  if (line === undefined || line < first) return candidates[0];
  return candidates.find(({ firstLine, endLine }) => firstLine <= line && line < endLine);
}
