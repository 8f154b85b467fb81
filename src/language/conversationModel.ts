import { findCommand, parseVerb, suggestCommand } from '../smtp/commands';
import type { Exchange, LineNode, Transcript, TranscriptDocument } from '../syntax/document';
import { textOf, type Span } from '../syntax/span';
import { advance, initialState, nothingKnown, type ConversationState } from './conversationState';
import { endpointOf, type ShownEndpoint } from './shownEndpoint';

/** What the rules of validation share: each conversation of a document, followed once. */
export interface ConversationModel {
  readonly transcripts: readonly TranscriptModel[];
}

export interface TranscriptModel {
  readonly transcript: Transcript;
  readonly endpoint: ShownEndpoint;
  readonly steps: readonly Step[];
}

/** One exchange, and what the text shows to hold when it starts. */
export interface Step {
  readonly exchange: Exchange;
  readonly before: ConversationState;
  readonly outcome: Outcome;
  /** The command, if the request is one line of one; absent for the greeting, responses, content and raw bytes. */
  readonly command: Command | undefined;
}

export interface Command {
  /** In upper case, as it is written: `RCPT:` is no verb but stands here. */
  readonly verb: string;
  /** The verb that a line with a mistake in it was meant to have; the verb itself if there is none. */
  readonly meant: string;
  /** Without the white space around it; empty if there is none. */
  readonly argument: string;
  /** Of the argument; at the end of the line if there is none. */
  readonly argumentSpan: Span;
  /** What goes on the wire, without CRLF. */
  readonly text: string;
  readonly span: Span;
}

/**
 * What the recorded replies to a request amount to: `refused` if every code is 4yz or 5yz, `accepted` if every one is 2yz
 * or 3yz, `either` if they leave it open, `unrecorded` if there are none.
 */
export type Outcome = 'accepted' | 'refused' | 'either' | 'unrecorded';

/** Follows every conversation of a document, from its first line to its last. */
export function modelConversations(document: TranscriptDocument): ConversationModel {
  return { transcripts: document.transcripts.map((transcript) => modelTranscript(document, transcript)) };
}

function modelTranscript(document: TranscriptDocument, transcript: Transcript): TranscriptModel {
  const endpoint = endpointOf(document, transcript);
  const gaps = gapsIn(document, transcript);
  const steps: Step[] = [];
  let state = initialState(endpoint);
  let nextGap = 0;
  for (const exchange of transcript.exchanges) {
    const line = firstLineOf(exchange)?.index ?? 0;
    while ((gaps[nextGap] ?? Infinity) < line) {
      state = nothingKnown();
      nextGap++;
    }
    const step = {
      exchange,
      before: state,
      outcome: outcomeOf(exchange),
      command: commandOf(document, exchange),
    };
    steps.push(step);
    state = advance(step, document, endpoint);
  }
  return { transcript, endpoint, steps };
}

/**
 * The lines where something may have happened that the text does not show: an action or elision in the author's words,
 * or a line that nobody is named for.
 */
function gapsIn(document: TranscriptDocument, transcript: Transcript): number[] {
  const gaps: number[] = [];
  for (let at = transcript.firstLine; at < transcript.endLine; at++) {
    const kind = document.lines[at]?.kind;
    if (kind === 'note' || kind === 'bare') gaps.push(at);
  }
  return gaps;
}

/** Where an exchange starts: its request, or the reply that came unasked. */
function firstLineOf({ request, replies, assertions }: Exchange): LineNode | undefined {
  if (request === undefined) return replies[0]?.lines[0] ?? assertions[0];
  return request.kind === 'content' ? (request.content.lines[0] ?? request.command) : request.line;
}

function outcomeOf({ replies }: Exchange): Outcome {
  const classes = new Set<string>();
  for (const { lines, optional } of replies) {
    if (optional) classes.add('?');
    const pattern = lines[0]?.pattern;
    if (pattern?.kind === 'close') classes.add('5');
    else if (pattern?.kind === 'reply') for (const code of pattern.codes) classes.add(code.charAt(0));
    else classes.add('?');
  }
  if (classes.size === 0) return 'unrecorded';
  if ([...classes].every((digit) => digit === '4' || digit === '5')) return 'refused';
  if ([...classes].every((digit) => digit === '2' || digit === '3')) return 'accepted';
  return 'either';
}

function commandOf({ text }: TranscriptDocument, { request }: Exchange): Command | undefined {
  if (request?.kind !== 'command') return undefined;
  const span = request.line.value;
  const line = textOf(text, span);
  const { verb, argument, argumentOffset } = parseVerb(line);
  const start = span.start + argumentOffset;
  return {
    verb,
    meant: meantVerb(line, verb, argument),
    argument,
    argumentSpan: { start, end: start + argument.length },
    text: line,
    span,
  };
}

function meantVerb(line: string, verb: string, argument: string): string {
  // To search for what was meant is slow, and nearly every command is right.
  const misdirected = verb === 'MAIL' && /^TO\b/i.test(argument);
  if (verb.includes('{{') || (findCommand(verb) !== undefined && !misdirected)) return verb;
  const suggestion = suggestCommand(line);
  return suggestion === undefined ? verb : parseVerb(suggestion).verb;
}
