import * as vscode from 'vscode';
import { ReplyCollector } from '../../runner/receivedReplies';
import { updateReplies, type UpdatedReplies } from '../../runner/updateReplies';
import type { ExpectedReply, Transcript } from '../../syntax/document';
import type { Documents } from '../documents';
import { createAcceptances, type LineMove } from './acceptances';
import type { EventSink } from './execution';

/** The replies that the latest runs received, by the lines of their documents, until a document is edited but to take them over. */
export interface ReceivedInDocuments {
  /** Follows a run of a document's version, in place of the run of that transcript before. */
  readonly record: (document: vscode.TextDocument, version: number, titleLine: number) => EventSink;
  /** Writes the reply received for the `S:` line at a line, from 0; says why if it cannot. */
  readonly accept: (document: vscode.TextDocument, line: number) => Promise<Accepted>;
  /** Whether the reply received for the `S:` line at a line, from 0, can be written there and differs from it. */
  readonly differs: (document: vscode.TextDocument, line: number) => boolean;
  /** How an edit moves lines by which a reply is taken over; undefined for any other edit. */
  readonly moveOf: (event: vscode.TextDocumentChangeEvent) => LineMove | undefined;
  readonly dispose: () => void;
}

export type Accepted =
  { readonly kind: 'accepted' | 'nothing' | 'same' } | { readonly kind: 'refused'; readonly reason: string };

/** Keeps them, and offers to take them over where they differ from what is recorded. */
export function createReceived(documents: Documents): ReceivedInDocuments {
  const received = new Map<string, Map<number, ReplyCollector>>();
  const acceptances = createAcceptances();
  const forget = (uri: vscode.Uri): void => {
    received.delete(uri.toString());
    acceptances.forget(uri);
  };
  /** Only a reply was taken over: those of the other lines can be, too. */
  const move = (uri: vscode.Uri, to: LineMove): void => {
    const moved = new Map<number, ReplyCollector>();
    const toLine = (line: number): number | undefined => {
      const now = to(line - 1);
      return now === undefined ? undefined : now + 1;
    };
    for (const [titleLine, replies] of received.get(uri.toString()) ?? []) {
      const now = toLine(titleLine);
      if (now !== undefined) moved.set(now, replies.moved(toLine));
    }
    received.set(uri.toString(), moved);
  };
  const toEdit = (document: vscode.TextDocument, updated: UpdatedReplies): vscode.WorkspaceEdit => {
    acceptances.offer(document, updated);
    return editOf(document, updated);
  };

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
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.contentChanges.length === 0) return;
      const to = acceptances.moveOf(event);
      if (to === undefined) forget(event.document.uri);
      else move(event.document.uri, to);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => forget(uri)),
    vscode.languages.registerCodeActionsProvider(
      { language: 'smtp' },
      {
        provideCodeActions: (document, range) => {
          const found = find(document, range.start.line);
          return found === undefined ? [] : actionsFor(found, (updated) => toEdit(document, updated));
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
    moveOf: acceptances.moveOf,
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

function actionsFor(
  { one, all }: Found,
  editOf: (updated: UpdatedReplies) => vscode.WorkspaceEdit,
): vscode.CodeAction[] {
  const [refused] = one.refused;
  if (one.changes.length === 0 && refused === undefined) return [];
  const accept = new vscode.CodeAction('Accept the server’s reply', vscode.CodeActionKind.QuickFix);
  if (refused === undefined) accept.edit = editOf(one);
  else accept.disabled = { reason: `It cannot be written: ${refused.reason}.` };
  const every = all();
  if (every.written.length < 2) return [accept];
  const title = `Accept all ${every.written.length} replies that differ`;
  const acceptAll = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  acceptAll.edit = editOf(every);
  return [accept, acceptAll];
}

function editOf(document: vscode.TextDocument, { changes }: UpdatedReplies): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { span, newText } of changes) {
    const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
    edit.replace(document.uri, range, newText);
  }
  return edit;
}
