import * as vscode from 'vscode';
import type { SeenReply } from '../../runner/events';
import type { Plan } from '../../runner/plan';
import type { LineMove } from './acceptances';
import { markOf, mergeMarks, ofRepetition, type Mark } from './marks';
import type { EventSink } from './execution';
import type { ReceivedInDocuments } from './received';

/** Milliseconds between two drawings of a run's marks: each draws all of them anew. */
const INTERVAL = 200;
/** Characters of a reply that stand after its line; the hover has all of it. */
const LONGEST = 100;

const SIGNS = { passed: '✓', failed: '✗', skipped: '○' } as const;

/** The marks of a run's transcript, known by the line of its title. */
type MarksByTranscript = Map<number, readonly Mark[]>;

/** The results at the lines of documents, until the document is edited but to take a reply over. */
export class MarkedDocuments implements vscode.Disposable {
  readonly #documents = new Map<string, MarksByTranscript>();
  readonly #types = {
    passed: decoration('charts.green'),
    failed: decoration('charts.red', 'editorOverviewRuler.errorForeground'),
    skipped: decoration('disabledForeground'),
  };
  readonly #listener = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.contentChanges.length === 0) return;
      const to = this.#replies.moveOf(event);
      if (to === undefined) this.#clear(event.document.uri);
      else this.#move(event.document.uri, to);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#clear(uri)),
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const editor of editors) this.#draw(editor);
    }),
  );
  readonly #replies: Pick<ReceivedInDocuments, 'differs' | 'moveOf'>;

  constructor(replies: Pick<ReceivedInDocuments, 'differs' | 'moveOf'>) {
    this.#replies = replies;
  }

  marks(uri: vscode.Uri): readonly Mark[] {
    return mergeMarks([...(this.#documents.get(uri.toString())?.values() ?? [])].flat());
  }

  /**
   * Takes the events of a run of a document's version, in place of those of the transcript's run before. What comes after
   * the document was edited is dropped: its line may be another by now.
   */
  record(
    document: vscode.TextDocument,
    version: number,
    { line: titleLine, repetition }: Pick<Plan, 'line' | 'repetition'>,
  ): EventSink {
    const marks: Mark[] = [];
    let reply: SeenReply | undefined;
    let timer: NodeJS.Timeout | undefined;
    const show = (): void => {
      clearTimeout(timer);
      timer = undefined;
      this.show(document, version, titleLine, marks);
    };
    show();
    return {
      take: (event) => {
        if (event.type === 'reply') reply = event.reply;
        const mark = markOf(event, titleLine, reply);
        if (mark === undefined) return;
        marks.push(ofRepetition(mark, repetition));
        timer ??= setTimeout(show, INTERVAL);
      },
      end: show,
    };
  }

  /** Shows marks in place of those that the transcript had, unless the document was edited since that version. */
  show(document: vscode.TextDocument, version: number, titleLine: number, marks: readonly Mark[]): void {
    if (document.version !== version || document.isClosed) return;
    const uri = document.uri.toString();
    const transcripts = this.#documents.get(uri) ?? new Map<number, readonly Mark[]>();
    this.#documents.set(uri, transcripts.set(titleLine, marks));
    this.#drawAll(document.uri);
  }

  dispose(): void {
    this.#listener.dispose();
    for (const type of Object.values(this.#types)) type.dispose();
  }

  #clear(uri: vscode.Uri): void {
    if (this.#documents.delete(uri.toString())) this.#drawAll(uri);
  }

  #move(uri: vscode.Uri, to: LineMove): void {
    const moved: MarksByTranscript = new Map();
    for (const [titleLine, marks] of this.#documents.get(uri.toString()) ?? []) {
      const now = to(titleLine - 1);
      if (now !== undefined)
        moved.set(
          now + 1,
          marks.flatMap((mark) => {
            const line = to(mark.line);
            return line === undefined ? [] : [{ ...mark, line }];
          }),
        );
    }
    this.#documents.set(uri.toString(), moved);
    this.#drawAll(uri);
  }

  #drawAll(uri: vscode.Uri): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.toString() === uri.toString()) this.#draw(editor);
    }
  }

  #draw(editor: vscode.TextEditor): void {
    const { document } = editor;
    const marks = this.marks(document.uri).filter(({ line }) => line < document.lineCount);
    for (const status of ['passed', 'failed', 'skipped'] as const) {
      const options = marks
        .filter((mark) => mark.status === status)
        .map((mark) => {
          const canAccept = mark.status === 'failed' && this.#replies.differs(document, mark.line);
          return toDecoration(mark, document, canAccept);
        });
      editor.setDecorations(this.#types[status], options);
    }
  }
}

function decoration(colour: string, ruler?: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor(colour), margin: '0 0 0 2.5em' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...(ruler === undefined
      ? {}
      : {
          overviewRulerColor: new vscode.ThemeColor(ruler),
          overviewRulerLane: vscode.OverviewRulerLane.Right,
        }),
  });
}

function toDecoration(
  mark: Mark,
  document: vscode.TextDocument,
  canAccept: boolean,
): vscode.DecorationOptions {
  const text = mark.text.length > LONGEST ? `${mark.text.slice(0, LONGEST)}…` : mark.text;
  return {
    range: document.lineAt(mark.line).range,
    hoverMessage: canAccept ? [acceptance(document, mark), hover(mark)] : hover(mark),
    renderOptions: { after: { contentText: `${SIGNS[mark.status]} ${text}` } },
  };
}

/** A message of its own, as only this one may call a command. */
function acceptance({ uri }: vscode.TextDocument, { line }: Mark): vscode.MarkdownString {
  const argument = encodeURIComponent(JSON.stringify([uri.toString(), line]));
  const message = new vscode.MarkdownString(`[Accept this reply](command:smtp.acceptReply?${argument})`);
  message.isTrusted = { enabledCommands: ['smtp.acceptReply'] };
  return message;
}

/** Plain text throughout: what a server sends is nothing to be rendered. */
function hover({ comparison, text, notes }: Mark): vscode.MarkdownString {
  const message = new vscode.MarkdownString();
  if (comparison === undefined) message.appendText(text);
  else {
    message.appendMarkdown('Expected').appendCodeblock(comparison.expected, 'text');
    message.appendMarkdown('Received').appendCodeblock(comparison.actual, 'text');
  }
  // What is to be seen above need not be said again.
  const said =
    comparison === undefined ? undefined : `expected ${comparison.expected}, got ${comparison.actual}`;
  for (const note of notes.filter((each) => each !== said)) message.appendMarkdown('\n\n').appendText(note);
  return message;
}
