import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { SMTPServer, SMTPServerSession } from 'smtp-server';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { ChunkParser, readBdat } from './chunking';
import { MAIL_PARAMETERS, type Extension } from './extensions';
import type { Failures, Verdict } from './failures';
import { ScramDialogue } from './scramDialogue';

/** What a connection has to know of its server beyond smtp-server's options. */
export interface Traits {
  readonly without: ReadonlySet<Extension>;
  readonly users: ReadonlyMap<string, string>;
  readonly mechanisms: readonly string[];
  readonly requiresTls: boolean;
  /** Milliseconds before each reply. */
  readonly delay: number;
  readonly failures: Failures;
  /** Resolves after so many milliseconds, and not at all when the server has stopped. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly authenticated: (session: SMTPServerSession, method: string, user: string | undefined) => void;
}

type Callback = () => void;

/** A message that comes in chunks: where they go, and what the server says when it is complete. */
interface ChunkedMessage {
  readonly stream: PassThrough;
  readonly replies: Promise<readonly (string | Error)[]>;
}

type MailParameters = Parameters<SMTPConnection['_validateMailParams']>[0];

/**
 * smtp-server's connection, which greets at once, replies in Postfix's words, and knows CHUNKING, SCRAM-SHA-256 and how to
 * fail as it is told.
 */
export class ReadyConnection extends SMTPConnection {
  readonly #traits: Traits;
  #chunked: ChunkedMessage | undefined;

  constructor(
    server: SMTPServer,
    socket: Socket,
    options: SMTPConnectionOptions | null | undefined,
    traits: Traits,
  ) {
    super(server, socket, options);
    this.#traits = traits;
  }

  /**
   * Greets without the 100 ms that smtp-server waits to catch spammers who talk before the greeting: a person who
   * pipes a whole session in at once is welcome here.
   */
  override init(): void {
    super.init();
    this.#later(() => super.connectionReady());
  }

  /** Called when the 100 ms are over: it is said already, or not yet. */
  override connectionReady(): void {
    // Nothing is left to do.
  }

  override _createParser(): SMTPStream {
    // Called by the constructor of the class above, before anything of this one exists.
    const parser = new ChunkParser({});
    parser.oncommand = (command, callback) => this._onCommand(command, callback);
    parser.on('error', (error: Error) => this.send(421, `Error: ${error.message}`));
    return parser;
  }

