import * as vscode from 'vscode';
import type { UpdatedReplies } from '../../runner/updateReplies';
import type { TextChange } from '../../syntax/diagnostic';
import type { Span } from '../../syntax/span';

/** Where a line, counted from 0, stands after an edit; undefined if it says something else by now. */
export type LineMove = (line: number) => number | undefined;

/**
 * Tells the edits by which a reply is taken over from all others. They change only what was expected, so what a run found out
 * about the other lines holds on, where these stand then.
 */
export interface Acceptances {
  /** An edit that is offered for a document's version at hand. */
  readonly offer: (document: vscode.TextDocument, updated: UpdatedReplies) => void;
  /** How an edit that was offered moves lines; undefined for any other edit. */
  readonly moveOf: (event: vscode.TextDocumentChangeEvent) => LineMove | undefined;
  readonly forget: (uri: vscode.Uri) => void;
}

interface OfferedEdit {
  readonly changes: readonly TextChange[];
  /** Of the changes, before them. */
  readonly ranges: readonly vscode.Range[];
  /** From the first to the last change, before them. */
  readonly span: Span;
  /** What stands there after them. */
  readonly text: string;
  /** The first lines of the replies that are written, counted from 0. */
  readonly written: ReadonlySet<number>;
}

export function createAcceptances(): Acceptances {
  const offered = new Map<string, { readonly version: number; readonly edits: Map<string, OfferedEdit> }>();
  return {
    offer(document, updated) {
      const uri = document.uri.toString();
      const { version } = document;
      let known = offered.get(uri);
      if (known?.version !== version)
        offered.set(uri, (known = { version, edits: new Map<string, OfferedEdit>() }));
      // It is offered at each move of the cursor.
      const key = updated.written.join();
      if (!known.edits.has(key)) known.edits.set(key, offeredEdit(document, updated));
    },
    moveOf(event) {
      const { document } = event;
      const known = offered.get(document.uri.toString());
      if (known?.version !== document.version - 1) return undefined;
      const edit = [...known.edits.values()].find((each) => isDoneBy(each, event));
      if (edit === undefined) return undefined;
      return (line) => (edit.written.has(line) ? undefined : line + shift(line, edit));
    },
    forget: (uri) => void offered.delete(uri.toString()),
  };
}

function offeredEdit(document: vscode.TextDocument, { changes, written }: UpdatedReplies): OfferedEdit {
  const rangeOf = ({ start, end }: Span): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  const span = { start: changes[0]?.span.start ?? 0, end: changes.at(-1)?.span.end ?? 0 };
  const before = document.getText(rangeOf(span));
  let text = '';
  let at = span.start;
  for (const change of changes) {
    text += before.slice(at - span.start, change.span.start - span.start) + change.newText;
    at = change.span.end;
  }
  const ranges = changes.map((change) => rangeOf(change.span));
  return { changes, ranges, span, text, written: new Set(written.map((line) => line - 1)) };
}

/**
 * Whether what was changed comes to what was offered. The editor leaves out what stays the same, so this holds the text that is
 * there now against what was to be there, and sees that nothing was changed elsewhere.
 */
function isDoneBy(
  { span, text }: OfferedEdit,
  { document, contentChanges }: vscode.TextDocumentChangeEvent,
): boolean {
  const isInside = contentChanges.every(
    ({ rangeOffset, rangeLength }) => span.start <= rangeOffset && rangeOffset + rangeLength <= span.end,
  );
  const grown = contentChanges.reduce((sum, change) => sum + change.text.length - change.rangeLength, 0);
  if (!isInside || grown !== text.length - (span.end - span.start)) return false;
  const start = document.positionAt(span.start);
  return document.getText(new vscode.Range(start, document.positionAt(span.start + text.length))) === text;
}

/** By how many lines one moves that is not changed itself. */
function shift(line: number, { changes, ranges }: OfferedEdit): number {
  let by = 0;
  for (const [at, { start, end }] of ranges.entries()) {
    if (end.line > line || (end.line === line && end.character > 0)) continue;
    by += (changes[at]?.newText.split('\n').length ?? 1) - 1 - (end.line - start.line);
  }
  return by;
}
