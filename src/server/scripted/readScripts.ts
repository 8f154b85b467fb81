import { createDotStuffer } from '../../smtp/dotStuffing';
import { decodeEscapes } from '../../smtp/escape';
import type { Diagnostic } from '../../syntax/diagnostic';
import { findDirective, parseDuration } from '../../syntax/directives';
import type {
  DirectiveLine,
  IncludeLine,
  LineNode,
  NoteLine,
  RawLine,
  ServerLine,
  Transcript,
  TranscriptDocument,
} from '../../syntax/document';
import { isElision, isHandshake } from '../../syntax/notes';
import { lineAt } from '../../syntax/positions';
import type { Span } from '../../syntax/span';
import { parseSplitting } from '../../syntax/splitting';
import { filledText, readClientLine, type Values } from './clientLine';
import type { Action, Script, ScriptProblem, TlsVersion } from './script';

export interface ReadOptions {
  /** The content of a file that a message includes, or why there is none, as a sentence. */
  readonly readFile: (name: string) => Promise<Uint8Array | { readonly problem: string }>;
  /** Values for `{{name}}` besides those of the file, which go first. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Makes the scripts of a document: one for each transcript, but for those that are disabled or say nothing. Never rejects:
 * what cannot be played is a problem, and there is no script then.
 */
export async function readScripts(
  document: TranscriptDocument,
  options: ReadOptions,
): Promise<{ readonly scripts: readonly Script[]; readonly problems: readonly ScriptProblem[] }> {
  const problems = syntaxProblems(document);
  const scripts: Script[] = [];
  for (const transcript of document.transcripts) {
    const reader = new ScriptReader(document, transcript, options);
    const script = await reader.read();
    problems.push(...reader.problems);
    if (script !== undefined) scripts.push(script);
  }
  problems.sort((a, b) => a.line - b.line);
  return { scripts, problems };
}

/** A reply that is none and a message without its end are what a script may well be about. */
const PLAYABLE: ReadonlySet<string> = new Set([
  'malformed-reply',
  'mixed-codes',
  'bad-regex',
  'missing-terminator',
]);

function syntaxProblems(document: TranscriptDocument): ScriptProblem[] {
  const inTheWay = ({ severity, code }: Diagnostic): boolean => severity === 'error' && !PLAYABLE.has(code);
  return document.diagnostics.filter(inTheWay).map(({ message, span }) => ({
    line: (lineAt(document, span.start)?.index ?? 0) + 1,
    message,
  }));
}

/** Reads one transcript, line by line. */
class ScriptReader {
  readonly problems: ScriptProblem[] = [];
  readonly #document: TranscriptDocument;
  readonly #transcript: Transcript;
  readonly #options: ReadOptions;
  readonly #values: Values;
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

  constructor(document: TranscriptDocument, transcript: Transcript, options: ReadOptions) {
    this.#document = document;
    this.#transcript = transcript;
    this.#options = options;
    this.#values = this.#readValues();
  }

