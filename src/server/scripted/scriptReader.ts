import { createDotStuffer } from '../../smtp/dotStuffing';
import { parseDuration } from '../../syntax/directives';
import type {
  DirectiveLine,
  IncludeLine,
  LineNode,
  NoteLine,
  RawLine,
  ServerLine,
} from '../../syntax/document';
import { isElision, isHandshake } from '../../syntax/notes';
import { readPattern, ReplyShape, type ReplyPattern } from '../../syntax/pattern';
import { parseSplitting } from '../../syntax/splitting';
import { readClientLine } from './clientLine';
import type { Action, Script, TlsVersion } from './script';
import type { ScriptSource } from './scriptSource';

/** Reads one transcript, line by line. */
export class ScriptReader {
  readonly #source: ScriptSource;
  readonly #actions: Action[] = [];
  /** Bytes of replies that go out together. */
  #pending: { readonly line: number; readonly parts: Buffer[] } | undefined;
  #lineEnd = '\r\n';
  /** The `@sleep` directives above that nobody has taken. */
  #sleeps: DirectiveLine[] = [];
  /** The line of the last thing that the client says, if it is STARTTLS. */
  #startTls: number | undefined;
  /** The 220 after it: a handshake follows unless the script says otherwise. */
  #handshakeDue: number | undefined;
  /** The last word of a QUIT: the server closes. */
  #quit: 'said' | 'answered' | undefined;
  /** Whether content belongs to BDAT, which counts it, and not to DATA, which ends it with a dot. */
  #chunk = false;
  /** The code of the last reply. */
  #code = '';
  /** The line of a reply that is not complete: `250-text` was the last of it. */
  #unfinished: { readonly line: number; readonly code: string; elided: boolean } | undefined;

  constructor(source: ScriptSource) {
    this.#source = source;
  }

  /** Undefined where there is nothing to play. */
  async read(): Promise<Script | undefined> {
    const { document, transcript } = this.#source;
    const { preamble, lines } = document;
    const { firstLine, endLine, title, anchor } = transcript;
    const directives = [...preamble.directives, ...transcript.directives];
    if (directives.some((line) => this.#source.nameOf(line) === 'disabled')) return undefined;
    for (const line of preamble.directives) this.#directive(line);
    for (let at = firstLine; at < endLine; at++) {
      const line = lines[at];
      if (line !== undefined) await this.#line(line);
    }
    this.#clientSpeaks();
    if (this.#quit === 'answered') this.#actions.push({ kind: 'close', line: endLine });
    if (!this.#actions.some(({ kind }) => kind !== 'split' && kind !== 'pace')) return undefined;
    const last = (name: string): string | undefined => {
      const line = directives.findLast((each) => this.#source.nameOf(each) === name);
      return line === undefined ? undefined : this.#source.valueOf(line);
    };
    return {
      title: title ?? `line ${anchor + 1}`,
      line: anchor + 1,
      actions: this.#actions,
      timeout: parseDuration(last('timeout') ?? ''),
      goesOn: last('on-failure') === 'continue',
      tls: {
        minVersion: tlsVersion(last('tls-min')),
        maxVersion: tlsVersion(last('tls-max')),
        ciphers: last('tls-ciphers'),
      },
    };
  }

  async #line(line: LineNode): Promise<void> {
    switch (line.kind) {
      case 'directive':
        this.#directive(line);
        break;
      case 'server':
        this.#server(line);
        break;
      case 'command':
      case 'response':
      case 'content':
      case 'terminator':
        this.#client(line);
        break;
      case 'raw':
        this.#raw(line);
        break;
      case 'include':
        await this.#include(line);
        break;
      case 'note':
        this.#note(line);
        break;
      case 'blank':
      case 'separator':
      case 'comment':
      case 'variable':
      case 'connection':
      case 'chatter':
      case 'assertion':
      case 'bare': // an error of the parser
    }
  }

  #directive(line: DirectiveLine): void {
    switch (this.#source.nameOf(line) ?? '') {
      case 'sleep':
        this.#sleeps.push(line);
        break;
      case 'split': {
        const splitting = parseSplitting(this.#source.valueOf(line) ?? '');
        this.#flush();
        if (splitting !== undefined) this.#actions.push({ kind: 'split', line: line.index + 1, splitting });
        break;
      }
      case 'pace':
        this.#flush();
        this.#actions.push({
          kind: 'pace',
          line: line.index + 1,
          milliseconds: this.#source.durationOf(line),
        });
        break;
      case 'line-end': {
        const value = this.#source.valueOf(line);
        this.#lineEnd = value === 'lf' ? '\n' : value === 'cr' ? '\r' : '\r\n';
      }
    }
  }

  #server(line: ServerLine): void {
    const { pattern } = line;
    const number = line.index + 1;
    const text = this.#source.text(line.value);
    if (line.optional) return; // it may be missing, and so it is
    switch (pattern.kind) {
      case 'elision':
        if (this.#unfinished !== undefined) this.#unfinished.elided = true;
        break;
      case 'silence':
        this.#serverActs({ kind: 'pause', line: number, milliseconds: pattern.milliseconds });
        break;
      case 'close': {
        const how = text.trim().slice(1, -1).toLowerCase();
        this.#serverActs({
          kind: how === 'reset' || how === 'half-close' ? how : 'close',
          line: number,
        });
        break;
      }
      case 'bytes':
        this.#handshakeDue = undefined;
        this.#quit = undefined;
        this.#send(number, this.#source.filledBytes(number, text));
        break;
      case 'malformed':
        this.#malformed(number, text);
        break;
      case 'reply': {
        const { codes, continues, code, regex } = pattern;
        const written = this.#source.text(code).toLowerCase() === codeOf(codes) && regex === undefined;
        const said = written
          ? text.trimStart()
          : `${codeOf(codes)}${continues ? '-' : ' '}${pattern.text === undefined ? 'Ok' : this.#source.text(pattern.text.span)}`;
        this.#reply(number, pattern, this.#source.filled(number, said));
      }
    }
  }

