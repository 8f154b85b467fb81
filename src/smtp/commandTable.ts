import { sourceName } from './rfc';

/** One SMTP command, as its RFC defines it. */
export interface CommandInfo {
  /** The verb in upper case, `MAIL`. Commands are compared without regard to case (RFC 5321 section 2.4). */
  readonly verb: string;
  /** The whole command as a person would write it, `MAIL FROM:<reverse-path> [parameters]`. */
  readonly syntax: string;
  readonly summary: string;
  /** Where it is defined, `RFC 5321 section 4.1.1.2`. */
  readonly rfc: string;
  /** The EHLO keyword a server must offer before the command may be used; absent for the base protocol. */
  readonly extension?: string;
  /**
   * Every reply code that the RFCs give for the command, those that answer any command included (RFC 5321 section
   * 4.3.2). Servers do refuse commands with other 4yz and 5yz codes, and a client has to act on the first digit alone
   * (section 4.2), so an unlisted failure is unusual rather than wrong.
   */
  readonly replies: readonly number[];
  readonly argument: 'none' | 'optional' | 'required';
  /** What the argument begins with. */
  readonly takes: ArgumentKind;
  /** Whether the command may stand anywhere in a pipelined group or must be its last one (RFC 2920 section 3.1). */
  readonly pipelining: 'group' | 'last';
}

/** What a command's argument begins with; `string` is any text. */
export type ArgumentKind = (typeof ARGUMENT_KINDS)[number];

/** As the syntax of a command names them. */
const ARGUMENT_KINDS = [
  'reverse-path',
  'forward-path',
  'domain',
  'mechanism',
  'chunk-size',
  'node',
  'url',
  'attribute',
  'string',
  'none',
] as const;

/**
 * Codes that may answer any command: closing down, syntax and order (RFC 5321 section 4.3.2), authentication or TLS
 * required first (RFC 4954 section 6, RFC 3207 section 4), and refusal of everything (RFC 3207 section 4.1).
 */
const ANY_COMMAND = [421, 500, 501, 502, 503, 504, 530, 554];

/**
 * Syntax | summary | source | argument | place in a pipelined group | replies | extension; the commands of RFC 5321
 * first, then its extensions, then what is obsolete, which also is the order of suggestions. The verb is the syntax's
 * first word, and a source that begins with a number is an RFC and its section.
 */
const TABLE = `
EHLO domain|Greets the server and asks for its extensions.|5321 4.1.1.1|required|last|250 550
HELO domain|Greets a server without extensions.|5321 4.1.1.1|required|last|250 550
MAIL FROM:<reverse-path> [parameters]|Starts a mail transaction and names the address that bounces go to.|5321 4.1.1.2|required|group|250 450 451 452 455 550 552 553 555
RCPT TO:<forward-path> [parameters]|Names one recipient of the message.|5321 4.1.1.3|required|group|250 251 252 450 451 452 455 550 551 552 553 555 556
DATA|Announces the message, which ends with a line that holds a single dot.|5321 4.1.1.4|none|last|354 450 451 452 550 552
RSET|Abandons the mail transaction; the session goes on.|5321 4.1.1.5|none|group|250
VRFY string|Asks whether a user or mailbox exists.|5321 4.1.1.6|required|last|250 251 252 550 551 553
EXPN string|Asks for the members of a mailing list.|5321 4.1.1.7|required|last|250 252 550
HELP [string]|Asks for help, about a command if one is given.|5321 4.1.1.8|optional|last|211 214
NOOP [string]|Does nothing but be answered.|5321 4.1.1.9|optional|last|250
QUIT|Ends the session; the server answers and closes the connection.|5321 4.1.1.10|none|last|221
AUTH mechanism [initial-response]|Authenticates with a SASL mechanism.|4954 4|required|last|235 334 432 454 534 535 538|AUTH
STARTTLS|Asks for TLS; after the 220 reply the handshake begins, and then a new EHLO.|3207 4|none|last|220 454|STARTTLS
BDAT chunk-size [LAST]|Sends that many octets of the message, which follow the line at once.|3030 2|required|group|250 450 451 452 550 552|CHUNKING
LHLO domain|Greets an LMTP server, in the place of EHLO.|2033 4.1|required|last|250 550
ETRN [option]node|Asks the server to start on its queue for a host.|1985 5|required|last|250 251 252 253 458 459|ETRN
ATRN [domain,…]|Asks a server for the mail of the domains, by swapping roles.|2645|optional|last|250 450 453|ATRN
BURL url [LAST]|Has the server fetch a part of the message from an IMAP server.|4468 3.2|required|group|250 450 451 452 550 552|BURL
XCLIENT attribute=value…|Tells Postfix to treat the session as that of another client.|Postfix XCLIENT_README|required|last|220 250 550|XCLIENT
XFORWARD attribute=value…|Passes the original client’s details on, for the log.|Postfix XFORWARD_README|required|group|250 451 550|XFORWARD
TURN|Asks to swap the roles of client and server; obsolete.|821 3.8|none|last|250|TURN
SEND FROM:<reverse-path>|Starts a message to a terminal; obsolete.|821 3.4|required|group|250 450 451 452 550 552|SEND
SOML FROM:<reverse-path>|Starts a message to a terminal or else a mailbox; obsolete.|821 3.4|required|group|250 450 451 452 550 552|SOML
SAML FROM:<reverse-path>|Starts a message to a terminal and a mailbox; obsolete.|821 3.4|required|group|250 450 451 452 550 552|SAML`;

/** Every command this project knows; the base protocol first, then extensions, then what is obsolete. */
export const COMMANDS: readonly CommandInfo[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [syntax = '', summary = '', source = '', argument, pipelining, replies = '', extension] =
      line.split('|');
    return {
      verb: syntax.replace(/ .*/, ''),
      syntax,
      summary,
      rfc: sourceName(source),
      argument: argument === 'none' || argument === 'optional' ? argument : 'required',
      takes: ARGUMENT_KINDS.find((kind) => syntax.includes(kind)) ?? 'none',
      pipelining: pipelining === 'group' ? pipelining : 'last',
      replies: [...replies.split(' ').map(Number), ...ANY_COMMAND],
      ...(extension === undefined ? {} : { extension }),
    };
  });