  /** Undefined where there is nothing to play. */
  async read(): Promise<Script | undefined> {
    const { preamble, lines } = this.#document;
    const { firstLine, endLine, title, anchor } = this.#transcript;
    const directives = [...preamble.directives, ...this.#transcript.directives];
    if (directives.some((line) => this.#name(line) === 'disabled')) return undefined;
    for (const line of preamble.directives) this.#directive(line);
    for (let at = firstLine; at < endLine; at++) {
      const line = lines[at];
      if (line !== undefined) await this.#line(line);
    }
    this.#clientSpeaks();
    if (this.#quit === 'answered') this.#actions.push({ kind: 'close', line: endLine });
    if (!this.#actions.some(({ kind }) => kind !== 'split' && kind !== 'pace')) return undefined;
    const last = (name: string): string | undefined => {
      const line = directives.findLast((each) => this.#name(each) === name);
      return line === undefined ? undefined : this.#value(line);
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
      case 'directive': {
        this.#directive(line);
        return;
      }
      case 'server': {
        this.#server(line);
        return;
      }
      case 'command':
      case 'response':
      case 'content':
      case 'terminator': {
        this.#client(line);
        return;
      }
      case 'raw': {
        this.#raw(line);
        return;
      }
      case 'include':
        return this.#include(line);
      case 'note': {
        this.#note(line);
        return;
      }
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
    switch (this.#name(line) ?? '') {
      case 'sleep':
        this.#sleeps.push(line);
        break;
      case 'split': {
        const splitting = parseSplitting(this.#value(line) ?? '');
        this.#flush();
        if (splitting !== undefined) this.#actions.push({ kind: 'split', line: line.index + 1, splitting });
        break;
      }
      case 'pace':
        this.#flush();
        this.#actions.push({ kind: 'pace', line: line.index + 1, milliseconds: this.#duration(line) });
        break;
      case 'line-end': {
        const value = this.#value(line);
        this.#lineEnd = value === 'lf' ? '\n' : value === 'cr' ? '\r' : '\r\n';
      }
    }
  }

  #server(line: ServerLine): void {
    const { pattern } = line;
    const number = line.index + 1;
    const text = this.#text(line.value);
    if (line.optional) return; // it may be missing, and so it is
    switch (pattern.kind) {
      case 'elision':
        if (this.#unfinished !== undefined) this.#unfinished.elided = true;
        return;
      case 'silence': {
        this.#serverActs({ kind: 'pause', line: number, milliseconds: pattern.milliseconds });
        return;
      }
      case 'close': {
        const how = text.trim().slice(1, -1).toLowerCase();
        this.#serverActs({
          kind: how === 'reset' || how === 'half-close' ? how : 'close',
          line: number,
        });
        return;
      }
      case 'bytes':
        this.#handshakeDue = undefined;
        this.#quit = undefined;
        {
          this.#send(number, this.#escaped(number, text));
          return;
        }
      case 'malformed':
        this.#handshakeDue = undefined;
        {
          this.#send(number, Buffer.from(`${text}${this.#lineEnd}`));
          return;
        }
      case 'reply': {
        this.#reply(line, pattern, text);
        return;
      }
    }
  }

  #reply(line: ServerLine, pattern: Extract<ServerLine['pattern'], { kind: 'reply' }>, text: string): void {
    const number = line.index + 1;
    const code = (pattern.codes[0] ?? '250').replaceAll('x', '0');
    const separator = pattern.continues ? '-' : ' ';
    const written = this.#text(pattern.code).toLowerCase() === code && pattern.regex === undefined;
    this.#send(
      number,
      Buffer.from(
        `${written ? text.trimStart() : `${code}${separator}${pattern.text?.value ?? 'Ok'}`}${this.#lineEnd}`,
      ),
    );
    this.#code = code;
    this.#unfinished = pattern.continues ? { line: number, code, elided: false } : undefined;
    // What is said behind the 220 goes out in clear, in the same packet: whoever writes that down means it.
    this.#handshakeDue = this.#startTls !== undefined && code === '220' ? number : undefined;
    if (!pattern.continues) this.#startTls = undefined;
    this.#quit = this.#quit !== undefined && code === '221' ? 'answered' : undefined;
  }

  /** A line of the client, with CRLF. */
  #client(line: Extract<LineNode, { kind: 'command' | 'response' | 'content' | 'terminator' }>): void {
    const number = line.index + 1;
    const text = this.#text(line.value);
    this.#clientSpeaks();
    // Of a message `...` is a part like anywhere: a line of three dots is written as bytes.
    if (line.kind === 'content' && isElision(text)) {
      this.#actions.push({ kind: 'anything', line: number });
      return;
    }
    // RFCs print the end of a message as <CRLF>.<CRLF>.
    const read =
      line.kind === 'terminator'
        ? readClientLine('.', 'content', this.#values)
        : readClientLine(text, line.kind, this.#values);
    if ('problem' in read) this.problems.push({ line: number, message: read.problem });
    else this.#actions.push({ kind: 'expect', line: number, expectation: read });
    const verb = line.kind === 'command' ? this.#text(line.verb).toUpperCase() : '';
    this.#chunk = line.kind === 'command' ? verb === 'BDAT' : this.#chunk;
    this.#quit = verb === 'QUIT' ? 'said' : undefined;
    if (verb === 'STARTTLS') this.#startTls = number;
  }

  #raw(line: RawLine): void {
    const number = line.index + 1;
    const source = this.#text(line.value);
    this.#clientSpeaks();
    const bytes = this.#escaped(number, source);
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
      this.problems.push({ line: number, message });
      return;
    }
    const name = this.#text(line.path);
    const content = await this.#options.readFile(name);
    if ('problem' in content) {
      this.problems.push({ line: number, message: content.problem });
      return;
    }
    const stuffer = createDotStuffer({ dots: !this.#chunk });
    const stuffed = stuffer.push(content);
    const next = this.#document.lines[line.index + 1]?.kind;
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
    const text = this.#text(line.value).trim();
    if (isHandshake(text)) {
      const certificate = text.slice('<tls'.length, -1).trim();
      this.#serverActs({
        kind: 'tls',
        line: number,
        certificate: certificate === '' ? undefined : certificate,
      });
    } else if (line.wrapped) {
      const message = 'The line above goes on here; write it in one line';
      this.problems.push({ line: number, message });
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
    const milliseconds = this.#sleeps.reduce((sum, each) => sum + this.#duration(each), 0);
    this.#sleeps = [];
    if (milliseconds === 0) return;
    this.#flush();
    this.#actions.push({ kind: 'pause', line, milliseconds });
  }

  /** Milliseconds. */
  #duration(line: DirectiveLine): number {
    return parseDuration(this.#value(line) ?? '') ?? 0;
  }

  /** What a directive says, filled in; undefined, and a problem, where that is nothing that it may be. */
  #value(line: DirectiveLine): string | undefined {
    const written = this.#text(line.value);
    if (!written.includes('{{')) return written;
    const info = findDirective(this.#text(line.name));
    const value = filledText(written, this.#values)?.trim();
    const reason = value === undefined ? NOT_KNOWN : info?.check(value);
    if (reason === undefined) return value;
    this.problems.push({ line: line.index + 1, message: `@${info?.name ?? ''}: ${reason}` });
    return undefined;
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    this.#actions.push({ kind: 'send', line: pending.line, bytes: Buffer.concat(pending.parts) });
  }

  #escaped(line: number, source: string): Buffer {
    const decoded = decodeEscapes(source);
    if (decoded.ok) return Buffer.from(decoded.bytes);
    this.problems.push({ line, message: decoded.error });
    return Buffer.alloc(0);
  }

  /** Values that the text alone gives; those that hold `{{…}}` themselves are left to match anything. */
  #readValues(): Values {
    const values = new Map(Object.entries(this.#options.variables ?? {}));
    for (const line of [...this.#document.preamble.variables, ...this.#transcript.variables]) {
      const value = this.#text(line.value);
      if (value.includes('{{')) values.delete(this.#text(line.name));
      else values.set(this.#text(line.name), value);
    }
    return values;
  }

  #name(line: DirectiveLine): string | undefined {
    return findDirective(this.#text(line.name))?.name;
  }

  #text({ start, end }: Span): string {
    return this.#document.text.slice(start, end);
  }
}

const NOT_KNOWN =
  'a server does not know what {{…}} stands for here: write the value itself, or give it with --var';

function tlsVersion(text: string | undefined): TlsVersion | undefined {
  return text === 'TLSv1' || text === 'TLSv1.1' || text === 'TLSv1.2' || text === 'TLSv1.3'
    ? text
    : undefined;
}
