import type { LineNode, Transcript, TranscriptDocument } from '../syntax/document';
import { textOf, type Span } from '../syntax/span';
import { findCommand } from '../smtp/commands';
import type { TranscriptModel } from './conversationModel';
import { printedSession, type PrintedSession } from './paste';

/** What a program has printed in the place of a transcript, and where it stands. */
export interface Printed extends PrintedSession {
  readonly span: Span;
}

/**
 * Whether a transcript is what curl, exim or the like has printed: each line is marked in a way that makes a command of it
 * that there is not. Worked out once for a transcript.
 */
export function printedIn(document: TranscriptDocument, model: TranscriptModel): Printed | undefined {
  if (!mayBePrinted(model)) return undefined;
  const known = PRINTED.get(model);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const found = readLines(document, model.transcript);
  PRINTED.set(model, found ?? 'none');
  return found;
}

const PRINTED = new WeakMap<TranscriptModel, Printed | 'none'>();

/** The first lines of a person's session are commands, nearly all of which are known, and replies. */
function mayBePrinted({ transcript: { mode, firstLine, endLine }, parts }: TranscriptModel): boolean {
  if (mode !== 'bare' || endLine - firstLine > LONGEST) return false;
  const first = parts.slice(0, LOOKED_AT).flatMap(({ steps }) => steps.slice(0, LOOKED_AT));
  return first
    .slice(0, LOOKED_AT)
    .some(({ command }) => command !== undefined && findCommand(command.verb) === undefined);
}

const LOOKED_AT = 4;

/** Longer than this is no session that somebody pastes, and not worth the time. */
const LONGEST = 2_000;

/** Lines that no program has printed: the author's, with no margin before them. */
const AUTHORS: ReadonlySet<LineNode['kind']> = new Set(['separator', 'comment', 'directive', 'variable']);

function readLines(
  { lines, text }: TranscriptDocument,
  { firstLine, endLine, connections }: Transcript,
): Printed | undefined {
  const own = lines.slice(firstLine, endLine).filter(({ kind }) => !AUTHORS.has(kind));
  const spoken = own.filter(({ kind }) => kind === 'command' || kind === 'note' || kind === 'server');
  const [first, last] = [spoken[0], spoken.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const session = printedSession(
    own.map(({ span }) => textOf(text, span)),
    connections.length > 0,
  );
  return session === undefined
    ? undefined
    : { ...session, span: { start: first.span.start, end: last.span.end } };
}
