import type { SecureContextOptions } from 'node:tls';
import { visible } from '../../smtp/escape';
import { matchesLine } from './clientLine';
import type { Connection } from './connection';
import { withoutCredentials } from './credentials';
import type { Action, Deviation, Expectation, Script } from './script';

export interface PlayOptions {
  /** Milliseconds for each thing that is expected, unless the script says otherwise. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** The certificate of a name, or of the server where there is none. */
  readonly certificate: (name: string | undefined) => SecureContextOptions;
  /** What happens besides, in words, for a log. */
  readonly tell: (text: string) => void;
}

/** Plays a script on a connection to its end, which is when the connection has none of it left. Never rejects. */
export async function play(
  script: Script,
  connection: Connection,
  options: PlayOptions,
): Promise<readonly Deviation[]> {
  const player = new Player(script, connection, options);
  try {
    await player.play();
  } finally {
    connection.destroy();
  }
  return player.deviations;
}

class Player {
  readonly deviations: Deviation[] = [];
  readonly #script: Script;
  readonly #connection: Connection;
  readonly #options: PlayOptions;
  readonly #timeout: number;
  /** After `C: ...`: lines that nothing expects are passed over. */
  #anything = false;
  /** Whether the last thing expected belonged to a message, whose rest nobody asks for when the connection is cut. */
  #inContent = false;
  #closed = false;
  /** Whether a 334 was the last word: what the client says next is a credential. */
  #challenged = false;

  constructor(script: Script, connection: Connection, options: PlayOptions) {
    this.#script = script;
    this.#connection = connection;
    this.#options = options;
    this.#timeout = script.timeout ?? options.timeout;
  }

  async play(): Promise<void> {
    for (const action of this.#script.actions) {
      if (this.#isStopped()) return;
      const deviation = await this.#act(action);
      if (deviation === undefined) continue;
      if (this.#isStopped()) return; // it was us who ended it
      this.deviations.push({ line: action.line, message: deviation });
      if (!this.#script.goesOn || this.#connection.incoming.ended) return this.#giveUp();
    }
    await this.#finish();
  }

  #isStopped(): boolean {
    return this.#options.signal.aborted;
  }

  async #act(action: Action): Promise<string | undefined> {
    switch (action.kind) {
      case 'send':
        return this.#send(action.bytes);
      case 'expect':
        return this.#expect(action.expectation);
      case 'anything':
        this.#anything = true;
        return undefined;
      case 'pause':
        await this.#connection.pause(action.milliseconds);
        return undefined;
      case 'split':
        this.#connection.splitting = action.splitting;
        return undefined;
      case 'pace':
        this.#connection.pace = action.milliseconds;
        return undefined;
      case 'tls':
        return this.#handshake(action.certificate);
      case 'close':
        this.#closed = true;
        this.#connection.end();
        return undefined;
      case 'half-close':
        this.#connection.end();
        return undefined;
      case 'reset':
        this.#closed = true;
        this.#connection.reset();
        return undefined;
    }
  }

  async #send(bytes: Buffer): Promise<string | undefined> {
    this.#challenged = /(?:^|\n)334[ \r\n-][^\n]*\r?\n?$/.test(bytes.toString('latin1'));
    const outcome = await this.#connection.send(bytes, this.#timeout);
    if (outcome === 'done' || this.#anything || this.#isStopped()) return undefined;
    return outcome === 'gone'
      ? `the client was gone before ${quoted(bytes)} was sent`
      : `the client did not read ${quoted(bytes)} within ${seconds(this.#timeout)}`;
  }

  async #handshake(name: string | undefined): Promise<string | undefined> {
    const context = this.#options.certificate(name);
    let inClear: string | undefined;
    const { minVersion, maxVersion, ciphers } = this.#script.tls;
    const failure = await this.#connection.handshake(
      {
        ...context,
        ...(minVersion === undefined ? {} : { minVersion }),
        ...(maxVersion === undefined ? {} : { maxVersion }),
        ...(ciphers === undefined ? {} : { ciphers }),
      },
      Math.min(this.#timeout, HANDSHAKE_TIMEOUT),
      (bytes) => (inClear = `the client sent ${this.#shown(bytes)} in clear where its TLS handshake is due`),
    );
    // That a client refuses a certificate may be what the script is about: what it does then is told by what follows.
    this.#options.tell(failure === undefined ? 'TLS' : `no TLS: ${failure}`);
    return inClear;
  }

