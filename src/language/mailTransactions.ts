import type { Step } from './conversationModel';

/** What the text shows of a mail transaction (RFC 5321 section 3.3). */
export interface MailTransaction {
  /** The MAIL that was not refused; absent if the text begins after it. */
  readonly mail: Step | undefined;
  /** Each RCPT in order; its outcome is what became of the recipient. */
  readonly recipients: readonly Step[];
  /** The message after DATA, or each BDAT; the replies of LMTP are one for each recipient that was accepted. */
  readonly content: readonly Step[];
}

/** Gives each step of a conversation its transaction, in order. */
export class TransactionFollower {
  #open: OpenTransaction | undefined;

  /** The same step, with its transaction. */
  take(step: MutableStep): Step {
    if (step.exchange.request?.kind === 'content') {
      const transaction = (this.#open ??= opened(undefined));
      transaction.content = added(transaction.content, step);
      step.transaction = transaction;
      this.#open = undefined;
      return step;
    }
    const meant = step.command?.meant;
    if (meant === 'MAIL' && step.outcome !== 'refused') this.#open = opened(step);
    else if (meant === 'RCPT') {
      this.#open ??= opened(undefined);
      this.#open.recipients = added(this.#open.recipients, step);
    } else if (meant === 'BDAT') {
      this.#open ??= opened(undefined);
      this.#open.content = added(this.#open.content, step);
    }
    step.transaction = this.#open;
    if (step.outcome !== 'refused' && endsTransaction(step)) this.#open = undefined;
    return step;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** After something that the text does not show. */
  end(): void {
    this.#open = undefined;
  }
}

type MutableStep = { -readonly [Key in keyof Step]: Step[Key] };

interface OpenTransaction {
  readonly mail: Step | undefined;
  recipients: Step[];
  content: Step[];
}

function opened(mail: Step | undefined): OpenTransaction {
  return { mail, recipients: NONE, content: NONE };
}

/** Never pushed to. */
const NONE: Step[] = [];

/** An array of one has room for one, while the first push makes room for many: most have one recipient and one message. */
function added(steps: Step[], step: Step): Step[] {
  if (steps === NONE) return [step];
  steps.push(step);
  return steps;
}

/** RFC 5321 sections 4.1.1.4, 4.1.1.5 and 4.1.4; RFC 3207 section 4.2; RFC 3030 section 2. */
function endsTransaction({ command }: Step): boolean {
  switch (command?.meant) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
    case 'RSET':
    case 'QUIT':
    case 'STARTTLS':
      return true;
    case 'BDAT':
      return /\sLAST$/i.test(command.argument);
    default:
      return false;
  }
}
