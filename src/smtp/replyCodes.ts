/** The class of a reply code, which its first digit gives (RFC 5321 section 4.2.1). */
export type ReplyClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

/**
 * What is answered: a command by its verb, or one of what is no command. `GREETING` is the first reply of a connection,
 * `MESSAGE` the one after the lone dot, `RESPONSE` one to a line inside an AUTH exchange.
 */
export type ReplyOccasion = 'GREETING' | 'MESSAGE' | 'RESPONSE' | (string & {});

const CLASSES: Readonly<Record<ReplyClass, string>> = {
  '1xx': 'preliminary, SMTP itself has no command that is answered so',
  '2xx': 'success, the command was done',
  '3xx': 'go on, the server waits for the rest of the command',
  '4xx': 'temporary failure, try again later',
  '5xx': 'permanent failure, the same command will fail again',
};

/** What the second digit says (RFC 5321 section 4.2.1). */
const CATEGORIES: readonly (string | undefined)[] = [
  'syntax',
  'information',
  'connection',
  'authentication', // not in RFC 5321; RFC 4954 numbers its codes so
  undefined,
  'mail system',
];

/** What the codes say, after RFC 5321 section 4.2.3 and the extensions that are named. */
const MEANINGS: ReadonlyMap<number, string> = new Map([
  [211, 'System status, or system help reply'],
  [214, 'Help message'],
  [220, 'Service ready'],
  [221, 'Service closing transmission channel'],
  [235, 'Authentication succeeded (RFC 4954)'],
  [250, 'Requested mail action okay, completed'],
  [251, 'User not local; will forward'],
  [252, 'Cannot verify the user, but will accept the message and attempt delivery'],
  [253, 'Pending messages for the node started (RFC 1985)'],
  [334, 'Server challenge: the client’s next authentication response is due (RFC 4954)'],
  [353, 'The responses to DATA follow one by one for the recipients (PRDR)'],
  [354, 'Start mail input; end with a line that holds a single dot'],
  [355, 'Octet offset of the transaction to resume (RFC 1845)'],
  [421, 'Service not available, closing transmission channel'],
  [422, 'A password transition is needed (RFC 5248)'],
  [430, 'Invalid command (RFC 5248)'],
  [432, 'A password transition is needed (RFC 4954)'],
  [450, 'Requested mail action not taken: mailbox unavailable, busy or blocked for now'],
  [451, 'Requested action aborted: local error in processing'],
  [452, 'Requested action not taken: insufficient system storage'],
  [453, 'You have no mail (RFC 2645)'],
  [454, 'Temporary authentication failure, or TLS not available for now (RFC 4954, RFC 3207)'],
  [455, 'Server unable to accommodate parameters'],
  [458, 'Unable to queue messages for the node (RFC 1985)'],
  [459, 'Node not allowed (RFC 1985)'],
  [500, 'Syntax error, command unrecognized, or line too long'],
  [501, 'Syntax error in parameters or arguments'],
  [502, 'Command not implemented'],
  [503, 'Bad sequence of commands'],
  [504, 'Command parameter not implemented'],
  [521, 'Host does not accept mail (RFC 7504)'],
  [523, 'Encryption needed (RFC 5248)'],
  [524, 'Encryption required for the requested authentication mechanism (RFC 5248)'],
  [525, 'User account disabled (RFC 5248)'],
  [530, 'Authentication or STARTTLS required first (RFC 4954, RFC 3207)'],
  [533, 'Delivery not authorized (RFC 5248)'],
  [534, 'Authentication mechanism is too weak (RFC 4954)'],
  [535, 'Authentication credentials invalid (RFC 4954)'],
  [538, 'Encryption required for the requested authentication mechanism (RFC 4954)'],
  [550, 'Requested action not taken: mailbox unavailable, or refused for policy reasons'],
  [551, 'User not local; please try the address given'],
  [552, 'Requested mail action aborted: exceeded storage allocation'],
  [553, 'Requested action not taken: mailbox name not allowed'],
  [554, 'Transaction failed, or no SMTP service here'],
  [555, 'MAIL or RCPT parameters not recognized or not implemented'],
  [556, 'Domain does not accept mail (RFC 7504)'],
]);

/**
 * What a code says after one command, where that is more than its general meaning (RFC 5321 section 4.3.2 and the
 * sections of the commands; RFC 4954 section 6, RFC 3207 section 4, RFC 3030, RFC 1985 section 5.3): occasion | code |
 * meaning.
 */