  async #expect(expectation: Expectation): Promise<string | undefined> {
    this.#inContent = expectation.kind === 'line' && expectation.content;
    const deviation =
      expectation.kind === 'line'
        ? await this.#expectLine(expectation)
        : await this.#expectBytes(expectation.bytes, this.#sourceOf(expectation));
    this.#anything = false;
    this.#challenged = false;
    return deviation;
  }

  async #expectLine(expectation: Extract<Expectation, { kind: 'line' }>): Promise<string | undefined> {
    const until = performance.now() + this.#timeout;
    const { source, secret } = expectation;
    // A response may look like a command.
    const shown = secret ? withoutCredentials(source, !AUTH.test(source)) : source;
    const expected = `expected ${quotedText(shown)}`;
    for (;;) {
      const line = await this.#line(until);
      if (typeof line === 'string') return `${expected}, but ${line}`;
      const ended = line.length >= 2 && line[line.length - 2] === CR;
      const text = line.toString('utf8', 0, line.length - (ended ? 2 : 1));
      const held = matchesLine(expectation, text);
      if (held && ended) return undefined;
      if (this.#anything) continue;
      if (held) return `${expected} with CRLF at its end, and the client ended it with LF alone`;
      const shown = this.#shown(line, expectation.secret);
      // Of two credentials nothing is to be seen but that they are not the same.
      return expected === `expected ${shown}`
        ? `${expected}, and the client sent something else in place of what is masked`
        : `${expected}, the client sent ${shown}`;
    }
  }

  /** The next whole line; a string tells why there is none. */
  async #line(until: number): Promise<Buffer | string> {
    const { incoming } = this.#connection;
    for (;;) {
      const line = incoming.line();
      if (line !== undefined) return line;
      const start = incoming.peek(2);
      if (start[0] === HANDSHAKE_RECORD && start[1] === TLS_MAJOR) return 'the client began a TLS handshake';
      if (incoming.full) {
        // Under `...` the beginning of a line without end is passed over like any other.
        if (this.#anything) incoming.take(incoming.length);
        else return 'the client sent a line that does not end';
      }
      const nothing = await this.#wait(until);
      if (nothing !== undefined) return nothing;
    }
  }

  async #expectBytes(bytes: Buffer, source: string): Promise<string | undefined> {
    const until = performance.now() + this.#timeout;
    if (this.#anything) return this.#findBytes(bytes, source, until);
    const { incoming } = this.#connection;
    for (let at = 0; at < bytes.length;) {
      const part = incoming.take(bytes.length - at);
      if (!part.equals(bytes.subarray(at, at + part.length)))
        return `expected ${source}, the client sent ${this.#shown(Buffer.concat([bytes.subarray(0, at), part]))}`;
      at += part.length;
      const nothing = part.length === 0 ? await this.#wait(until) : undefined;
      if (nothing !== undefined) return `expected ${source}, but ${nothing}`;
    }
    return undefined;
  }

  /** Passes over what comes before the bytes. */
  async #findBytes(bytes: Buffer, source: string, until: number): Promise<string | undefined> {
    const { incoming } = this.#connection;
    for (;;) {
      const there = incoming.peek(incoming.length);
      const at = there.indexOf(bytes);
      if (at !== -1) {
        incoming.take(at + bytes.length);
        return undefined;
      }
      // The last octets may be the first of what is looked for.
      incoming.take(Math.max(0, there.length - bytes.length + 1));
      const nothing = await this.#wait(until);
      if (nothing !== undefined) return `expected ${source}, but ${nothing}`;
    }
  }

  /** Waits for more; a string tells why nothing more comes. */
  async #wait(until: number): Promise<string | undefined> {
    const { incoming } = this.#connection;
    const partial = incoming.length === 0 ? '' : ` after ${this.#shown(incoming.peek(incoming.length))}`;
    if (incoming.ended) return `the client closed the connection${partial}`;
    const left = until - performance.now();
    if (left > 0 && (await incoming.change(left, this.#options.signal))) return undefined;
    if (this.#isStopped()) return 'the server was stopped';
    return `nothing${partial === '' ? '' : ' more'} came for ${seconds(this.#timeout)}${partial}`;
  }

  /** The script is at its end: nothing more is said, and the client is to say nothing more either. */
  async #finish(): Promise<void> {
    const { incoming } = this.#connection;
    // Nobody asks for the rest of a message when the connection is cut in the middle of it.
    if (this.#anything || (this.#closed && this.#inContent)) incoming.discard();
    const until = performance.now() + (this.#closed ? LINGER : this.#timeout);
    while (incoming.length === 0 && (await this.#wait(until)) === undefined);
    if (incoming.length === 0) return;
    const line = this.#script.actions.at(-1)?.line ?? this.#script.line;
    const when = this.#closed ? 'after the connection was closed' : 'and the script has nothing more';
    this.deviations.push({ line, message: `the client sent ${this.#shown(incoming.peek(1000))} ${when}` });
    return this.#giveUp();
  }

  /** Tells the client, too, and lets it read that: an end with something unread would be a reset. */
  async #giveUp(): Promise<void> {
    const { incoming } = this.#connection;
    const line = this.deviations.at(-1)?.line ?? this.#script.line;
    incoming.discard();
    await this.#connection.send(
      Buffer.from(`421 4.3.0 The script has something else in line ${line}\r\n`),
      LINGER,
    );
    this.#connection.end();
    const until = performance.now() + LINGER;
    while (!incoming.ended && (await this.#wait(until)) === undefined);
  }

  /** Exact bytes as they are written, unless there is a credential in them. */
  #sourceOf({ source, bytes, secret }: Extract<Expectation, { kind: 'bytes' }>): string {
    return secret ? this.#shown(bytes, this.#challenged) : quotedText(source);
  }

  /** What a client sent, without the credentials in it. */
  #shown(bytes: Buffer, secret = false): string {
    return quoted(withoutCredentials(bytes.toString('utf8'), secret || this.#challenged));
  }
}

function quoted(content: Buffer | string): string {
  const text = typeof content === 'string' ? content : content.toString('utf8', 0, LONGEST_SHOWN * 4);
  return quotedText(
    text
      .replaceAll('\r', '\\r')
      .replaceAll('\n', '\\n')
      .replace(/\\r\\n$/, ''),
  );
}

function quotedText(text: string): string {
  const safe = visible(text);
  return `“${safe.length > LONGEST_SHOWN ? `${safe.slice(0, LONGEST_SHOWN)}…` : safe}”`;
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}

const AUTH = /^\s*AUTH(?:\s|$)/i;
const CR = 13;
/** How a TLS handshake begins (RFC 8446 section 5.1). */
const HANDSHAKE_RECORD = 22;
const TLS_MAJOR = 3;
/** Milliseconds that a client has to close its side when ours is closed. */
const LINGER = 2000;
const HANDSHAKE_TIMEOUT = 15_000;
/** Characters of what a client sent, in a message about it. */
const LONGEST_SHOWN = 200;
