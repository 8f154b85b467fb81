import { textOf, type Span } from '../../syntax/span';
import { occurrencesByName } from '../variables';
import type { Candidate } from './candidate';
import { commandCandidates } from './commands';
import { connectionTemplates } from './connections';
import type { CompletionContext } from './context';
import { names, separator } from './directives';
import type { Place } from './place';
import { codeCandidates } from './replies';
import { replyDue } from './replyHere';
import { conversationCandidates } from './snippets';
import { situationAt } from './state';

/** On a line that is empty, or whose first word is being written, outside of messages and AUTH exchanges. */
export function lineStartCandidates(place: Place, context: CompletionContext): Candidate[] {
  const { document, offset, span, mode } = place;
  const line = textOf(document.text, span);
  const before = document.text.slice(span.start, offset);
  const indent = line.length - line.trimStart().length;
  const start = Math.min(span.start + indent, offset);
  const typedOn = /^\S*/.exec(document.text.slice(offset, span.end))?.[0].length ?? 0;
  const word = { start, end: offset + (before.trim() === '' ? 0 : typedOn) };
  const rest = document.text.slice(word.end, span.end);
  if (before.trim() === '' && line.trim() !== '') return [];
  const form = { span: word, continued: rest.trim() !== '' };
  const due = replyDue(place);
  const owed =
    due !== undefined && (due.code !== undefined || due.occasion !== 'GREETING' || startsDialogue(place));
  const situation = situationAt(place, context.workspace);
  const prefix = mode === 'annotated';
  const client = owed ? SECOND : FIRST;
  const server = owed ? FIRST : SECOND;
  return [
    ...(prefix ? prefixes(word, owed) : []),
    ...commandCandidates(place, situation, { ...form, prefix: prefix ? 'C: ' : '' }).map(ranked(client)),
    ...codeCandidates(due, word, prefix ? 'S: ' : '')
      .filter(({ label }) => prefix || /^\d{3}[ -]?$/.test(label))
      .map(ranked(server)),
    ...(form.continued ? [] : wholeLines(place, word)),
  ];
}

/** Of the lines that one side says, ranks lie within one group. */
const GROUP = 1000;
const FIRST = 1;
const SECOND = 2;
const SETTINGS = 3;
const SNIPPETS = 4;

function ranked(group: number): (candidate: Candidate) => Candidate {
  return (candidate) => ({ ...candidate, rank: group * GROUP + candidate.rank });
}

function startsDialogue({ above, transcript }: Place): boolean {
  return above.length === 0 && transcript?.exchanges.length !== 0;
}

function prefixes(span: Span, owed: boolean): Candidate[] {
  const prefix = (text: string, detail: string, rank: number): Candidate => ({
    label: text,
    kind: 'directive',
    span,
    text: `${text} `,
    detail,
    rank,
    goesOn: true,
  });
  return [
    prefix('C:', 'the client sends this line', owed ? 1 : 0),
    prefix('S:', 'the server is expected to answer this', owed ? 0 : 1),
    prefix('S?:', 'a reply that may be missing', 3 * GROUP),
    prefix('C!:', 'the client sends exactly these bytes', 3 * GROUP),
    prefix('S!:', 'a scripted server (serve) sends exactly these bytes', 3 * GROUP),
  ];
}

/** What is no dialogue. */
function wholeLines(place: Place, span: Span): Candidate[] {
  const { document, above } = place;
  const first = above.length === 0;
  return [
    ...(first ? connectionTemplates(span, SETTINGS * GROUP) : []),
    ...(first || place.mode === 'bare' ? [] : [assertion(span)]),
    ...names(span, '# @', SETTINGS * GROUP + 2),
    ...undefinedVariables(place, span),
    { ...separator(span), rank: SETTINGS * GROUP + 4 },
    ...(mayStart(place)
      ? conversationCandidates(document, span, alreadyThere(place), first ? 1 * GROUP - 1 : SNIPPETS * GROUP)
      : []),
  ];
}

function assertion(span: Span): Candidate {
  return {
    label: '??',
    kind: 'directive',
    span,
    text: '?? ',
    detail: 'an assertion about the latest reply',
    rank: SETTINGS * GROUP + 1,
    goesOn: true,
  };
}

/** Whether a conversation may begin here: nothing was said in the transcript so far, or all was, and a gap follows. */
function mayStart({ above, document, lineIndex, dialogueBelow, transcript }: Place): boolean {
  if (dialogueBelow) return false;
  const kind = document.lines[lineIndex - 1]?.kind;
  const before = transcript?.exchanges.length === 0 || above.length === 0;
  return before || kind === undefined || kind === 'blank';
}

/** After a finished conversation a new transcript is needed; in one that was only begun, its title and server are there. */
function alreadyThere({ above, transcript, document }: Place): { titled: boolean; connected: boolean } {
  const titled =
    above.length === 0 &&
    transcript !== undefined &&
    document.lines[transcript.firstLine]?.kind === 'separator';
  const { preamble } = document;
  const own = titled ? [preamble, transcript] : [preamble];
  const connected = own.some(
    ({ connections, directives }) =>
      connections.length > 0 ||
      directives.some(({ name }) => textOf(document.text, name).toLowerCase() === 'server'),
  );
  return { titled, connected };
}

/** Names that are used and that nothing in the file gives a value. */
function undefinedVariables({ document }: Place, span: Span): Candidate[] {
  const found: Candidate[] = [];
  for (const [name, occurrences] of occurrencesByName(document)) {
    if (occurrences.some(({ role }) => role === 'declaration' || role === 'capture')) continue;
    found.push({
      label: `@${name} =`,
      kind: 'variable',
      span,
      text: `@${name} = `,
      detail: 'gives a value to a variable that is used here',
      rank: SETTINGS * GROUP + 3,
    });
  }
  return found;
}
