import { announcedLimit, type Capabilities } from '../smtp/extensions';
import type { Exchange } from '../syntax/document';
import { detached } from '../syntax/detached';
import type { Command, Step } from './conversationModel';
import { hasCode } from './outcomes';
import type { ShownEndpoint } from './shownEndpoint';

/**
 * What the text shows to be the case; `unknown` wherever it does not show it, as a document may quote a conversation from
 * its middle, and a rule may speak only of what it sees.
 */
export type Shown = 'yes' | 'no' | 'unknown';

/** Where a conversation is. A step that changes nothing hands on the one it got; two are compared by {@link sameState}. */
export interface ConversationState {
  /** `closed` after the reply to QUIT, `lost` after the server closed the connection of its own accord. */
  readonly connection: 'open' | 'closed' | 'lost' | 'unknown';
  /** Whether EHLO, HELO or LHLO was said; `forgotten` if it was, but STARTTLS came after it (RFC 3207 section 4.2). */
  readonly greeted: Shown | 'forgotten';
  /** Which of them it was. */
  readonly greeting: 'EHLO' | 'HELO' | 'LHLO' | undefined;
  readonly tls: Shown;
  readonly authenticated: Shown;
  /** Inside an AUTH exchange: the client's next line is a response (RFC 4954 section 4). */
  readonly authentication: AuthenticationState | undefined;
  /** Whether a MAIL is open. */
  readonly transaction: Shown;
  /** How many MAILs there were on this connection, refused ones too; counted only where the server limits something. */
  readonly mails: number;
  /** Of which domains, in lower case, recipients of this connection are that were not refused; known only where the server limits that. */
  readonly recipientDomains: readonly string[];
  /** Of the open transaction: `none` was tried, `refused` were all, at least one was `some`. */
  readonly recipients: 'none' | 'refused' | 'some' | 'unknown';
  /**
   * How far the content is: `none` was begun, the message after `DATA` is due, there have been `chunks`, or the `last` chunk
   * was sent and no MAIL since (RFC 3030 section 2).
   */
  readonly content: 'none' | 'data' | 'chunks' | 'last' | 'unknown';
  /** What the recorded EHLO reply offers; absent if none is recorded in full. */
  readonly capabilities: Capabilities | undefined;
}

export interface AuthenticationState {
  /** As the AUTH line names it, in upper case; empty if that is not known. */
  readonly mechanism: string;
  /** Which response is due, from 0; the initial response on the AUTH line is not counted. */
  readonly step: number;
}

/** At the first line of a transcript. */
export function initialState(endpoint: ShownEndpoint): ConversationState {
  return AT_START[tlsAtStart(endpoint)];
}

/** After a gap in the text. */
export function nothingKnown(): ConversationState {
  return NOTHING_KNOWN;
}

/** What the state depends on besides the step itself. */
export interface Surroundings {
  readonly endpoint: ShownEndpoint;
  /** What a recorded reply to EHLO offers, if it is there in full. */
  readonly capabilitiesIn: (exchange: Exchange) => Capabilities | undefined;
}

/** What the request of the exchange that follows is; undefined if none does. */
export type Following = 'response' | 'other' | undefined;

/** The state after a step. */
export function advance(step: Step, next: Following, surroundings: Surroundings): ConversationState {
  const { before: state, exchange, command } = step;
  const { replies } = exchange;
  const last = replies.at(-1);
  if (last?.optional === false && last.lines[0]?.pattern.kind === 'close')
    return command?.meant === 'QUIT' ? CLOSED : LOST;
  if (step.outcome === 'refused' || step.outcome === 'either') {
    if (hasCode(exchange, '421')) return NOTHING_KNOWN; // the server closes the channel: RFC 5321 section 3.8
  }
  switch (exchange.request?.kind) {
    case undefined:
      return afterUnasked(step, surroundings.endpoint);
    case 'raw':
      return NOTHING_KNOWN;
    case 'response':
      return afterResponse(step, next, {
        mechanism: state.authentication?.mechanism ?? '',
        step: exchange.request.line.step + 1,
      });
    case 'content': {
      // Exact bytes may hold the end of the message and commands behind it.
      const exact = exchange.request.content.lines.some(({ kind }) => kind === 'raw');
      return exact ? { ...state, ...UNKNOWN_TRANSACTION } : afterMessage(state, 'none');
    }
    case 'command':
      if (command === undefined) return NOTHING_KNOWN;
      return step.outcome === 'refused'
        ? afterRefusal(state, command)
        : afterCommand(step, command, next, surroundings);
  }
}