const AFTER = `
GREETING|220|The server is ready. The name is its own; ESMTP says that it knows extensions. Now it is the client’s turn: EHLO.
GREETING|421|The server takes no connections at the moment, often because there are too many.
GREETING|521|This host takes no mail at all; only QUIT makes sense now (RFC 7504).
GREETING|554|There is no SMTP service here for this client; only QUIT makes sense now (RFC 5321 section 3.1).
EHLO|250|The server greets back. Each further line is an extension that it offers.
EHLO|500|The server does not know EHLO. Say HELO (RFC 5321 section 3.2).
EHLO|501|The name after EHLO is missing or is no domain and no address literal.
EHLO|502|The server does not do EHLO. Say HELO (RFC 5321 section 3.2).
EHLO|504|The name is not one that the server takes: it may have to be fully qualified.
EHLO|550|The server’s policy refuses the client, by its name or address.
HELO|250|The server greets back. Without EHLO no extension may be used.
HELO|501|The name after HELO is missing or is no domain.
HELO|504|The name is not one that the server takes: it may have to be fully qualified.
HELO|550|The server’s policy refuses the client, by its name or address.
LHLO|250|The LMTP server greets back. Each further line is an extension that it offers.
LHLO|500|This is no LMTP server (RFC 2033 section 4.1).
MAIL|250|The sender is accepted, and a mail transaction is open. Now the recipients.
MAIL|450|The sender is not accepted for now.
MAIL|451|The server cannot check the sender or take mail at the moment.
MAIL|452|There is no room at the moment, perhaps for a message of this SIZE (RFC 1870 section 6.1).
MAIL|503|A transaction is open already, or EHLO or AUTH has to come first.
MAIL|530|The server wants AUTH, or STARTTLS, before it takes mail.
MAIL|550|The sender is refused for reasons of policy.
MAIL|552|The SIZE given is more than the server ever takes (RFC 1870 section 6.1).
MAIL|553|This sender is not allowed: no address, or not one that belongs to the user who authenticated.
MAIL|555|A parameter after the address is not known here.
RCPT|250|The recipient is accepted.
RCPT|251|The recipient is not local; the server passes the message on to the address it gives (RFC 5321 section 3.4).
RCPT|252|The server cannot tell whether the recipient exists, and takes the message all the same.
RCPT|450|The mailbox is not available for now. Greylisting answers like this too: the same attempt some minutes later will pass.
RCPT|451|The recipient could not be checked at the moment. Greylisting answers like this too.
RCPT|452|Too many recipients, or no room. Send to those accepted, then the rest with another copy (RFC 5321 section 4.5.3.1.10).
RCPT|454|The recipient cannot be relayed to for now.
RCPT|503|No MAIL was accepted before.
RCPT|530|The server wants AUTH, or STARTTLS, before it takes mail.
RCPT|550|There is no such mailbox here, or the server may not pass mail on to it (“relaying denied”).
RCPT|551|The recipient is not here; the text gives the address to try instead (RFC 5321 section 3.4).
RCPT|552|The mailbox is full. Old servers say this for too many recipients: treat it as 452 (RFC 5321 section 4.5.3.1.10).
RCPT|553|The address is not one that the server can deliver to, mostly for its syntax.
RCPT|554|The recipient is refused for reasons of policy.
RCPT|555|A parameter after the address is not known here.
RCPT|556|The recipient’s domain says in the DNS that it takes no mail (RFC 7505).
DATA|354|The server waits for the message: headers, a blank line, the body, and a line with a single dot. No command until then.
DATA|451|The transaction is abandoned because of a fault at the server.
DATA|503|No MAIL, or no recipient was accepted before (RFC 5321 section 4.1.1.4).
DATA|554|There is no valid recipient (RFC 5321 section 3.3).
MESSAGE|250|The message is accepted: the server is responsible for it from now on (RFC 5321 section 6.1).
MESSAGE|450|The message is not taken for now; the client keeps it and tries again.
MESSAGE|451|A fault at the server, or a check that could not be done; the client keeps the message and tries again.
MESSAGE|452|There is no room for the message at the moment.
MESSAGE|550|The content is refused for reasons of policy, as spam perhaps.
MESSAGE|552|The message is larger than the server or the mailbox takes.
MESSAGE|554|The message is refused, mostly for its content.
RSET|250|The transaction is abandoned: sender, recipients and message are forgotten (RFC 5321 section 4.1.1.5).
VRFY|250|The user exists; the text gives the mailbox (RFC 5321 section 3.5.1).
VRFY|251|The user is not local; the server would pass mail on.
VRFY|252|The server does not say. Most answer so, as the truth helps address collectors (RFC 5321 section 7.3).
VRFY|502|The server does not do VRFY; 252 would be more correct (RFC 5321 section 3.5.2).
VRFY|550|There is no such user.
VRFY|551|The user is not local; the text gives the address to try.
VRFY|553|More than one user could be meant, or the name is none.
EXPN|250|The members of the list, one a line (RFC 5321 section 3.5.1).
EXPN|252|The server does not say who is on the list.
EXPN|502|The server does not do EXPN, as most.
EXPN|550|There is no such list, or the client may not know its members.
HELP|211|Help, or the state of the server, for people.
HELP|214|Help for people.
NOOP|250|The server is there. Nothing else has happened.
QUIT|221|The server says goodbye and closes the connection.
AUTH|235|The client is authenticated.
AUTH|334|The mechanism goes on: the text is the server’s challenge in base64, and the next line is the client’s response.
AUTH|432|The user has to authenticate with PLAIN once, so that the password is stored for this mechanism.
AUTH|454|The server cannot check credentials at the moment; they may be right.
AUTH|500|The response is longer than the server reads, or AUTH is not known.
AUTH|501|The base64 cannot be decoded, the argument is wrong, or the client has cancelled with *.
AUTH|502|The server does not do AUTH.
AUTH|503|The client is authenticated already, or AUTH stands inside a transaction (RFC 4954 section 4).
AUTH|504|The mechanism is not known here; the EHLO reply lists those that are.
AUTH|530|STARTTLS has to come first.
AUTH|534|Policy asks for a stronger mechanism for this user.
AUTH|535|User name or password is wrong, or the account may not be used like this. The server does not say which.
AUTH|538|This mechanism may only be used under TLS: STARTTLS has to come first.
STARTTLS|220|The TLS handshake begins now. After it say EHLO again: what was offered before counts no more (RFC 3207 section 4.2).
STARTTLS|454|TLS cannot be had for now. Do not send a password in clear instead.
STARTTLS|501|STARTTLS takes no argument.
STARTTLS|502|The server does not do STARTTLS.
STARTTLS|503|TLS is on already, or a transaction is open.
BDAT|250|The chunk has arrived; after LAST, the message is accepted.
BDAT|503|No MAIL, no recipient was accepted, or the last chunk was sent already (RFC 3030 section 2).
BDAT|552|The message is larger than the server takes.
BDAT|554|The message is refused, or no recipient was accepted.
ETRN|250|The server has started on the queue for the host.
ETRN|251|No messages are waiting for the host.
ETRN|252|The server has started on the waiting messages.
ETRN|253|The server has started; the text gives how many messages wait.
ETRN|458|The queue for the host cannot be started at the moment.
ETRN|459|The client may not ask for this host.
ATRN|250|The server takes the client’s part now and sends what is waiting.
ATRN|450|The request is refused; nothing is sent.
ATRN|453|There is no mail waiting.
BURL|250|The part has been fetched; after LAST, the message is accepted.
BURL|554|The part could not be fetched.
XCLIENT|220|Accepted. The session starts anew, with EHLO.
XCLIENT|550|This client may not use XCLIENT.`;

