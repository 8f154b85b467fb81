/** One keyword of an EHLO reply: the service extension that a server announces by it (RFC 5321 section 2.2). */
export interface KeywordInfo {
  /** In upper case. */
  readonly keyword: string;
  /** As the reply has it, `SIZE [octets]`. */
  readonly syntax: string;
  /** What the extension is called. */
  readonly title: string;
  /** What its presence tells a client, in a sentence. */
  readonly summary: string;
  /** Where it is defined, `RFC 1870`; `rfcUrl` makes a link of it. */
  readonly rfc: string;
  /** The parameters that it allows, in upper case; `findParameter` says with which commands. */
  readonly parameters: readonly string[];
  /** The commands that it adds, in upper case. */
  readonly commands: readonly string[];
  /** The values of `BODY=` that it allows, in upper case. */
  readonly bodyValues: readonly string[];
}

/** The keyword in any case, or undefined if it is not known. */
export function findKeyword(name: string): KeywordInfo | undefined {
  return BY_KEYWORD.get(name.toUpperCase());
}

/**
 * Syntax | title | summary | source | parameters | commands | values of BODY; one line each of the IANA registry of SMTP
 * service extensions, and of what Postfix and Exim announce besides. The keyword is the syntax's first word.
 */
const TABLE = `
8BITMIME|8-bit MIME content|Text with octets above 127 may be sent as it is.|RFC 6152|BODY||7BIT 8BITMIME
ATRN|Authenticated turn|A client that has authenticated may ask for its mail by swapping roles.|RFC 2645||ATRN
AUTH mechanism…|Authentication|The client may authenticate, with one of the SASL mechanisms that are named.|RFC 4954|AUTH|AUTH
BINARYMIME|Binary MIME content|Octets of any value may be sent, with BDAT; needs CHUNKING.|RFC 3030|BODY||7BIT 8BITMIME BINARYMIME
BURL [imap…]|Message content by reference|The server fetches parts of the message from an IMAP server.|RFC 4468||BURL
CHECKPOINT|Checkpoint and restart|A message whose transfer broke off may be resumed.|RFC 1845|TRANSID
CHUNKING|Content in counted chunks|Content may be sent with BDAT, which counts octets and needs no dots.|RFC 3030||BDAT
CONNEG|Content negotiation|The server tells what a recipient’s device can show.|RFC 4141|CONNEG
CONPERM|Content conversion permission|The client may permit the server to convert the content.|RFC 4141|CONPERM
DELIVERBY [min-seconds]|Delivery within a time|The client may ask for delivery by a deadline; the number is the shortest one.|RFC 2852|BY
DSN|Delivery status notifications|The client may say when and how it is to be told of delivery.|RFC 3461|RET ENVID NOTIFY ORCPT
ENHANCEDSTATUSCODES|Enhanced status codes|The text of replies starts with a code such as 2.1.5.|RFC 2034
ETRN|Start of a remote queue|A client may have the server start on its queue for a host.|RFC 1985||ETRN
EXPN|Mailing list expansion|The server has the EXPN command.|RFC 5321||EXPN
FUTURERELEASE max-seconds max-time|Release at a future time|The client may have a message held back, up to the limits that are named.|RFC 4865|HOLDFOR HOLDUNTIL
HELP|Help|The server has the HELP command.|RFC 5321||HELP
LIMITS name=value…|Limits of the server|How many messages, recipients or domains a session or transaction may have.|RFC 9422
MT-PRIORITY [profile]|Message transfer priority|The client may give a message a priority.|RFC 6710|MT-PRIORITY
MTRK|Message tracking|The client may ask that the message can be tracked.|RFC 3885|MTRK
NO-SOLICITING [class…]|No unsolicited mail|The server wants no solicitations, of the classes that are named if any are.|RFC 3865|SOLICIT
ONEX|One transaction only|The client may announce that it sends a single message (sendmail).|RFC 1869||ONEX
PIPELINING|Command pipelining|The client may send a group of commands without waiting for each reply.|RFC 2920
PRDR|Per-recipient data responses|The client may ask for one reply per recipient after the message.|Exim PRDR|PRDR
REQUIRETLS|TLS required all the way|The client may ask that the message travel under verified TLS only.|RFC 8689|REQUIRETLS
RRVS|Valid recipient since a date|The client may name a date since when the mailbox must have had its owner.|RFC 7293|RRVS
SAML|Send and mail|Messages to a terminal and a mailbox; obsolete.|RFC 821||SAML
SEND|Send to a terminal|Messages to a terminal; obsolete.|RFC 821||SEND
SIZE [octets]|Message size declaration|The client may declare a message’s size; the number is the most that the server takes, 0 or none means no fixed limit.|RFC 1870|SIZE
SMTPUTF8|Internationalized addresses and headers|Addresses and headers may be in UTF-8.|RFC 6531|SMTPUTF8
SOML|Send or mail|Messages to a terminal or else a mailbox; obsolete.|RFC 821||SOML
STARTTLS|TLS on this connection|The client may begin TLS now.|RFC 3207||STARTTLS
SUBMITTER|Responsible submitter|The client may name who is responsible for the message; historic.|RFC 4405|SUBMITTER
TURN|Swap of client and server|The roles may be swapped; obsolete.|RFC 821||TURN
VERB|Verbose replies|The client may ask for more words (sendmail).|RFC 1869||VERB
VRFY|Verification of mailboxes|The server has the VRFY command.|RFC 5321||VRFY
XCLIENT attribute…|Session details of another client|A trusted client may name the attributes that follow, in the place of its own.|Postfix XCLIENT_README||XCLIENT
XFORWARD attribute…|Client details for the log|A trusted client may pass on the attributes that follow, for the log.|Postfix XFORWARD_README||XFORWARD
XVERP|Variable envelope return paths|The client may have each recipient get a return path of its own.|Postfix VERP_README|XVERP`;

/** Every keyword this project knows, in the order of the alphabet. */
export const KEYWORDS: readonly KeywordInfo[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [syntax = '', title = '', summary = '', rfc = '', parameters, commands, bodyValues] =
      line.split('|');
    return {
      keyword: syntax.replace(/ .*/, ''),
      syntax,
      title,
      summary,
      rfc,
      parameters: words(parameters),
      commands: words(commands),
      bodyValues: words(bodyValues),
    };
  });

const BY_KEYWORD: ReadonlyMap<string, KeywordInfo> = new Map(KEYWORDS.map((info) => [info.keyword, info]));

function words(text = ''): readonly string[] {
  return text.split(' ').filter(Boolean);
}