const NO_TRANSACTION = { transaction: 'no', recipients: 'none', content: 'none' } as const;
const UNKNOWN_TRANSACTION = { transaction: 'unknown', recipients: 'unknown', content: 'unknown' } as const;

const NOTHING_KNOWN: ConversationState = {
  connection: 'unknown',
  greeted: 'unknown',
  greeting: undefined,
  tls: 'unknown',
  authenticated: 'unknown',
  authentication: undefined,
  transaction: 'unknown',
  mails: 0,
  recipientDomains: [],
  recipients: 'unknown',
  content: 'unknown',
  capabilities: undefined,
};
const LOST: ConversationState = { ...NOTHING_KNOWN, connection: 'lost' };
const CLOSED: ConversationState = { ...NOTHING_KNOWN, connection: 'closed' };
const AT_START: Readonly<Record<Shown, ConversationState>> = {
  yes: { ...NOTHING_KNOWN, tls: 'yes' },
  no: { ...NOTHING_KNOWN, tls: 'no' },
  unknown: NOTHING_KNOWN,
};

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

/** A reply that came unasked: the greeting, or what a transcript that begins in the middle starts with. */
function afterUnasked(step: Step, endpoint: ShownEndpoint): ConversationState {
  const { before: state, exchange } = step;
  if (hasCode(exchange, '220')) return afterGreeting(state, endpoint);
  return hasCode(exchange, '334') ? { ...state, authentication: { mechanism: '', step: 0 } } : state;
}

/** Behind `smtp+starttls` an EHLO has been said already that the text does not show. */
function afterGreeting(state: ConversationState, endpoint: ShownEndpoint): ConversationState {
  const said = endpoint.kind === 'endpoint' && endpoint.endpoint.scheme === 'smtp+starttls';
  return {
    ...state,
    ...NO_TRANSACTION,
    mails: 0,
    recipientDomains: [],
    connection: 'open',
    greeted: said ? 'unknown' : 'no',
    authenticated: 'no',
  };
}

function afterCommand(
  step: Step,
  command: Command,
  next: Following,
  { endpoint, capabilitiesIn }: Surroundings,
): ConversationState {
  const { before: state, outcome } = step;
  const certain = outcome !== 'either';
  switch (command.meant) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
      // A greeting resets the transaction as RSET does: RFC 5321 section 4.1.4.
      return {
        ...state,
        ...NO_TRANSACTION,
        greeted: 'yes',
        greeting: command.meant,
        capabilities: command.meant === 'HELO' ? undefined : capabilitiesIn(step.exchange),
      };
    case 'STARTTLS':
      if (!certain) return NOTHING_KNOWN;
      // The server forgets what it was told: RFC 3207 section 4.2.
      return {
        ...NOTHING_KNOWN,
        ...NO_TRANSACTION,
        connection: state.connection,
        greeted: 'forgotten',
        authenticated: 'no',
        tls: 'yes',
      };
    case 'AUTH':
      return afterAuth(step, command, next);
    case 'MAIL':
      return counted({
        ...state,
        // One MAIL that comes too early is one mistake, not one for each message after it.
        greeted: state.greeted === 'no' || state.greeted === 'forgotten' ? 'unknown' : state.greeted,
        transaction: certain ? 'yes' : 'unknown',
        recipients: certain ? 'none' : 'unknown',
        content: certain ? 'none' : 'unknown',
      });
    case 'RCPT': {
      const recipients = certain || state.recipients === 'some' ? 'some' : 'unknown';
      // One RCPT without its MAIL is one mistake too.
      const transaction = state.transaction === 'no' ? 'unknown' : state.transaction;
      const domain = newRecipientDomain(state, command);
      const recipientDomains =
        domain === undefined ? state.recipientDomains : [...state.recipientDomains, domain];
      if (
        recipients === state.recipients &&
        transaction === state.transaction &&
        recipientDomains === state.recipientDomains
      )
        return state;
      return { ...state, transaction, recipients, recipientDomains };
    }
    case 'RSET':
      return inNoTransaction(state);
    case 'DATA':
      return { ...state, ...(certain ? { content: 'data' } : UNKNOWN_TRANSACTION) };
    case 'BDAT':
      return afterChunk(state, command, certain);
    case 'QUIT':
      // A new greeting may follow at once; it is recorded as a further reply.
      if (hasCode(step.exchange, '220')) return afterGreeting(NOTHING_KNOWN, endpoint);
      return outcome === 'accepted' ? CLOSED : NOTHING_KNOWN;
    case 'NOOP':
    case 'VRFY':
    case 'EXPN':
    case 'HELP':
    case 'ETRN':
    case 'XFORWARD':
      return state;
    default:
      return NOTHING_KNOWN;
  }
}

