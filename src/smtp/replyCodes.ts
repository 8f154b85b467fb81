/** The class of a reply code, which its first digit gives (RFC 5321 section 4.2.1). */
export type ReplyClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

const CLASSES: Readonly<Record<ReplyClass, string>> = {
  '1xx': 'preliminary: SMTP itself has no command that is answered so',
  '2xx': 'success: the command was done',
  '3xx': 'go on: the server waits for the rest of the command',
  '4xx': 'temporary failure: try again later',
  '5xx': 'permanent failure: the same command will fail again',
};

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
  [354, 'Start mail input; end with a line that holds a single dot'],
  [355, 'Octet offset of the transaction to resume (RFC 1845)'],
  [421, 'Service not available, closing transmission channel'],
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
  [530, 'Authentication or STARTTLS required first (RFC 4954, RFC 3207)'],
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

/** What a code is registered for, or undefined if no RFC known here gives it a meaning. */
export function describeReplyCode(code: number): string | undefined {
  return MEANINGS.get(code);
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
