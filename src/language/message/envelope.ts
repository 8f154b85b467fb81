import type { Mailbox } from '../../smtp/address';
import { parseParameters } from '../../smtp/parameters';
import type { TranscriptDocument } from '../../syntax/document';
import type { Command, MailTransaction, Step } from '../conversationModel';
import type { ConversationPart } from '../conversationParts';
import { isRefused } from '../outcomes';
import { messagesIn, type Message } from './index';

/** A message and the transaction that it is sent in. */
export interface SentMessage {
  readonly message: Message;
  /** That sends the last of it: DATA's content, or the last BDAT. */
  readonly step: Step;
  /** Whether it comes in chunks of BDAT, whose octets are counted. */
  readonly chunked: boolean;
  /** Undefined where the text does not show it. */
  readonly mail: Command | undefined;
  /** Those that are not refused; empty where the text shows none. */
  readonly recipients: readonly Command[];
}

/** Every message of a part of a conversation in its transaction, in order, but for those that the recorded reply refuses. */
export function sentMessages(
  document: TranscriptDocument,
  part: Pick<ConversationPart, 'steps' | 'exchanges'>,
): readonly SentMessage[] {
  const messages = messagesIn(document, part);
  if (messages.length === 0) return NONE;
  const sent: SentMessage[] = [];
  /** Messages end in the order of the steps. */
  let next = 0;
  let message = messages[0];
  for (const step of part.steps) {
    if (message === undefined) break;
    const { request } = step.exchange;
    const chunk = request?.kind === 'command' ? request.chunk : undefined;
    const content = request?.kind === 'content' ? request.content : chunk;
    if (content === undefined || content !== message.contents.at(-1)) continue;
    if (!isRefused(step)) {
      const { transaction } = step;
      sent.push({
        message,
        step,
        chunked: chunk !== undefined,
        mail: transaction?.mail?.command,
        recipients: transaction === undefined ? NOBODY : recipientsOf(transaction),
      });
    }
    message = messages[++next];
  }
  return sent;
}

/** The mailbox of a MAIL or RCPT; undefined for the null path, for what is none, and where `{{…}}` stands. */
export function mailboxOf({ path }: Command): Mailbox | undefined {
  return path?.parsed.mailbox;
}

/** Whether a MAIL has a parameter; it may have any where `{{…}}` stands among them. */
export function mayHaveParameter({ argument }: Command, name: string): boolean {
  const words = argument.slice(argument.indexOf(':') + 1).replace(/^\s*(?:<[^<>]*>|\S+)/, '');
  return (
    words.includes('{{') || parseParameters(words).parameters.some((parameter) => parameter.name === name)
  );
}

const NONE: readonly SentMessage[] = [];

function recipientsOf({ recipients }: MailTransaction): readonly Command[] {
  const found: Command[] = [];
  for (const step of recipients) if (step.command !== undefined && !isRefused(step)) found.push(step.command);
  return found;
}

const NOBODY: readonly Command[] = [];