/** What a code is registered for, or undefined if no RFC known here gives it a meaning. */
export function describeReplyCode(code: number): string | undefined {
  return MEANINGS.get(code);
}

/**
 * What a code says as the answer to one thing; undefined where that is no more than {@link describeReplyCode}.
 *
 * @param occasion what is answered; a verb in upper case
 */
export function describeReplyTo(occasion: ReplyOccasion, code: number): string | undefined {
  // A response belongs to its AUTH.
  const asked = occasion === 'RESPONSE' ? 'AUTH' : occasion;
  return byOccasion().get(`${asked}|${code}`);
}

/** The codes that a meaning of their own is known for after a command, or after what is none. */
export function repliesTo(occasion: ReplyOccasion): number[] {
  const asked = occasion === 'RESPONSE' ? 'AUTH' : occasion;
  return [...byOccasion().keys()]
    .filter((key) => key.startsWith(`${asked}|`))
    .map((key) => Number(key.slice(asked.length + 1)));
}

/** What the second digit of a code is about; undefined if RFC 5321 section 4.2.1 has nothing for it. */
export function replyCategory(code: number): string | undefined {
  return CATEGORIES[Math.floor(code / 10) % 10];
}

/** The class of a reply code. A number that is no reply code belongs to the nearest class. */
export function replyClass(code: number): ReplyClass {
  if (code < 200) return '1xx';
  if (code < 300) return '2xx';
  if (code < 400) return '3xx';
  return code < 500 ? '4xx' : '5xx';
}

/** A class in plain words: what happened, and what a sender does about it. */
export function explainReplyClass(replyClass: ReplyClass): string {
  return CLASSES[replyClass];
}

let occasions: ReadonlyMap<string, string> | undefined;

/** Read from the table when it is first asked for, as only a hover does. */
function byOccasion(): ReadonlyMap<string, string> {
  occasions ??= new Map(
    AFTER.trim()
      .split('\n')
      .map((line) => {
        const end = line.indexOf('|', line.indexOf('|') + 1);
        return [line.slice(0, end), line.slice(end + 1)];
      }),
  );
  return occasions;
}
