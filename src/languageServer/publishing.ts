import { ResponseError, type Connection } from 'vscode-languageserver/node';
import { toLspDiagnostic } from '../language/diagnostics';
import type { Session } from './session';
import { validateOpened } from './validation';

/** Sends diagnostics to editors that do not ask for them. */
export interface Publishing {
  /** After a change: once the typing has paused. */
  readonly later: (uri: string) => void;
  readonly now: (uri: string) => void;
  readonly clear: (uri: string) => void;
  readonly dispose: () => void;
}

/** Milliseconds without a keystroke: a word that is still being typed is not called unknown. */
const IDLE = 150;

/** @param report hears of bugs */
export function createPublishing(
  connection: Connection,
  session: Session,
  report: (error: unknown) => void,
): Publishing {
  const waiting = new Map<string, NodeJS.Timeout>();
  /** The latest validation of each document: what an earlier one finds, under other settings say, counts no more. */
  const latest = new Map<string, symbol>();
  const forget = (uri: string): void => {
    clearTimeout(waiting.get(uri));
    waiting.delete(uri);
  };
  const publish = async (uri: string): Promise<void> => {
    const turn = Symbol();
    latest.set(uri, turn);
    const opened = await session.open(uri);
    if (opened === undefined) return;
    // Whoever has changed it meanwhile asks again.
    const isStale = (): boolean => latest.get(uri) !== turn || session.versionOf(uri) !== opened.version;
    const diagnostics = await validateOpened(opened, isStale);
    if (diagnostics === undefined || isStale()) return;
    await connection.sendDiagnostics({
      uri,
      ...(session.client.diagnosticVersions ? { version: opened.version } : {}),
      diagnostics: diagnostics.map((each) => toLspDiagnostic(opened.document, each)),
    });
  };
  const now = (uri: string): void => {
    forget(uri);
    publish(uri).catch((error: unknown) => {
      if (!(error instanceof ResponseError)) report(error); // else it has changed meanwhile
    });
  };
  return {
    now,
    later: (uri) => {
      forget(uri);
      waiting.set(
        uri,
        setTimeout(() => now(uri), IDLE),
      );
    },
    clear: (uri) => {
      forget(uri);
      latest.delete(uri);
      connection.sendDiagnostics({ uri, diagnostics: [] }).catch(report);
    },
    dispose: () => {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
