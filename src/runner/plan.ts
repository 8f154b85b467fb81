import {
  formatEndpoint,
  parseConnection,
  parseServerUrl,
  type Endpoint,
  type TlsVersion,
} from '../syntax/connection';
import { findDirective, parseDuration } from '../syntax/directives';
import type {
  Content,
  DirectiveLine,
  Exchange,
  ExpectedReply,
  Request,
  ServerLine,
  Transcript,
  TranscriptDocument,
} from '../syntax/document';
import { lineAt } from '../syntax/positions';
import { parseTemplate, type Template } from '../syntax/template';
import { decodeEscapes } from '../smtp/escape';
import { notBuiltYet } from './notBuilt';

export type { Endpoint } from '../syntax/connection';
export type { Template } from '../syntax/template';

/** A transcript made ready to run: nothing of the document is needed any more. */
export interface Plan {
  readonly title: string;
  /** Counted from 1, as are all lines of a plan. */
  readonly line: number;
  readonly server: Server;
  readonly settings: PlanSettings;
  readonly variables: readonly PlanVariable[];
  readonly steps: readonly Step[];
  /** Whether the file records any reply: one without stops at the first refusal instead. */
  readonly records: boolean;
  /** What stands in the way of running it; if there is any, nothing is sent. */
  readonly problems: readonly Problem[];
  readonly disabled: boolean;
}

/** Where to connect: known, to be filled in, or not said by the file. */
export type Server =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | {
      readonly kind: 'template';
      readonly form: 'url' | 'command';
      readonly template: Template;
      readonly line: number;
    }
  | { readonly kind: 'unsaid' };

export interface Problem {
  readonly line: number;
  readonly message: string;
}

export interface PlanVariable {
  readonly name: string;
  readonly line: number;
  readonly value: Template;
  readonly secret: boolean;
}

export interface PlanSettings {
  readonly match: 'code' | 'text';
  readonly onFailure: 'stop' | 'continue';
  /** Milliseconds for each reply; undefined for the defaults. */
  readonly timeout: number | undefined;
  readonly tls: PlanTls;
  readonly family: 4 | 6 | undefined;
  readonly bind: string | undefined;
}

export interface PlanTls {
  readonly verify: boolean;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly minVersion: TlsVersion | undefined;
  readonly maxVersion: TlsVersion | undefined;
  readonly ciphers: string | undefined;
  readonly serverName: string | undefined;
}

export interface Step {
  readonly line: number;
  /** Milliseconds to wait before it. */
  readonly pause: number;
  readonly send: Send | undefined;
  readonly expects: readonly Expect[];
}

export type Send =
  | {
      readonly kind: 'command';
      readonly line: number;
      readonly verb: string;
      readonly template: Template;
      readonly chunk: Body | undefined;
    }
  | {
      readonly kind: 'response';
      readonly line: number;
      readonly template: Template;
      readonly mechanism: string;
      readonly step: number;
    }
  | { readonly kind: 'content'; readonly line: number; readonly body: Body }
  | { readonly kind: 'raw'; readonly line: number; readonly bytes: Uint8Array; readonly source: string };

export interface Body {
  readonly parts: readonly BodyPart[];
  /** The line of the lone dot; a chunk has none. */
  readonly terminator: number | undefined;
}

export type BodyPart =
  | { readonly kind: 'line'; readonly line: number; readonly template: Template }
  | { readonly kind: 'file'; readonly line: number; readonly path: Template }
  | { readonly kind: 'raw'; readonly line: number; readonly bytes: Uint8Array; readonly source: string };

/** What one reply has to be. */
export interface Expect {
  readonly line: number;
  readonly source: string;
  readonly optional: boolean;
  readonly kind: 'reply' | 'close' | 'silence';
  /** Milliseconds, for `silence`. */
  readonly milliseconds: number;
  readonly codes: readonly string[];
  readonly lines: readonly ExpectedLine[];
}

export interface ExpectedLine {
  readonly text: string | undefined;
  readonly regex: RegExp | undefined;
  /** `...`: any further lines. */
  readonly elision: boolean;
}

/** Makes the plan of one transcript of a document. Never throws: what cannot be run is a problem of the plan. */
export function plan(document: TranscriptDocument, transcript: Transcript): Plan {
  return new Planner(document, transcript).plan();
}

class Planner {
  readonly #document: TranscriptDocument;
  readonly #transcript: Transcript;
  readonly #problems: Problem[] = [];

  constructor(document: TranscriptDocument, transcript: Transcript) {
    this.#document = document;
    this.#transcript = transcript;
  }