function counted(state: ConversationState): ConversationState {
  return state.capabilities?.keywords.has('LIMITS') === true ? { ...state, mails: state.mails + 1 } : state;
}

/** The domain of a recipient whose domain no other on this connection had, where the server limits their number. */
export function newRecipientDomain(
  { capabilities, recipientDomains }: ConversationState,
  { path }: Command,
): string | undefined {
  if (capabilities === undefined || announcedLimit(capabilities, 'RCPTDOMAINMAX') === undefined)
    return undefined;
  const mailbox = path?.parsed.mailbox;
  if (mailbox?.domain === undefined) return undefined;
  const domain = mailbox.domain.toLowerCase();
  return recipientDomains.includes(domain) ? undefined : detached(domain);
}

function inNoTransaction(state: ConversationState): ConversationState {
  return state.transaction === 'no' && state.recipients === 'none' && state.content === 'none'
    ? state
    : { ...state, ...NO_TRANSACTION };
}

/** A document that shows a message without its MAIL leaves things out, and so it may before the next message. */
function afterMessage(state: ConversationState, content: 'none' | 'last'): ConversationState {
  return state.transaction === 'unknown'
    ? { ...state, ...UNKNOWN_TRANSACTION }
    : { ...state, ...NO_TRANSACTION, content };
}

function afterChunk(state: ConversationState, command: Command, certain: boolean): ConversationState {
  if (!certain) return { ...state, ...UNKNOWN_TRANSACTION };
  if (/\sLAST$/i.test(command.argument)) return afterMessage(state, 'last');
  return state.content === 'chunks' ? state : { ...state, content: 'chunks' };
}

function afterRefusal(state: ConversationState, command: Command): ConversationState {
  switch (command.meant) {
    case 'MAIL':
      return counted(state.transaction === 'yes' ? state : { ...state, ...UNKNOWN_TRANSACTION });
    case 'RCPT':
      return state.recipients === 'none' ? { ...state, recipients: 'refused' } : state;
    case 'DATA':
    case 'BDAT':
      return { ...state, ...UNKNOWN_TRANSACTION };
    default:
      return state;
  }
}

function afterAuth(step: Step, { argument }: Command, next: Following): ConversationState {
  const [mechanism = '', initial] = argument.split(/\s+/, 2);
  const due = { mechanism: detached(mechanism.toUpperCase()), step: 0 };
  // Without a recorded reply, who has said all on the AUTH line is done, and who has said nothing is not.
  if (step.outcome === 'unrecorded' && next === undefined && initial === undefined)
    return { ...step.before, authentication: due };
  return afterResponse(step, next, due);
}

/** After the AUTH line or a response: whether the exchange goes on with the response that would be due then. */
function afterResponse(
  { before: state, outcome, exchange }: Step,
  next: Following,
  due: AuthenticationState,
): ConversationState {
  const goesOn = next === undefined ? hasCode(exchange, '334') : next === 'response' && outcome !== 'refused';
  if (goesOn) return { ...state, authentication: due };
  const authenticated =
    outcome === 'refused'
      ? state.authenticated
      : outcome === 'accepted' && !hasCode(exchange, '334')
        ? 'yes'
        : 'unknown';
  return { ...state, authenticated, authentication: undefined };
}
