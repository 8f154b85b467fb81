import type { CodeLens, Command } from 'vscode-languageserver-types';
import type { Transcript, TranscriptDocument } from '../syntax/document';
import { credentialsAt, type Credential } from './credentials';
import { headOf } from './head';
import { toRange } from './lspTypes';

export interface CodeLensOptions {
  /** Of the document; the commands get it as their first argument. */
  readonly uri: string;
  /** The anchor lines of the transcripts that are being run. */
  readonly running?: ReadonlySet<number>;
}

/**
 * Lenses above transcripts (run them, cancel them) and above literal credentials. Every command's arguments are the
 * document's URI and the index of the line.
 */
export function codeLenses(whole: TranscriptDocument, options: CodeLensOptions): CodeLens[] {
  const document = headOf(whole);
  const lenses: CodeLens[] = [];
  const add = (line: number, title: string, command: string): void => {
    const span = document.lines[line]?.span;
    if (span === undefined) return;
    const action: Command = { title, command, arguments: [options.uri, line] };
    lenses.push({ range: toRange(document, span), command: action });
  };
  for (const transcript of document.transcripts) addTranscript(transcript, options.running, add);
  const credentials = credentialsAt(document);
  for (const [at, credential] of credentials.entries()) addCredential(credential, credentials[at - 1], add);
  return lenses;
}

type Add = (line: number, title: string, command: string) => void;

function addTranscript(
  { anchor, exchanges }: Transcript,
  running: ReadonlySet<number> | undefined,
  add: Add,
): void {
  if (exchanges.length === 0) return;
  if (running?.has(anchor) === true) {
    add(anchor, 'Cancel', 'smtp.cancel');
    return;
  }
  add(anchor, '▷ Run', 'smtp.run');
  add(anchor, 'Run in…', 'smtp.runIn');
}

function addCredential(credential: Credential, previous: Credential | undefined, add: Add): void {
  const { kind, state, line, authLine } = credential;
  if (kind === 'other') return;
  if (state === 'clear') {
    add(line, 'Encode', 'smtp.encodeCredentials');
    return;
  }
  if (state === 'base64') add(line, 'Decode', 'smtp.decodeCredentials');
  // The two lines of a LOGIN are edited together, so one lens is enough for both.
  const edited = previous?.authLine === authLine && previous.state !== 'clear';
  if (!edited) add(line, 'Edit credentials…', 'smtp.editCredentials');
}