  /** Sent all the same. It may be a reply when it is filled in: `S: {{greeting}}`. */
  #malformed(number: number, written: string): void {
    const said = this.#source.filled(number, written);
    const shape = readPattern(said);
    if (shape instanceof ReplyShape) {
      this.#reply(number, shape, said);
      return;
    }
    this.#handshakeDue = undefined;
    this.#send(number, Buffer.from(`${said}${this.#lineEnd}`));
  }

  #reply(
    number: number,
    { codes, continues }: Pick<ReplyPattern, 'codes' | 'continues'>,
    said: string,
  ): void {
    const code = codeOf(codes);
    this.#send(number, Buffer.from(`${said}${this.#lineEnd}`));
    this.#code = code;
    this.#unfinished = continues ? { line: number, code, elided: false } : undefined;
    // What is said behind the 220 goes out in clear, in the same packet: whoever writes that down means it.
    this.#handshakeDue = this.#startTls !== undefined && code === '220' ? number : undefined;
    if (!continues) this.#startTls = undefined;
    this.#quit = this.#quit !== undefined && code === '221' ? 'answered' : undefined;
  }

  /** A line of the client, with CRLF. */
  #client(line: Extract<LineNode, { kind: 'command' | 'response' | 'content' | 'terminator' }>): void {
    const number = line.index + 1;
    const text = this.#source.text(line.value);
    this.#clientSpeaks();
    // Of a message `...` is a part like anywhere: a line of three dots is written as bytes.
    if (line.kind === 'content' && isElision(text)) {
      this.#actions.push({ kind: 'anything', line: number });
      return;
    }
    // RFCs print the end of a message as <CRLF>.<CRLF>.
    const read =
      line.kind === 'terminator'
        ? readClientLine('.', 'content', this.#source.values)
        : readClientLine(text, line.kind, this.#source.values);
    if ('problem' in read) this.#source.problem(number, read.problem);
    else this.#actions.push({ kind: 'expect', line: number, expectation: read });
    const verb = line.kind === 'command' ? this.#source.text(line.verb).toUpperCase() : '';
    this.#chunk = line.kind === 'command' ? verb === 'BDAT' : this.#chunk;
    this.#quit = verb === 'QUIT' ? 'said' : undefined;
    if (verb === 'STARTTLS') this.#startTls = number;
  }

  #raw(line: RawLine): void {
    const number = line.index + 1;
    const source = this.#source.text(line.value);
    this.#clientSpeaks();
    const bytes = this.#source.bytesOf(number, source);
    const text = bytes.toString('latin1');
    const secret = this.#code === '334' || /^\s*AUTH\s/im.test(text);
    const expectation = { kind: 'bytes', source, bytes, secret } as const;
    this.#actions.push({ kind: 'expect', line: number, expectation });
    this.#quit = /^QUIT\r?\n$/i.test(text) ? 'said' : undefined;
    if (/^STARTTLS\r?\n$/i.test(text)) this.#startTls = number;
  }

  /** A file has to arrive as a run sends it: with CRLF, and in a message with its dots doubled. */
  async #include(line: IncludeLine): Promise<void> {
    const number = line.index + 1;
    this.#clientSpeaks();
    if (line.mode !== 'file') {
      const message = `A scripted server expects only “< file”; write “...” for content of any kind`;
      this.#source.problem(number, message);
      return;
    }
    const name = this.#source.text(line.path);
    const content = await this.#source.readFile(name);
    if ('problem' in content) {
      this.#source.problem(number, content.problem);
      return;
    }
    const stuffer = createDotStuffer({ dots: !this.#chunk });
    const stuffed = stuffer.push(content);
    const next = this.#source.document.lines[line.index + 1]?.kind;
    // The octets of a chunk were counted by its author: a line end that the file has not is not in the count.
    const ended = !this.#chunk || next === 'content' || next === 'include' || next === 'raw';
    const bytes = Buffer.concat([stuffed, ended ? stuffer.end() : Buffer.alloc(0)]);
    this.#actions.push({
      kind: 'expect',
      line: number,
      expectation: { kind: 'bytes', source: `< ${name}`, bytes, secret: false },
    });
  }

  #note(line: NoteLine): void {
    const number = line.index + 1;
    const text = this.#source.text(line.value).trim();
    if (isHandshake(text)) {
      const certificate = text.slice('<tls'.length, -1).trim();
      this.#serverActs({
        kind: 'tls',
        line: number,
        certificate: certificate === '' ? undefined : certificate,
      });
    } else if (line.wrapped) {
      const message = 'The line above goes on here; write it in one line';
      this.#source.problem(number, message);
    } else if (isElision(text)) {
      this.#clientSpeaks();
      this.#actions.push({ kind: 'anything', line: number });
    }
  }

  #send(line: number, bytes: Buffer): void {
    this.#pauseIfTold(line);
    this.#unfinished = undefined;
    this.#pending ??= { line, parts: [] };
    this.#pending.parts.push(bytes);
  }

  /** Something other than words, which is nothing that a handshake would wait for. */
  #serverActs(action: Action & { readonly line: number }): void {
    this.#handshakeDue = undefined;
    this.#startTls = undefined;
    this.#quit = undefined;
    this.#pauseIfTold(action.line);
    this.#flush();
    this.#actions.push(action);
  }

  /** The client's turn: what the server said before goes out. */
  #clientSpeaks(): void {
    const open = this.#unfinished;
    if (open?.elided === true) this.#send(open.line, Buffer.from(`${open.code} Ok${this.#lineEnd}`));
    this.#unfinished = undefined;
    this.#flush();
    this.#sleeps = []; // one above a line of the client is the client's
    const handshake = this.#handshakeDue;
    if (handshake !== undefined) this.#actions.push({ kind: 'tls', line: handshake, certificate: undefined });
    this.#handshakeDue = undefined;
    this.#startTls = undefined;
  }

  #pauseIfTold(line: number): void {
    const milliseconds = this.#sleeps.reduce((sum, each) => sum + this.#source.durationOf(each), 0);
    this.#sleeps = [];
    if (milliseconds === 0) return;
    this.#flush();
    this.#actions.push({ kind: 'pause', line, milliseconds });
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    this.#actions.push({ kind: 'send', line: pending.line, bytes: Buffer.concat(pending.parts) });
  }
}

/** The first code that fits a pattern's. */
function codeOf([code = '250']: readonly string[]): string {
  return code.replaceAll('x', '0');
}

function tlsVersion(text: string | undefined): TlsVersion | undefined {
  return text === 'TLSv1' || text === 'TLSv1.1' || text === 'TLSv1.2' || text === 'TLSv1.3'
    ? text
    : undefined;
}