  plan(): Plan {
    const { preamble } = this.#document;
    const transcript = this.#transcript;
    this.#syntaxErrors();
    const directives = this.#directives();
    const steps = this.#steps();
    return {
      title: transcript.title ?? `line ${transcript.anchor + 1}`,
      line: transcript.anchor + 1,
      server: this.#server(directives),
      settings: this.#settings(directives),
      variables: [...preamble.variables, ...transcript.variables].map((line) => ({
        name: this.#text(line.name),
        line: line.index + 1,
        value: parseTemplate(this.#text(line.value), line.value.start),
        secret: this.#secretNames(directives).includes(this.#text(line.name)),
      })),
      steps,
      records: steps.some((step) => step.expects.length > 0),
      problems: this.#problems.sort((a, b) => a.line - b.line),
      disabled: directives.has('disabled'),
    };
  }

  /** The parser's errors within the transcript and in the preamble: with one of them it is not sure what to send. */
  #syntaxErrors(): void {
    const first = this.#document.transcripts[0] === this.#transcript ? 0 : this.#transcript.firstLine;
    const preambleEnd = this.#document.transcripts[0]?.firstLine ?? 0;
    for (const diagnostic of this.#document.diagnostics) {
      if (diagnostic.severity !== 'error') continue;
      const line = lineAt(this.#document, diagnostic.span.start)?.index ?? 0;
      const mine = (line >= first && line < this.#transcript.endLine) || line < preambleEnd;
      if (mine) this.#problems.push({ line: line + 1, message: diagnostic.message });
    }
  }

  /** The last one of each name counts, and the transcript's come after the file's. */
  #directives(): ReadonlyMap<string, { value: string; line: number; lines: readonly DirectiveLine[] }> {
    const found = new Map<string, { value: string; line: number; lines: readonly DirectiveLine[] }>();
    for (const line of [...this.#document.preamble.directives, ...this.#transcript.directives]) {
      const info = findDirective(this.#text(line.name));
      if (info === undefined) continue;
      const value = this.#text(line.value);
      const before = found.get(info.name)?.lines ?? [];
      found.set(info.name, { value, line: line.index + 1, lines: [...before, line] });
      const reason = notBuiltYet.directive(info.name, value);
      if (reason !== undefined) this.#problems.push({ line: line.index + 1, message: reason });
    }
    return found;
  }

  #secretNames(directives: ReadonlyMap<string, { lines: readonly DirectiveLine[] }>): string[] {
    return (directives.get('secret')?.lines ?? []).flatMap((line) => this.#text(line.value).split(/[\s,]+/));
  }

  #settings(directives: ReadonlyMap<string, { value: string }>): PlanSettings {
    const value = (name: string): string | undefined => directives.get(name)?.value;
    const timeout = value('timeout');
    const ip = value('ip');
    return {
      match: value('match') === 'text' ? 'text' : 'code',
      onFailure: value('on-failure') === 'continue' ? 'continue' : 'stop',
      timeout: timeout === undefined ? undefined : parseDuration(timeout),
      family: ip === '4' ? 4 : ip === '6' ? 6 : undefined,
      bind: value('bind'),
      tls: {
        verify: value('tls-verify') !== 'off',
        caFile: value('tls-ca'),
        certFile: value('tls-cert'),
        keyFile: value('tls-key'),
        minVersion: tlsVersion(value('tls-min')),
        maxVersion: tlsVersion(value('tls-max')),
        ciphers: value('tls-ciphers'),
        serverName: value('sni'),
      },
    };
  }

  #server(directives: ReadonlyMap<string, { value: string; line: number }>): Server {
    const line = this.#transcript.connections.at(-1) ?? this.#document.preamble.connections.at(-1);
    if (line !== undefined) {
      const text = this.#text(line.value);
      if (text.includes('{{'))
        return {
          kind: 'template',
          form: 'command',
          template: parseTemplate(text, line.value.start),
          line: line.index + 1,
        };
      return line.connection.endpoint === undefined
        ? { kind: 'unsaid' }
        : this.#reachable(line.connection.endpoint, line.index + 1);
    }
    const directive = directives.get('server');
    if (directive === undefined) return { kind: 'unsaid' };
    if (directive.value.includes('{{'))
      return {
        kind: 'template',
        form: 'url',
        template: parseTemplate(directive.value, 0),
        line: directive.line,
      };
    const parsed = parseServerUrl(directive.value);
    if ('endpoint' in parsed) return this.#reachable(parsed.endpoint, directive.line);
    this.#problems.push({ line: directive.line, message: parsed.problem });
    return { kind: 'unsaid' };
  }

  #reachable(endpoint: Endpoint, line: number): Server {
    const reason = notBuiltYet.endpoint(endpoint);
    if (reason !== undefined) this.#problems.push({ line, message: reason });
    return { kind: 'endpoint', endpoint };
  }

