import * as vscode from 'vscode';
import { createLanguageService, type LanguageService } from '../language/languageService';
import type { Transcript, TranscriptDocument } from '../syntax/document';

export const LANGUAGE = 'smtp';

/** The language service with the editor's documents: one parse per version, whoever asks for it. */
export interface Documents {
  readonly dispose: () => void;
  readonly service: LanguageService;
  readonly parsed: (document: vscode.TextDocument) => TranscriptDocument;
}

export function createDocuments(): Documents {
  const service = createLanguageService();
  // A document that is opened again begins anew with its first version, so nothing of it may be left.
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) =>
    service.documents.delete(uri.toString()),
  );
  return {
    service,
    parsed: (document) =>
      service.documents.get(document.uri.toString(), document.version, () => document.getText()),
    dispose: () => void closing.dispose(),
  };
}

/** Whether a document is a transcript that somebody works on, and not, say, an older version in a comparison. */
export function isEditedTranscript(document: vscode.TextDocument): boolean {
  if (document.languageId !== LANGUAGE) return false;
  const { scheme } = document.uri;
  return scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) !== false;
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
