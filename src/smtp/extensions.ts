/** One SMTP service extension, as a server announces it in its EHLO reply (RFC 5321 section 2.2). */
export interface ExtensionInfo {
  /** The EHLO keyword, in upper case. */
  readonly keyword: string;
  readonly title: string;
  /** Where it is defined, `RFC 1870`. */
  readonly rfc: string;
  /** The parameters of MAIL that it allows, in upper case. */
  readonly mailParameters: readonly string[];
  /** The parameters of RCPT that it allows, in upper case. */
  readonly rcptParameters: readonly string[];
  /** The commands that it adds, in upper case. */
  readonly commands: readonly string[];
}

/** What a server said in its EHLO (or LHLO) reply. */
export interface Capabilities {
  /** The domain that the server calls itself; empty if it gave none. */
  readonly domain: string;
  /** The keywords in upper case, in the order announced, with their parameters as they were written. */
  readonly keywords: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the text lines of an EHLO reply: the first is domain and greeting, each other one an extension (RFC 5321
 * section 4.1.1.1). A keyword that is announced twice has the parameters of both, and `AUTH=LOGIN`, which servers of
 * before RFC 2554 wrote and some still add for old clients, is `AUTH LOGIN`.
 */
export function parseEhlo(lines: readonly string[]): Capabilities {
  const [greeting = '', ...rest] = lines;
  const keywords = new Map<string, string[]>();
  for (const line of rest) {
    const [word = '', ...parameters] = line
      .trim()
      .replace(/^AUTH=/i, 'AUTH ')
      .split(/\s+/);
    if (word === '') continue;
    const keyword = word.toUpperCase();
    const known = keywords.get(keyword) ?? [];
    const seen = new Set(known.map((parameter) => parameter.toUpperCase()));
    keywords.set(keyword, [
      ...known,
      ...parameters.filter((parameter) => parameter !== '' && !seen.has(parameter.toUpperCase())),
    ]);
  }
  return { domain: greeting.trim().split(/\s+/, 1)[0] ?? '', keywords };
}

/** The extension with this EHLO keyword in any case, or undefined if it is not known. */
export function findExtension(keyword: string): ExtensionInfo | undefined {
  return BY_KEYWORD.get(keyword.toUpperCase());
}

/**
 * The extensions that allow a parameter of MAIL or RCPT, by its name in any case; any one of them will do. More than
 * one has `BODY`, whose value `BINARYMIME` needs the extension of that name (RFC 3030 section 3). Empty if none is known.
 */
export function extensionsOfParameter(verb: 'MAIL' | 'RCPT', name: string): readonly ExtensionInfo[] {
  const upper = name.toUpperCase();
  return EXTENSIONS.filter((info) =>
    (verb === 'MAIL' ? info.mailParameters : info.rcptParameters).includes(upper),
  );
}

/**
 * Keyword | title | source | parameters of MAIL | parameters of RCPT | commands; one line each of the IANA registry of SMTP
 * service extensions, and of what Postfix and Exim announce besides.
 */
const TABLE = `
8BITMIME|8-bit MIME content|RFC 6152|BODY
ATRN|Authenticated turn|RFC 2645|||ATRN
AUTH|Authentication|RFC 4954|AUTH||AUTH
BINARYMIME|Binary MIME content|RFC 3030|BODY
BURL|Message content by reference to an IMAP server|RFC 4468|||BURL
CHECKPOINT|Checkpoint and restart|RFC 1845|TRANSID
CHUNKING|Message content in counted chunks|RFC 3030|||BDAT
CONNEG|Content negotiation|RFC 4141||CONNEG
CONPERM|Content conversion permission|RFC 4141|CONPERM
DELIVERBY|Delivery within a time|RFC 2852|BY
DSN|Delivery status notifications|RFC 3461|RET ENVID|NOTIFY ORCPT
ENHANCEDSTATUSCODES|Enhanced status codes in replies|RFC 2034
ETRN|Start of a remote queue|RFC 1985|||ETRN
EXPN|Mailing list expansion|RFC 5321|||EXPN
FUTURERELEASE|Release at a future time|RFC 4865|HOLDFOR HOLDUNTIL
HELP|Help|RFC 5321|||HELP
LIMITS|Limits of the server|RFC 9422
MT-PRIORITY|Message transfer priority|RFC 6710|MT-PRIORITY
MTRK|Message tracking|RFC 3885|MTRK
NO-SOLICITING|No unsolicited mail of the classes named|RFC 3865|SOLICIT
ONEX|One transaction only (sendmail)|RFC 1869|||ONEX
PIPELINING|Command pipelining|RFC 2920
PRDR|Per-recipient data responses|Exim PRDR|PRDR
REQUIRETLS|TLS required all the way|RFC 8689|REQUIRETLS
RRVS|Valid recipient since a date|RFC 7293||RRVS
SAML|Send and mail (obsolete)|RFC 821|||SAML
SEND|Send to a terminal (obsolete)|RFC 821|||SEND
SIZE|Message size declaration|RFC 1870|SIZE
SMTPUTF8|Internationalized addresses and headers|RFC 6531|SMTPUTF8
SOML|Send or mail (obsolete)|RFC 821|||SOML
STARTTLS|TLS on this connection|RFC 3207|||STARTTLS
SUBMITTER|Responsible submitter (historic)|RFC 4405|SUBMITTER
TURN|Swap of client and server (obsolete)|RFC 821|||TURN
VERB|Verbose replies (sendmail)|RFC 1869|||VERB
VRFY|Verification of mailboxes|RFC 5321|||VRFY
XCLIENT|Session details of another client|Postfix XCLIENT_README|||XCLIENT
XFORWARD|Client details for the log|Postfix XFORWARD_README|||XFORWARD
XVERP|Variable envelope return paths|Postfix VERP_README|XVERP`;

/** Every extension this project knows, by keyword. */
export const EXTENSIONS: readonly ExtensionInfo[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [keyword = '', title = '', rfc = '', mail, rcpt, commands] = line.split('|');
    const words = (text = '') => text.split(' ').filter(Boolean);
    return {
      keyword,
      title,
      rfc,
      mailParameters: words(mail),
      rcptParameters: words(rcpt),
      commands: words(commands),
    };
  });

const BY_KEYWORD: ReadonlyMap<string, ExtensionInfo> = new Map(
  EXTENSIONS.map((info) => [info.keyword, info]),
);
