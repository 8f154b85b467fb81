import * as vscode from 'vscode';

/** One run under way: of a single transcript, or of several of a file, one after the other. */
export interface Running {
  readonly uri: string;
  readonly title: string;
  /** As `performance.now()` gives it. */
  readonly startedAt: number;
  readonly cancel: () => void;
}

/** What runs at the moment, for the lenses, the status bar and the commands. */
export class RunningTranscripts implements vscode.Disposable {
  /** The anchor lines of each run's transcripts, counted from 0, where they stand now. */
  readonly #anchors = new Map<Running, readonly number[]>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listener = vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event));
  }

  get all(): readonly Running[] {
    return [...this.#anchors.keys()];
  }

  /** Counts a run as running until what is returned is disposed. */
  add(run: Running, anchors: readonly number[]): vscode.Disposable {
    this.#anchors.set(run, anchors);
    this.#change();
    return new vscode.Disposable(() => {
      if (this.#anchors.delete(run)) this.#change();
    });
  }

  anchors(uri: string): ReadonlySet<number> {
    return new Set([...this.#anchors].flatMap(([run, anchors]) => (run.uri === uri ? [...anchors] : [])));
  }

  find(uri: string, anchor: number): Running | undefined {
    return this.all.find((run) => run.uri === uri && this.#anchors.get(run)?.includes(anchor) === true);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  #change(): void {
    void vscode.commands.executeCommand('setContext', 'smtp.running', this.#anchors.size > 0);
    this.#changed.fire();
  }

  /** Lines that are put in or taken out above a transcript move its anchor. */
  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const uri = document.uri.toString();
    for (const [run, anchors] of this.#anchors) {
      if (run.uri === uri)
        this.#anchors.set(
          run,
          anchors.map((anchor) => moved(anchor, contentChanges)),
        );
    }
  }
}

function moved(line: number, changes: readonly vscode.TextDocumentContentChangeEvent[]): number {
  return changes.reduce((at, { range, text }) => {
    const isAbove = range.start.line < at || (range.start.line === at && range.start.character === 0);
    if (!isAbove || range.end.line > at) return at;
    return at + (text.split('\n').length - 1) - (range.end.line - range.start.line);
  }, line);
}
