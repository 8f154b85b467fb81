/** What telnet, nc, ncat and openssl s_client print of their own accord in one line. */
const CHATTER = oneOf([
  // The shell on the host that the session was begun from.
  /^Last login: ./,
  /^Trying \S+$/,
  /^Connected to ./,
  /^Escape character is ./,
  /^Connection (?:closed by foreign host|to .+ closed.*|closed)\.?$/,
  /^Connection to .+ port (?:\d+ )?\[.*\] succeeded!$/,
  /^\S*\s*\[[\d.:a-fA-F]+\] \d+ \(\S+\) open$/,
  /^Ncat: /,
  // swaks: what it does, and what went wrong; where it connects is no chatter.
  /^(?:===(?! Trying \S+:\d+\.\.\.$)|\*\*\*) /,
  /^(?:(?:Microsoft )?[Tt]elnet>|telnet: )/,
  /^(?:Welcome to Microsoft Telnet Client|Escape Character is 'CTRL\+\]'|Connecting To \S+|Press any key to continue\.{3})\s*$/,
  // nc, of names that do not fit and of what it counted.
  /^(?:DNS fwd\/rev mismatch: | ?sent \d+, rcvd \d+$)/,
  /^Closing connection to ./,
  // A shell's prompt, when the session is over; behind `$` also the command of a program that speaks for itself.
  /^(?:\$(?:\s.*)?|[%❯]\s*|➜ .*)$/,
  /^(?:(?:\([\w.-]+\)\s*)?(?:\[[\d:]+\]\s*)?(?:\[[^\]\s]*@[^\]]*\]|[\w.-]+@\S*(?: [^\s$#%>]+)? ?)[$#%>]|(?:PS )?[A-Z]:\\[^<>|]*>)\s*$/,
  /^Connection to host lost\.$/,
  // The keys that end a session: the terminal's own, and those of telnet.
  /^\^[\]CD]$/,
  /^(?:DONE|closed|RENEGOTIATING|KEYUPDATE|read R BLOCK|read:errno=\d+)$/,
  /^(?:Connecting to |didn't find STARTTLS in server response|[0-9A-F]{8,16}:error:)/,
  // s_client -brief says all there is to say in single lines.
  /^(?:Protocol version|Ciphersuite|Peer certificate|Hash used|Signature type|Verification|Verification error|Server Temp Key): /,
]);

/** s_client at its handshake, outside of the blocks. */
const HANDSHAKE = /^(?:CONNECTED\(|CONNECTION ESTABLISHED$|depth=\d|verify (?:return|error):|Can't use SSL_)/;
const BLOCK_START = /^CONNECTED\(/;
const RULE = /^---$/;
const SUMMARY_END = /^\s*Verify return code:/;
const TICKET_START = /^Post-Handshake New Session Ticket arrived:$/;
const REPLY = /^[2-5]\d\d(?:[ -]|$)/;
const OWN_MARK = /^\s*[CS][!?]?: /;

/** No line of chatter outside a block is longer; what is, is not worth the patterns' time. */
const LONGEST = 400;

/**
 * Recognises a terminal's chatter line by line. s_client's blocks (the certificate chain after `CONNECTED(…)`, session
 * tickets) span lines, so this remembers whether it is inside one.
 */
export class ChatterReader {
  #block: 'none' | 'certificates' | 'ticket' = 'none';
  /** Whether the certificate block's last part has come, so that the next rule ends it. */
  #summarised = false;
  /** Whether all since a handshake of s_client was chatter. */
  #handshake = false;

  /** Whether what the next line is does not depend on those before it. */
  get isAtRest(): boolean {
    return this.#block === 'none' && !this.#handshake;
  }

  /** Another connection begins: what was open of the one before is over. */
  connect(): void {
    this.#block = 'none';
    this.#handshake = false;
  }

  /** Whether this line (without its line end, and not blank) is chatter. */
  accepts(line: string): boolean {
    const accepted = this.#reads(line);
    this.#handshake = accepted && (this.#handshake || HANDSHAKE.test(line));
    return accepted;
  }

  #reads(line: string): boolean {
    if (this.#block === 'none') return this.#outside(line);
    // Nothing in a block looks like a reply, so that one ends it, even where the author cut the block short.
    if (REPLY.test(line) || OWN_MARK.test(line)) {
      this.#block = 'none';
      return this.#outside(line);
    }
    if (TICKET_START.test(line)) this.#block = 'ticket';
    else if (SUMMARY_END.test(line)) this.#summarised = true;
    else if (RULE.test(line) && (this.#summarised || this.#block === 'ticket')) this.#block = 'none';
    return true;
  }

  #outside(line: string): boolean {
    if (BLOCK_START.test(line)) {
      this.#block = 'certificates';
      this.#summarised = false;
      return true;
    }
    if (TICKET_START.test(line)) {
      this.#block = 'ticket';
      return true;
    }
    // With -starttls, s_client shows the last line of the reply to its own EHLO once the handshake is done.
    if (this.#handshake && line.startsWith('250 ')) return true;
    if (line.length > LONGEST) return false;
    return RULE.test(line) || HANDSHAKE.test(line) || CHATTER.test(line);
  }
}

/** One expression, as every line of a bare transcript is held against it. */
function oneOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'));
}