  #steps(): Step[] {
    const sleeps = this.#sleeps();
    return this.#transcript.exchanges.map((exchange) => {
      for (const assertion of exchange.assertions) {
        this.#problems.push({ line: assertion.index + 1, message: notBuiltYet.assertion });
      }
      const send = exchange.request === undefined ? undefined : this.#send(exchange.request);
      const line = send?.line ?? lineOfReplies(exchange) ?? this.#transcript.anchor + 1;
      const pause = sleeps.filter((sleep) => sleep.line < line && !sleep.used);
      for (const sleep of pause) sleep.used = true;
      return {
        line,
        pause: pause.reduce((sum, sleep) => sum + sleep.milliseconds, 0),
        send,
        expects: exchange.replies.map((reply) => this.#expect(reply)),
      };
    });
  }

  /** `# @sleep` counts for the client line below it. */
  #sleeps(): { line: number; milliseconds: number; used: boolean }[] {
    return this.#transcript.directives
      .filter((line) => this.#text(line.name).toLowerCase() === 'sleep')
      .map((line) => ({
        line: line.index + 1,
        milliseconds: parseDuration(this.#text(line.value)) ?? 0,
        used: false,
      }));
  }

  #send(request: Request): Send {
    switch (request.kind) {
      case 'command': {
        const { line } = request;
        return {
          kind: 'command',
          line: line.index + 1,
          verb: this.#text(line.verb).toUpperCase(),
          template: this.#template(line.value),
          chunk: request.chunk === undefined ? undefined : this.#body(request.chunk),
        };
      }
      case 'response': {
        const { line } = request;
        const mechanism = this.#text(line.command.value).split(/\s+/)[1] ?? '';
        return {
          kind: 'response',
          line: line.index + 1,
          template: this.#template(line.value),
          mechanism,
          step: line.step,
        };
      }
      case 'content': {
        const first = request.content.lines[0] ?? request.content.terminator ?? request.command;
        return { kind: 'content', line: first.index + 1, body: this.#body(request.content) };
      }
      case 'raw':
        return { kind: 'raw', line: request.line.index + 1, ...this.#raw(request.line) };
    }
  }

  #body(content: Content): Body {
    const parts = content.lines.map((line): BodyPart => {
      const number = line.index + 1;
      if (line.kind === 'content')
        return { kind: 'line', line: number, template: this.#template(line.value) };
      if (line.kind === 'raw') return { kind: 'raw', line: number, ...this.#raw(line) };
      const reason = notBuiltYet.include(line.mode);
      if (reason !== undefined) this.#problems.push({ line: number, message: reason });
      return { kind: 'file', line: number, path: this.#template(line.path) };
    });
    return { parts, terminator: content.terminator === undefined ? undefined : content.terminator.index + 1 };
  }

  #raw(line: { index: number; value: { start: number; end: number } }): {
    bytes: Uint8Array;
    source: string;
  } {
    const source = this.#text(line.value);
    const decoded = decodeEscapes(source);
    if (decoded.ok) return { bytes: decoded.bytes, source };
    this.#problems.push({ line: line.index + 1, message: decoded.error });
    return { bytes: new Uint8Array(), source };
  }

  #expect(reply: ExpectedReply): Expect {
    const [first] = reply.lines;
    const patterns = reply.lines.map((line) => line.pattern);
    const head = patterns.find((pattern) => pattern.kind === 'reply');
    const kind = patterns.some((pattern) => pattern.kind === 'close')
      ? 'close'
      : patterns.some((pattern) => pattern.kind === 'silence')
        ? 'silence'
        : 'reply';
    const silence = patterns.find((pattern) => pattern.kind === 'silence');
    return {
      line: (first?.index ?? 0) + 1,
      source: first === undefined ? '' : this.#text(first.value).trim(),
      optional: reply.optional,
      kind,
      milliseconds: silence?.kind === 'silence' ? silence.milliseconds : 0,
      codes: head?.kind === 'reply' ? head.codes : [],
      lines: reply.lines.map((line) => this.#expectedLine(line)),
    };
  }

  #expectedLine({ pattern }: ServerLine): ExpectedLine {
    if (pattern.kind !== 'reply')
      return { text: undefined, regex: undefined, elision: pattern.kind === 'elision' };
    let regex: RegExp | undefined;
    try {
      regex =
        pattern.regex === undefined
          ? undefined
          : new RegExp(pattern.regex.source, pattern.regex.flags.replace(/[gy]/g, ''));
    } catch {
      regex = undefined; // the parser has said so already, and a plan with a problem is not run
    }
    return { text: pattern.text?.value, regex, elision: false };
  }

  #template(span: { start: number; end: number }): Template {
    return parseTemplate(this.#text(span), span.start);
  }

  #text(span: { start: number; end: number }): string {
    return this.#document.text.slice(span.start, span.end);
  }
}

/** Reads a server's text once its variables are filled in. */
export function readServer(
  form: 'url' | 'command',
  text: string,
): { endpoint: Endpoint } | { problem: string } {
  if (form === 'url') return parseServerUrl(text);
  const { endpoint, diagnostics } = parseConnection(text, 0);
  const problem =
    endpoint === undefined
      ? (diagnostics[0]?.message ?? `“${text}” does not say where to connect`)
      : notBuiltYet.endpoint(endpoint);
  return endpoint === undefined || problem !== undefined ? { problem: problem ?? '' } : { endpoint };
}

export { formatEndpoint };

function lineOfReplies(exchange: Exchange): number | undefined {
  const line = exchange.replies[0]?.lines[0] ?? exchange.assertions[0];
  return line === undefined ? undefined : line.index + 1;
}

function tlsVersion(text: string | undefined): TlsVersion | undefined {
  return text === 'TLSv1' || text === 'TLSv1.1' || text === 'TLSv1.2' || text === 'TLSv1.3'
    ? text
    : undefined;
}
