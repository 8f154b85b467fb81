import * as vscode from 'vscode';
import { ReplyCollector } from '../../runner/receivedReplies';
import { updateReplies, type UpdatedReplies } from '../../runner/updateReplies';
import type { ExpectedReply, Transcript } from '../../syntax/document';
import type { Documents } from '../documents';
import type { EventSink } from './execution';

/** The replies that the latest runs received, by the lines of their documents, until a document is edited. */
export interface ReceivedInDocuments {
  /** Follows a run of a document's version, in place of the run of that transcript before. */
  readonly record: (document: vscode.TextDocument, version: number, titleLine: number) => EventSink;
  /** Writes the reply received for the `S:` line at a line, from 0; says why if it cannot. */
  readonly accept: (document: vscode.TextDocument, line: number) => Promise<Accepted>;
  /** Whether the reply received for the `S:` line at a line, from 0, can be written there and differs from it. */
  readonly differs: (document: vscode.TextDocument, line: number) => boolean;
  readonly dispose: () => void;
}

export type Accepted =
  { readonly kind: 'accepted' | 'nothing' | 'same' } | { readonly kind: 'refused'; readonly reason: string };

/** Keeps them, and offers to take them over where they differ from what is recorded. */
export function createReceived(documents: Documents): ReceivedInDocuments {
  const received = new Map<string, Map<number, ReplyCollector>>();
  const forget = (uri: vscode.Uri): void => void received.delete(uri.toString());

  const find = (document: vscode.TextDocument, line: number): Found | undefined => {
    const transcripts = received.get(document.uri.toString());
    if (transcripts === undefined) return undefined;
    const parsed = documents.parsed(document);
    const transcript = parsed.transcripts.find(
      ({ firstLine, endLine }) => firstLine <= line && line < endLine,
    );
    const reply = transcript === undefined ? undefined : replyAt(transcript, line);
    const replies = transcript === undefined ? undefined : transcripts.get(transcript.anchor + 1);
    if (transcript === undefined || reply === undefined || replies === undefined) return undefined;
    const only = (reply.lines[0]?.index ?? 0) + 1;
    return {
      isKnown: replies.expected.has(only),
      one: updateReplies(parsed, transcript, replies, { only }),
      all: () => updateReplies(parsed, transcript, replies),
    };
  };

  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) forget(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => forget(uri)),
    vscode.languages.registerCodeActionsProvider(
      { language: 'smtp' },
      {
        provideCodeActions: (document, range) => {
          const found = find(document, range.start.line);
          return found === undefined ? [] : actionsFor(document, found);
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );

  return {
    record(document, version, titleLine) {
      const collector = new ReplyCollector();
      return {
        take: (event) => collector.take(event),
        end: () => {
          // Its lines may be others by now.
          if (document.version !== version || document.isClosed) return;
          const uri = document.uri.toString();
          received.set(
            uri,
            (received.get(uri) ?? new Map<number, ReplyCollector>()).set(titleLine, collector),
          );
        },
      };
    },
    async accept(document, line) {
      const found = find(document, line);
      if (found?.isKnown !== true) return { kind: 'nothing' };
      const [refused] = found.one.refused;
      if (refused !== undefined) return { kind: 'refused', reason: refused.reason };
      if (found.one.changes.length === 0) return { kind: 'same' };
      const done = await vscode.workspace.applyEdit(toEdit(document, found.one));
      return done ? { kind: 'accepted' } : { kind: 'refused', reason: 'this document cannot be edited' };
    },
    differs: (document, line) => {
      const one = find(document, line)?.one;
      return one !== undefined && one.refused.length === 0 && one.changes.length > 0;
    },
    dispose: () => {
      listeners.dispose();
      received.clear();
    },
  };
}

interface Found {
  /** Whether a reply was received for the line at all. */
  readonly isKnown: boolean;
  readonly one: UpdatedReplies;
  /** What all replies of the transcript change. */
  readonly all: () => UpdatedReplies;
}

function replyAt({ exchanges }: Transcript, line: number): ExpectedReply | undefined {
  for (const { replies } of exchanges)
    for (const reply of replies) if (reply.lines.some(({ index }) => index === line)) return reply;
  return undefined;
}

function actionsFor(document: vscode.TextDocument, { one, all }: Found): vscode.CodeAction[] {
  const [refused] = one.refused;
  if (one.changes.length === 0 && refused === undefined) return [];
  const accept = new vscode.CodeAction('Accept the server’s reply', vscode.CodeActionKind.QuickFix);
  if (refused === undefined) accept.edit = toEdit(document, one);
  else accept.disabled = { reason: `It cannot be written: ${refused.reason}.` };
  const every = all();
  if (every.written.length < 2) return [accept];
  const title = `Accept all ${every.written.length} replies that differ`;
  const acceptAll = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  acceptAll.edit = toEdit(document, every);
  return [accept, acceptAll];
}

function toEdit(document: vscode.TextDocument, { changes }: UpdatedReplies): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { span, newText } of changes) {
    const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
    edit.replace(document.uri, range, newText);
  }
  return edit;
}