  override _onCommand(command: Buffer, callback?: Callback): void {
    this.#later(() => {
      const stray = this._upgrading ? undefined : strayByte(command);
      if (stray !== undefined) {
        // What should have been a response to a challenge ends its exchange (RFC 4954 section 4).
        this._nextHandler = false;
        this.send(501, `5.5.2 Error: ${stray} in a command`);
        setImmediate(callback ?? (() => undefined));
        return;
      }
      const verb = command.toString('latin1').split(' ', 1)[0]?.toUpperCase() ?? '';
      const refused = this.#traits.requiresTls && !this.secure && !this._upgrading && NEED_TLS.has(verb);
      if (!refused) {
        super._onCommand(command, callback);
        return;
      }
      this.send(530, '5.7.0 Must issue a STARTTLS command first');
      setImmediate(callback ?? (() => undefined));
    });
  }

  /** Replies as Postfix does where smtp-server has words or enhanced status codes (RFC 3463) of its own. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    if (Array.isArray(data)) super.send(code, this.#offered(data), context);
    else if (typeof data === 'string' && ENHANCED.test(data)) {
      // A code of our own goes first where there are to be any.
      const own = this.#traits.without.has('ENHANCEDSTATUSCODES') ? data.replace(ENHANCED, '') : data;
      super.send(code, own, false);
    } else if (code === 250 && data === 'Accepted') super.send(code, 'Ok', context);
    else if (code === 250 && context === 'DATA_OK') super.send(code, data);
    else super.send(code, data, context ?? CONTEXTS.get(code));
  }

  /** Does what a verdict says; at once, where nothing is to be waited for. */
  settle({ delay, outcome }: Verdict, accept: Callback, refuse: (code: number, text: string) => void): void {
    const act = (): void => {
      switch (outcome.kind) {
        case 'accept': {
          accept();
          return;
        }
        case 'refuse': {
          refuse(outcome.code, outcome.text);
          return;
        }
        case 'disconnect': {
          this.close();
          return;
        }
        case 'reset':
          if (this._socket instanceof TLSSocket) this._socket.destroy();
          else this._socket.resetAndDestroy();
      }
    };
    if (delay === 0) act();
    else void this.#traits.wait(delay).then(act);
  }

  override handler_DATA(command: Buffer, callback: Callback): void {
    const { envelope } = this.session;
    if (this.#chunked !== undefined || envelope.bodyType === 'binarymime') {
      // RFC 3030 sections 2 and 3.
      this.send(503, this.#chunked === undefined ? 'BINARYMIME requires BDAT' : 'DATA cannot follow BDAT');
      callback();
      return;
    }
    if (envelope.rcptTo.length === 0) {
      super.handler_DATA(command, callback);
      return;
    }
    this.settle(
      this.#verdictOnData(),
      () => super.handler_DATA(command, callback),
      (code, text) => {
        this.send(code, text);
        callback();
      },
    );
  }

  /** CHUNKING (RFC 3030). Whatever becomes of a chunk, its octets are taken: they are no commands. */
  handler_BDAT(command: Buffer, callback: Callback): void {
    const bdat = readBdat(command.toString('latin1'));
    const parser = this._parser;
    if (bdat === undefined || !(parser instanceof ChunkParser)) {
      this.send(501, 'Error: syntax: BDAT octets [LAST]');
      callback();
      return;
    }
    const { octets, last } = bdat;
    this.#openForChunk((refusal) => {
      if (octets === 0) {
        void this.#chunkTaken(octets, last, refusal).then(callback);
        return;
      }
      const sink = refusal === undefined ? this.#chunked?.stream : undefined;
      parser.takeChunk(octets, sink, () => {
        void this.#chunkTaken(octets, last, refusal).then(() => parser.proceed());
      });
      callback();
    });
  }

  override handler_AUTH(command: Buffer, callback: Callback): void {
    const [, initial] = /^AUTH +SCRAM-SHA-256(?: +(\S+))? *$/i.exec(command.toString('latin1')) ?? [];
    const scram = /^AUTH +SCRAM-SHA-256\b/i.test(command.toString('latin1'));
    if (!scram || this.session.user || !this.#traits.mechanisms.includes(SCRAM)) {
      super.handler_AUTH(command, callback);
      return;
    }
    const dialogue = new ScramDialogue(this, this.#traits.users, (user) => this.#authenticated(user));
    if (initial !== undefined) {
      dialogue.begin(Buffer.from(initial), callback);
      return;
    }
    this._nextHandler = (response, next) => dialogue.begin(response, next);
    this.send(334);
    callback();
  }

  /** BINARYMIME is what smtp-server does not know, and a parameter whose extension is not offered what we do not. */
  override _validateMailParams(parsed: MailParameters): ReturnType<SMTPConnection['_validateMailParams']> {
    const { without } = this.#traits;
    const args = parsed.args === false ? {} : parsed.args;
    for (const name of Object.keys(args)) {
      const extension = MAIL_PARAMETERS.get(name);
      if (extension !== undefined && without.has(extension))
        return { code: 555, message: `Unsupported option: ${name}`, enhancedCode: null };
    }
    const binary = String(args['BODY']).toUpperCase() === 'BINARYMIME';
    if (!binary || without.has('BINARYMIME')) return super._validateMailParams(parsed);
    return super._validateMailParams({ ...parsed, args: { ...args, BODY: '8BITMIME' } });
  }

  /** RSET, EHLO, STARTTLS and the end of a message: chunks that are not complete by then never will be. */
  override _resetSession(): void {
    this.#dropChunks();
    super._resetSession();
  }

  override _onClose(): void {
    this.#dropChunks();
    super._onClose();
  }

  #dropChunks(): void {
    this.#chunked?.stream.destroy();
    this.#chunked = undefined;
  }

  /** Before each reply, where the server is to be slow. */
  #later(act: Callback): void {
    const { delay, wait } = this.#traits;
    if (delay === 0) act();
    else void wait(delay).then(act);
  }

  /** The lines of an EHLO reply, the only one with several, as the server offers itself. */
  #offered([greeting = '', ...features]: string[]): string[] {
    const { without } = this.#traits;
    const more = (['CHUNKING', 'BINARYMIME'] as const).filter((name) => !without.has(name));
    const unwanted: ReadonlySet<string> = without;
    const wanted = features.filter((feature) => !unwanted.has(feature.split(' ', 1)[0] ?? ''));
    // SIZE stays last, as it was before there was more.
    const size = wanted.filter((feature) => feature.startsWith('SIZE'));
    return [greeting, ...wanted.filter((feature) => !size.includes(feature)), ...more, ...size];
  }

  #verdictOnData(): Verdict {
    const { mailFrom, rcptTo } = this.session.envelope;
    const from = mailFrom === false ? '' : mailFrom.address;
    return this.#traits.failures.data(
      from,
      rcptTo.map(({ address }) => address),
    );
  }

  /** Opens the message with its first chunk, if it may have one. */
  #openForChunk(opened: (refusal: { code: number; text: string } | undefined) => void): void {
    const { mailFrom, rcptTo } = this.session.envelope;
    if (this.#chunked !== undefined) opened(undefined);
    else if (mailFrom === false) opened({ code: 503, text: 'Error: need MAIL command' });
    else if (rcptTo.length === 0) opened({ code: 503, text: 'Error: need RCPT command' });
    else
      this.settle(
        this.#verdictOnData(),
        () => {
          this.#chunked = this.#openMessage();
          opened(undefined);
        },
        (code, text) => opened({ code, text }),
      );
  }

  #openMessage(): ChunkedMessage {
    const stream = Object.assign(new PassThrough(), { byteLength: 0, sizeExceeded: false });
    const replies = new Promise<readonly (string | Error)[]>((resolve) => {
      this._server.onData(stream, this.session, (error, message) => {
        if (error) resolve([error]);
        else resolve(Array.isArray(message) ? message : [typeof message === 'string' ? message : 'Ok']);
      });
    });
    return { stream, replies };
  }

  async #chunkTaken(
    octets: number,
    last: boolean,
    refusal: { readonly code: number; readonly text: string } | undefined,
  ): Promise<void> {
    if (refusal !== undefined) {
      this.send(refusal.code, refusal.text);
      return;
    }
    const message = this.#chunked;
    if (!last || message === undefined) {
      this.send(250, `${octets} octets received`);
      return;
    }
    message.stream.end();
    for (const reply of await message.replies) {
      if (typeof reply === 'string') this.send(250, reply, 'DATA_OK');
      else this.send('responseCode' in reply ? Number(reply.responseCode) : 450, reply.message);
    }
    this.#chunked = undefined;
    this._transactionCounter++;
    this._resetSession();
  }

  #authenticated(user: string | undefined): void {
    this.#traits.authenticated(this.session, SCRAM, user);
    if (user === undefined) return;
    this.session.user = user;
    this.session.transmissionType = this._transmissionType();
  }
}

/**
 * What no line of a client may hold. Only CRLF ends a line, and a CR by itself must not be taken for one (RFC 5321 section 2.3.8):
 * whoever did would read two commands where another server has read one.
 */
function strayByte(command: Buffer): string | undefined {
  if (command.includes(0x0d)) return 'bare <CR>';
  return command.includes(0x00) ? 'NUL' : undefined;
}

const SCRAM = 'SCRAM-SHA-256';
const NEED_TLS: ReadonlySet<string> = new Set(['AUTH', 'MAIL', 'RCPT', 'DATA', 'BDAT']);
const ENHANCED = /^[245]\.\d{1,3}\.\d{1,3} /;

/** smtp-server's names for 4.3.1 (system full) and 5.3.4 (message too big), where 4.2.2 and 5.2.2 are its defaults. */
const CONTEXTS: ReadonlyMap<number, string> = new Map([
  [452, 'SYSTEM_FULL'],
  [552, 'MESSAGE_TOO_BIG'],
]);
