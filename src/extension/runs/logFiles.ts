import * as vscode from 'vscode';
import { logLinks } from './logLinks';

/** The files that the logs speak of, so that a click on “line 12” goes there. */
export interface LogFiles {
  /** A heading with this name is about that file from now on. */
  readonly remember: (name: string, uri: vscode.Uri) => void;
  readonly dispose: () => void;
}

export function createLogFiles(): LogFiles {
  const files = new Map<string, vscode.Uri>();
  const provider = vscode.languages.registerDocumentLinkProvider(
    { language: 'smtp-log', scheme: 'output' },
    {
      provideDocumentLinks: (document) =>
        logLinks(document.getText()).flatMap(({ name, line, span }) => {
          const uri = files.get(name);
          if (uri === undefined) return [];
          const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
          const link = new vscode.DocumentLink(range, uri.with({ fragment: `L${line}` }));
          link.tooltip = `Go to line ${line} of ${name}`;
          return [link];
        }),
    },
  );
  return {
    remember: (name, uri) => void files.set(name, uri),
    dispose: () => void provider.dispose(),
  };
}
