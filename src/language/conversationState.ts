import { parseEhlo, type Capabilities } from '../smtp/extensions';
import type { Exchange, TranscriptDocument } from '../syntax/document';
import type { Step } from './conversationModel';
import { hasCode } from './outcomes';
import type { ShownEndpoint } from './shownEndpoint';

/**
 * What the text shows to be the case; `unknown` wherever it does not show it, as a document may quote a conversation from
 * its middle, and a rule may speak only of what it sees.
 */
export type Shown = 'yes' | 'no' | 'unknown';

export interface ConversationState {
  /** Whether EHLO, HELO or LHLO was said. */
  readonly greeted: Shown;
  readonly tls: Shown;
  readonly authenticated: Shown;
  /** Whether a MAIL is open. */
  readonly transaction: Shown;
  /** Of the open transaction: `none` was tried, `refused` were all, at least one was `some`. */
  readonly recipients: 'none' | 'refused' | 'some' | 'unknown';
  /** What the recorded EHLO reply offers; absent if none is recorded in full. */
  readonly capabilities: Capabilities | undefined;
}

/** At the first line of a transcript. */
export function initialState(endpoint: ShownEndpoint): ConversationState {
  return { ...nothingKnown(), tls: tlsAtStart(endpoint) };
}

/** After a gap in the text. */
export function nothingKnown(): ConversationState {
  return {
    greeted: 'unknown',
    tls: 'unknown',
    authenticated: 'unknown',
    transaction: 'unknown',
    recipients: 'unknown',
    capabilities: undefined,
  };
}

/** The state after a step. */
export function advance(
  step: Step,
  document: TranscriptDocument,
  endpoint: ShownEndpoint,
): ConversationState {
  const { before: state, outcome, exchange } = step;
  if (hasCode(exchange, '421')) return nothingKnown(); // the server has closed the channel: RFC 5321 section 3.8
  switch (exchange.request?.kind) {
    case undefined:
      return hasCode(exchange, '220') ? afterGreeting(state, endpoint) : state;
    case 'raw':
      return nothingKnown();
    case 'response':
      return { ...state, authenticated: authenticatedBy(step) };
    case 'content':
      return { ...state, ...NO_TRANSACTION };
    case 'command':
      if (outcome === 'refused') return afterRefusal(step);
      return afterCommand(step, document);
  }
}

const NO_TRANSACTION = { transaction: 'no', recipients: 'none' } as const;

function tlsAtStart(endpoint: ShownEndpoint): Shown {
  if (endpoint.kind === 'unknown') return 'unknown';
  switch (endpoint.endpoint.scheme) {
    case 'smtps':
    case 'smtp+starttls':
      return 'yes';
    case 'smtp':
      return 'no';
    case 'lmtp':
    case 'lmtp+unix':
    case 'mx':
      return 'unknown';
  }
}

/** Behind `smtp+starttls` an EHLO has been said already that the text does not show. */
function afterGreeting(state: ConversationState, endpoint: ShownEndpoint): ConversationState {
  const said = endpoint.kind === 'endpoint' && endpoint.endpoint.scheme === 'smtp+starttls';
  return { ...state, ...NO_TRANSACTION, greeted: said ? 'unknown' : 'no', authenticated: 'no' };
}

function afterCommand(step: Step, document: TranscriptDocument): ConversationState {
  const { before: state, outcome, command, exchange } = step;
  const certain = outcome !== 'either';
  switch (command?.meant) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
      // A greeting resets the transaction as RSET does: RFC 5321 section 4.1.4.
      return {
        ...state,
        ...NO_TRANSACTION,
        greeted: 'yes',
        capabilities: capabilitiesIn(exchange, document),
      };
    case 'STARTTLS':
      // The server forgets what it was told (RFC 3207 section 4.2); an EHLO that an author leaves out here is not in the way.
      return { ...nothingKnown(), authenticated: 'no', tls: certain ? 'yes' : 'unknown' };
    case 'AUTH':
      return { ...state, authenticated: authenticatedBy(step) };
    case 'MAIL':
      return {
        ...state,
        // One MAIL that comes too early is one mistake, not one for each message after it.
        greeted: state.greeted === 'no' ? 'unknown' : state.greeted,
        transaction: certain ? 'yes' : 'unknown',
        recipients: certain ? 'none' : 'unknown',
      };
    case 'RCPT':
      return {
        ...state,
        transaction: state.transaction === 'no' ? 'unknown' : state.transaction,
        recipients: certain ? 'some' : 'unknown',
      };
    case 'RSET':
      return { ...state, ...NO_TRANSACTION };
    case 'DATA':
      return certain ? state : { ...state, transaction: 'unknown', recipients: 'unknown' };
    case 'BDAT':
      return /\sLAST$/i.test(command.argument) ? { ...state, ...NO_TRANSACTION } : state;
    case 'NOOP':
    case 'VRFY':
    case 'EXPN':
    case 'HELP':
    case 'ETRN':
      return state;
    default:
      return nothingKnown();
  }
}

function afterRefusal({ before: state, command }: Step): ConversationState {
  switch (command?.meant) {
    case 'MAIL':
      return state.transaction === 'yes'
        ? state
        : { ...state, transaction: 'unknown', recipients: 'unknown' };
    case 'RCPT':
      return state.recipients === 'none' ? { ...state, recipients: 'refused' } : state;
    case 'DATA':
    case 'BDAT':
      return { ...state, transaction: 'unknown', recipients: 'unknown' };
    default:
      return state;
  }
}

function authenticatedBy({ before, outcome, exchange }: Step): Shown {
  if (outcome === 'accepted' && !hasCode(exchange, '334')) return 'yes';
  return outcome === 'refused' ? before.authenticated : 'unknown';
}

/** What a recorded EHLO reply offers, if it is there in full: with texts, and without an elision. */
function capabilitiesIn({ replies }: Exchange, { text }: TranscriptDocument): Capabilities | undefined {
  const [reply] = replies;
  if (reply === undefined) return undefined;
  const lines: string[] = [];
  for (const { pattern } of reply.lines) {
    if (pattern.kind !== 'reply' || pattern.text === undefined) return undefined;
    lines.push(text.slice(pattern.text.span.start, pattern.text.span.end));
  }
  return parseEhlo(lines);
}
