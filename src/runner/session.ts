import { decodeBase64, encodeBase64 } from '../smtp/base64';
import { createDotStuffer } from '../smtp/dotStuffing';
import { visible } from '../smtp/escape';
import { parseEhlo, type Capabilities } from '../smtp/extensions';
import { createReplyParser, type Reply } from '../smtp/reply';
import { createSasl, type SaslClient } from '../smtp/sasl';
import type { ConnectionError, ConnectResult, Target, TlsOptions, Transport } from '../transport/transport';
import type { FailureEvent, RunStatus, SessionEvent, VerdictEvent } from './events';
import { judge, summary } from './expectation';
import type { Evaluated, Value } from './functions';
import type { Host } from './host';
import {
  formatEndpoint,
  readServer,
  type Body,
  type Endpoint,
  type Expect,
  type Plan,
  type PlanTls,
  type Send,
  type Step,
} from './plan';
import { MASK, Redactor } from './redaction';
import { Scope } from './variables';

/**
 * Runs a plan and tells what happens, as it happens. Whatever goes wrong is an event; it throws only for a bug. When the
 * caller stops listening, or the signal is aborted, the connection is closed at once.
 */
export async function* run(
  plan: Plan,
  host: Host,
  signal: AbortSignal,
): AsyncGenerator<SessionEvent, void, void> {
  const session = new Session(plan, host, signal);
  try {
    yield* session.run();
  } finally {
    session.close();
  }
}

/** Milliseconds; RFC 5321 section 4.5.3.2 gives minutes, which is for queues and not for a person who waits. */
const TIMEOUTS = {
  connect: 15_000,
  greeting: 30_000,
  reply: 30_000,
  content: 60_000,
  optional: 1_000,
  quit: 2_000,
} as const;
/** Octets that are gathered before they are written. */
const WRITE_SIZE = 65_536;

/** An event before it is stamped with its time. */
type Untimed = SessionEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;
type Events<T = void> = AsyncGenerator<SessionEvent, T, void>;

/** Whether the conversation goes on after a step. */
type Outcome = 'on' | 'stop';

class Session {
  readonly #plan: Plan;
  readonly #host: Host;
  readonly #signal: AbortSignal;
  readonly #redactor = new Redactor();
  readonly #scope: Scope;
  readonly #began = performance.now();
  #transport: Transport | undefined;
  #endpoint: Endpoint | undefined;
  /** The code of the latest reply. */
  #lastCode: number | undefined;
  /** A reply that an optional expectation looked at and did not want. */
  #setAside: Reply | undefined;
  /** What the server's latest 334 asked, decoded. */
  #challenge: Uint8Array | undefined;
  #sasl: SaslClient | undefined;
  #capabilities: Capabilities | undefined;
  #status: RunStatus = 'passed';
  /** Inside message content, where a command of ours would be taken for text. */
  #insideContent = false;

  constructor(plan: Plan, host: Host, signal: AbortSignal) {
    this.#plan = plan;
    this.#host = host;
    this.#signal = signal;
    this.#scope = new Scope(plan, host, this.#redactor);
  }

  close(): void {
    this.#transport?.close();
  }

  async *run(): Events {
    const plan = this.#plan;
    const described =
      this.#host.server ?? (plan.server.kind === 'endpoint' ? plan.server.endpoint : undefined);
    yield this.#event({
      type: 'start',
      title: plan.title,
      line: plan.line,
      server: described === undefined ? '' : formatEndpoint(described),
    });
    if (plan.disabled) {
      this.#status = 'skipped';
      yield this.#event({ type: 'skipped', line: plan.line, reason: 'the transcript is @disabled' });
    } else {
      yield* this.#converse();
    }
    yield this.#event({ type: 'end', status: this.#status });
  }

  async *#converse(): Events {
    if (!(yield* this.#ready())) return;
    const endpoint = yield* this.#server();
    if (endpoint === undefined) return;
    this.#endpoint = endpoint;
    if (!(yield* this.#connect(endpoint))) return;
    let outcome = yield* this.#opening(endpoint);
    for (const step of this.#plan.steps) {
      if (outcome === 'stop') break;
      if (step.send === undefined) continue; // the greeting, held against its expectation by #opening
      outcome = yield* this.#step(step, step.send);
    }
    if (outcome === 'on') yield* this.#leftovers(undefined);
    yield* this.#leave();
  }

  /** Finds all that stands in the way, so that a run either has everything it needs or sends nothing. */
  async *#ready(): Events<boolean> {
    const problems = [
      ...this.#plan.problems,
      ...(this.#plan.problems.length === 0 ? await this.#scope.prepare(this.#plan) : []),
    ];
    for (const { line, message } of problems)
      yield this.#failure({ kind: 'plan', line, message: `${message} (nothing was sent)` });
    if (this.#signal.aborted)
      yield this.#failure({ kind: 'cancelled', line: undefined, message: 'Cancelled' });
    return problems.length === 0 && !this.#signal.aborted;
  }

  async *#server(): Events<Endpoint | undefined> {
    if (this.#host.server !== undefined) return this.#host.server;
    const { server, line } = this.#plan;
    if (server.kind === 'endpoint') return server.endpoint;
    if (server.kind === 'unsaid') {
      yield this.#failure({
        kind: 'plan',
        line,
        message: 'The transcript does not say where to connect',
        hint: 'Begin it with a line such as “telnet mail.example.com 25” or “# @server smtp://mail.example.com”.',
      });
      return undefined;
    }
    const filled = await this.#scope.fill(server.template);
    const text = 'problem' in filled ? undefined : filled.values.map((value) => value.text).join('');
    const read = 'problem' in filled ? filled : readServer(server.form, text ?? '');
    if ('endpoint' in read) return read.endpoint;
    yield this.#failure({ kind: 'plan', line: server.line, message: read.problem });
    return undefined;
  }

  async *#connect(endpoint: Endpoint): Events<boolean> {
    const tls = yield* this.#tlsOptions(endpoint);
    if (tls === undefined) return false;
    const family = endpoint.options.family ?? this.#plan.settings.family;
    const bind = endpoint.options.bind ?? this.#plan.settings.bind;
    const target: Target = {
      host: endpoint.host,
      port: endpoint.port,
      ...(endpoint.scheme === 'lmtp+unix' ? { path: endpoint.host } : {}),
      ...(family === undefined ? {} : { family }),
      ...(bind === undefined ? {} : { bind: bind.replace(/^\[|\]$/g, '') }),
      timeout: this.#timeout(TIMEOUTS.connect),
      ...(endpoint.scheme === 'smtps' ? { tls } : {}),
    };
    const result: ConnectResult = await this.#host.connect(target, this.#signal);
    if (result.kind === 'failed') {
      yield this.#broken(result.error, this.#plan.line);
      return false;
    }
    this.#transport = result.transport;
    yield this.#event({ type: 'connected', ...result.transport.facts });
    yield* this.#secured();
    return true;
  }

  async *#secured(): Events {
    const facts = this.#transport?.tls;
    if (facts === undefined) return;
    yield this.#event({ type: 'tls', facts });
    if (facts.problem !== undefined)
      yield this.#notice(
        'warning',
        `The certificate was not verified, as @tls-verify is off. ${facts.problem}`,
      );
  }

  /** The certificate files are read before the connection is opened; one that cannot be read is an error at its line. */
  async *#tlsOptions(endpoint: Endpoint): Events<TlsOptions | undefined> {
    const { options } = endpoint;
    const settings: PlanTls = this.#plan.settings.tls;
    const caFile = options.caFile ?? settings.caFile;
    const texts: Record<string, string> = {};
    for (const [name, path] of Object.entries({
      ca: caFile,
      cert: options.certFile ?? settings.certFile,
      key: options.keyFile ?? options.certFile ?? settings.keyFile ?? settings.certFile,
    })) {
      if (path === undefined) continue;
      const read = await this.#readAll(path);
      if ('problem' in read) {
        yield this.#failure({ kind: 'file', line: this.#plan.line, message: read.problem });
        return undefined;
      }
      texts[name] = read.text;
    }
    const { ca, cert, key } = texts;
    const minVersion = options.minVersion ?? settings.minVersion;
    const maxVersion = options.maxVersion ?? settings.maxVersion;
    return {
      serverName: options.serverName ?? settings.serverName ?? endpoint.host,
      verify: this.#host.overrides.tlsVerify ?? settings.verify,
      ca: [...this.#host.trust(endpoint), ...(ca === undefined ? [] : [ca])],
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(minVersion === undefined ? {} : { minVersion }),
      ...(maxVersion === undefined ? {} : { maxVersion }),
      ...(settings.ciphers === undefined ? {} : { ciphers: settings.ciphers }),
    };
  }

  async #readAll(path: string): Promise<{ text: string } | { problem: string }> {
    const opened = await this.#host.openFile(path);
    if (opened.kind === 'failed') return { problem: opened.message };
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of opened.chunks) chunks.push(chunk);
    } catch (error) {
      return { problem: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
    }
    return { text: Buffer.concat(chunks).toString('latin1') };
  }

  /** The greeting and, for `smtp+starttls`, what `openssl s_client -starttls smtp` says before it hands over. */
  async *#opening(endpoint: Endpoint): Events<Outcome> {
    const first = this.#plan.steps[0];
    const expects = first?.send === undefined ? (first?.expects ?? []) : [];
    if (endpoint.scheme !== 'smtp+starttls') {
      if (expects.length > 0)
        return yield* this.#hold(expects, undefined, this.#timeout(TIMEOUTS.greeting), false);
      return yield* this.#unrecorded(this.#plan.line, undefined, this.#timeout(TIMEOUTS.greeting));
    }
    const greeting = yield* this.#prelude(undefined);
    const address = this.#transport?.facts.localAddress ?? '127.0.0.1';
    const literal = address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
    const ehlo = greeting === undefined ? undefined : yield* this.#prelude(`EHLO ${literal}`);
    if (greeting === undefined || ehlo === undefined) return 'stop';
    if (!parseEhlo(ehlo.lines).keywords.has('STARTTLS')) {
      yield this.#failure({
        kind: 'protocol',
        line: this.#plan.line,
        message: 'The server does not offer STARTTLS',
        hint: 'Use smtp:// for plain text or smtps:// for a port that speaks TLS from the first byte.',
      });
      return 'stop';
    }
    if ((yield* this.#prelude('STARTTLS')) === undefined) return 'stop';
    if (!(yield* this.#startTls(this.#plan.line))) return 'stop';
    for (const expect of expects) {
      // A pasted s_client session shows either the greeting or the last line of the EHLO reply.
      const reply = expect.codes.some((code) => code.startsWith('22')) ? greeting : ehlo;
      if ((yield* this.#judge(expect, reply, false)) === 'stop') return 'stop';
    }
    return 'on';
  }

  /** One command that the run itself sends, and its reply, which has to be 2xx. */
  async *#prelude(command: string | undefined): Events<Reply | undefined> {
    if (
      command !== undefined &&
      !(yield* this.#write(Buffer.from(`${command}\r\n`), {
        line: undefined,
        text: command,
        role: 'command',
      }))
    )
      return undefined;
    const reply = yield* this.#read(undefined, this.#timeout(TIMEOUTS.greeting));
    if (reply === undefined) return undefined;
    if (reply.code < 300) return reply;
    yield this.#failure({
      kind: 'protocol',
      line: this.#plan.line,
      message: `The server answered ${command ?? 'the connection'} with ${this.#clean(summary(reply))}`,
    });
    return undefined;
  }

  async *#step(step: Step, send: Send): Events<Outcome> {
    const skip = this.#reasonToSkip(send);
    if (skip !== undefined) {
      yield this.#event({ type: 'skipped', line: send.line, reason: skip });
      return 'on';
    }
    if (step.pause > 0 && !(yield* this.#pause(step.pause, send.line))) return 'stop';
    if ((yield* this.#leftovers(send.line)) === 'stop') return 'stop';
    if (!(yield* this.#send(send))) return 'stop';
    const timeout = this.#timeout(send.kind === 'content' ? TIMEOUTS.content : TIMEOUTS.reply);
    const verb = send.kind === 'command' ? send.verb : undefined;
    let outcome: Outcome;
    if (step.expects.length > 0)
      outcome = yield* this.#hold(step.expects, send.line, timeout, verb === 'EHLO' || verb === 'LHLO');
    else if (send.kind === 'raw' && this.#plan.records)
      outcome = 'on'; // what raw bytes draw is for the author to say
    else outcome = yield* this.#unrecorded(send.line, verb, timeout);
    if (outcome === 'stop') return 'stop';
    return yield* this.#learn(verb, send.line);
  }

  /**
   * Content that the server did not ask for would be read as commands, and a credential it did not ask for would be given
   * away: both are left out when the reply before was not 3xx.
   */
  #reasonToSkip(send: Send): string | undefined {
    if (this.#lastCode !== undefined && this.#lastCode >= 300 && this.#lastCode < 400) return undefined;
    if (send.kind === 'content') return 'not sent: the server did not accept DATA';
    if (send.kind === 'response') return 'not sent: the server did not ask for it';
    return undefined;
  }

  /** What a reply changes for the steps to come. */
  async *#learn(verb: string | undefined, line: number): Events<Outcome> {
    if (verb !== 'STARTTLS') return 'on';
    if (this.#lastCode !== 220) {
      const wanted = this.#plan.steps
        .find((step) => step.line === line)
        ?.expects.some((expect) => expect.codes.every((code) => !code.startsWith('2')));
      if (wanted === true) return 'on'; // the author recorded the refusal
      yield this.#failure({
        kind: 'protocol',
        line,
        message: 'The server refused STARTTLS; nothing more is sent in plain text',
      });
      return 'stop';
    }
    return (yield* this.#startTls(line)) ? 'on' : 'stop';
  }

  async *#startTls(line: number): Events<boolean> {
    const transport = this.#transport;
    if (transport === undefined || this.#endpoint === undefined) return false;
    if (transport.hasUnread) {
      // CVE-2011-0411: what stands here would be taken for the server's word under TLS.
      const octets = transport.discardUnread().length;
      yield this.#failure({
        kind: 'injection',
        line,
        message: `${octets} octets came in plain text after the 220 to STARTTLS and before the handshake; they were discarded`,
        hint: 'Somebody may be injecting replies between you and the server (CVE-2011-0411).',
      });
      return false;
    }
    const options = yield* this.#tlsOptions(this.#endpoint);
    if (options === undefined) return false;
    const result = await transport.startTls(options, this.#timeout(TIMEOUTS.connect));
    if (result.kind === 'failed') {
      yield this.#broken(result.error, line);
      return false;
    }
    this.#capabilities = undefined; // RFC 3207 section 4.2: what was learnt before counts no more
    yield* this.#secured();
    return true;
  }

  async *#pause(milliseconds: number, line: number): Events<boolean> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#signal.addEventListener('abort', done, { once: true });
    });
    if (!this.#signal.aborted) return true;
    yield this.#failure({ kind: 'cancelled', line, message: 'Cancelled' });
    return false;
  }

  /** A reply that nobody expected, unread when the next command is due: the two sides are out of step. */
  async *#leftovers(line: number | undefined): Events<Outcome> {
    if (this.#setAside === undefined && this.#transport?.hasUnread !== true) return 'on';
    const reply = yield* this.#read(line, TIMEOUTS.quit);
    if (reply === undefined) return 'stop';
    yield this.#verdict({
      line: line ?? this.#plan.line,
      status: 'failed',
      expected: 'no reply',
      actual: this.#clean(summary(reply)),
      message: `the server sent a reply that nobody expected: ${this.#clean(summary(reply))}`,
      remarks: [],
    });
    return this.#plan.settings.onFailure === 'continue' ? 'on' : 'stop';
  }

  // --- sending ---------------------------------------------------------------------------------------------------

  async *#send(send: Send): Events<boolean> {
    switch (send.kind) {
      case 'raw':
        return yield* this.#write(send.bytes, {
          line: send.line,
          text: this.#clean(send.source),
          role: 'raw',
        });
      case 'content':
        this.#insideContent = true;
        if (!(yield* this.#body(send.body, true))) return false;
        this.#insideContent = send.body.terminator === undefined;
        return true;
      case 'response':
      case 'command':
        if (!(yield* this.#line(send))) return false;
        return send.kind === 'response' || send.chunk === undefined || (yield* this.#body(send.chunk, false));
    }
  }

  async *#line(send: Extract<Send, { kind: 'command' | 'response' }>): Events<boolean> {
    const isAuth = send.kind === 'command' && send.verb === 'AUTH';
    const mechanism =
      send.kind === 'response'
        ? send.mechanism
        : isAuth
          ? literalStart(send.template).split(/\s+/)[1]
          : undefined;
    if (isAuth) this.#sasl = undefined;
    const filled = await this.#scope.fill(
      send.template,
      mechanism === undefined
        ? undefined
        : (user, password) => this.#saslStep(mechanism, user, password, isAuth),
    );
    if ('problem' in filled) return yield* this.#hole(send.line, filled.problem);
    let text = filled.values.map((value) => value.text).join('');
    if (isAuth && text.endsWith(' ') && filled.values.length > 1) text = text.trimEnd(); // a mechanism without an initial response
    if (/[\r\n\0]/.test(text))
      return yield* this.#hole(
        send.line,
        'a value with a line break or NUL in it cannot be filled into a command: one line is one command',
      );
    let shown = filled.values.map((value) => (value.secret ? MASK : value.text)).join('');
    if (isAuth) shown = this.#maskAuth(text);
    else if (send.kind === 'response') shown = this.#maskResponse(send, text);
    return yield* this.#write(Buffer.from(`${text}\r\n`), {
      line: send.line,
      text: this.#clean(shown),
      role: send.kind,
    });
  }

  /** All that stands after the mechanism's name is a credential (RFC 4954 section 4). */
  #maskAuth(text: string): string {
    const match = /^(\s*\S+\s+\S+)\s+(\S.*)$/.exec(text);
    if (match?.[1] === undefined || match[2] === undefined || match[2].trim() === '=') return text;
    const words = match[2].split(/\s+/);
    // `AUTH PLAIN user password` in clear: the password is the last word.
    if (words.length > 1) this.#redactor.add(words.at(-1) ?? '');
    else this.#redactor.addCredential(match[2], false);
    return `${match[1]} ${MASK}`;
  }

  #maskResponse(send: Extract<Send, { kind: 'response' }>, text: string): string {
    if (text === '*' || text === '=' || text === '') return text;
    const isPassword =
      send.mechanism.toUpperCase() === 'LOGIN' &&
      (send.step > 0 || /pass/i.test(Buffer.from(this.#challenge ?? []).toString()));
    const words = text.trim().split(/\s+/);
    if (words.length > 1) this.#redactor.add(words.at(-1) ?? '');
    this.#redactor.addCredential(text, isPassword);
    return MASK;
  }

  #saslStep(
    mechanism: string,
    user: Value | undefined,
    password: Value | undefined,
    initial: boolean,
  ): Evaluated {
    if (user !== undefined && password !== undefined) {
      this.#redactor.add(password.text);
      this.#sasl = createSasl(mechanism, { user: user.text, password: password.text });
      if (this.#sasl === undefined)
        return {
          problem: `$sasl does not know the mechanism ${mechanism} yet (it knows PLAIN, LOGIN and CRAM-MD5)`,
        };
    }
    const sasl = this.#sasl;
    if (sasl === undefined)
      return { problem: 'the first {{$sasl}} of an exchange needs a user and a password' };
    if (initial && !sasl.hasInitialResponse && mechanism.toUpperCase() !== 'LOGIN')
      return { text: '', secret: false };
    const step = sasl.step(initial ? undefined : (this.#challenge ?? new Uint8Array()));
    if (step.kind === 'error') return { problem: step.message };
    return { text: encodeBase64(step.bytes), secret: true };
  }

  async *#hole(line: number, problem: string): Events<boolean> {
    yield this.#failure({
      kind: 'variable',
      line,
      message: `${this.#clean(problem)} (the line was not sent)`,
    });
    return false;
  }

  /** Writes content, gathered into larger pieces; a file is streamed, whatever its size. */
  async *#body(body: Body, dots: boolean): Events<boolean> {
    const gathered = new Gathered();
    for (const part of body.parts) {
      if (part.kind === 'file') {
        if (!(yield* this.#flush(gathered, part.line))) return false;
        if (!(yield* this.#file(part.path, part.line, dots))) return false;
        continue;
      }
      if (part.kind === 'raw') {
        gathered.add(part.bytes);
        yield this.#sent(part.line, this.#clean(part.source), part.bytes.length, 'raw');
      } else {
        const filled = await this.#scope.fill(part.template);
        if ('problem' in filled) return yield* this.#hole(part.line, filled.problem);
        const text = filled.values.map((value) => value.text).join('');
        if (/[\r\n\0]/.test(text) && filled.values.length > 1)
          return yield* this.#hole(
            part.line,
            'a value with a line break or NUL in it cannot be filled into a line of the message',
          );
        const bytes = Buffer.from(`${text}\r\n`);
        gathered.add(bytes);
        const shown = filled.values.map((value) => (value.secret ? MASK : value.text)).join('');
        yield this.#sent(part.line, this.#clean(shown), bytes.length, 'content');
      }
      if (gathered.octets >= WRITE_SIZE && !(yield* this.#flush(gathered, part.line))) return false;
    }
    if (body.terminator !== undefined) {
      gathered.add(Buffer.from('.\r\n'));
      yield this.#sent(body.terminator, '.', 3, 'content');
    }
    return yield* this.#flush(gathered, body.terminator ?? body.parts.at(-1)?.line);
  }

  async *#file(path: Parameters<Scope['fill']>[0], line: number, dots: boolean): Events<boolean> {
    const filled = await this.#scope.fill(path);
    if ('problem' in filled) return yield* this.#hole(line, filled.problem);
    const name = filled.values.map((value) => value.text).join('');
    const opened = await this.#host.openFile(name);
    if (opened.kind === 'failed') {
      yield this.#failure({ kind: 'file', line, message: this.#clean(opened.message) });
      return false;
    }
    const stuffer = createDotStuffer({ dots });
    const timeout = this.#timeout(TIMEOUTS.content);
    let octets = 0;
    try {
      for await (const chunk of opened.chunks) {
        const bytes = stuffer.push(chunk);
        octets += bytes.length;
        const error = await this.#transport?.write(bytes, timeout);
        if (error !== undefined) return yield* this.#writeFailed(error, line);
      }
    } catch (error) {
      yield this.#failure({
        kind: 'file',
        line,
        message: this.#clean(
          `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        ),
      });
      return false;
    }
    const rest = stuffer.end();
    octets += rest.length;
    const error = await this.#transport?.write(rest, timeout);
    if (error !== undefined) return yield* this.#writeFailed(error, line);
    yield this.#sent(line, this.#clean(`< ${name}`), octets, 'file');
    return true;
  }

  async *#flush(gathered: Gathered, line: number | undefined): Events<boolean> {
    const bytes = gathered.take();
    if (bytes.length === 0) return true;
    const error = await this.#transport?.write(bytes, this.#timeout(TIMEOUTS.content));
    return error === undefined ? true : yield* this.#writeFailed(error, line);
  }

  async *#write(
    bytes: Uint8Array,
    what: { line: number | undefined; text: string; role: 'command' | 'response' | 'raw' },
  ): Events<boolean> {
    const error = await this.#transport?.write(bytes, this.#timeout(TIMEOUTS.reply));
    if (error !== undefined) return yield* this.#writeFailed(error, what.line);
    yield this.#sent(what.line, what.text, bytes.length, what.role);
    return true;
  }

  /** A server that hangs up often says why first: that is read and shown before the failure. */
  async *#writeFailed(error: ConnectionError, line: number | undefined): Events<boolean> {
    if (error.kind !== 'cancelled' && this.#transport?.hasUnread === true)
      yield* this.#read(line, TIMEOUTS.quit);
    if (this.#status !== 'error') yield this.#broken(error, line);
    return false;
  }

  // --- receiving -------------------------------------------------------------------------------------------------

  async *#hold(
    expects: readonly Expect[],
    requestLine: number | undefined,
    timeout: number,
    isEhlo: boolean,
  ): Events<Outcome> {
    for (const expect of expects) {
      let outcome: Outcome;
      if (expect.kind === 'close') outcome = yield* this.#expectClose(expect, timeout);
      else if (expect.kind === 'silence') outcome = yield* this.#expectSilence(expect);
      else if (expect.optional) outcome = yield* this.#expectOptional(expect, requestLine, isEhlo);
      else {
        const reply = yield* this.#read(requestLine, timeout, expect);
        outcome = reply === undefined ? 'stop' : yield* this.#judge(expect, reply, isEhlo);
      }
      if (outcome === 'stop') return 'stop';
    }
    return 'on';
  }

  async *#judge(expect: Expect, reply: Reply, isEhlo: boolean): Events<Outcome> {
    const match = this.#host.overrides.match ?? this.#plan.settings.match;
    const judgement = judge(expect, reply, match, isEhlo);
    yield this.#verdict({
      line: expect.line,
      status: judgement.passed ? 'passed' : 'failed',
      expected: this.#clean(expect.source),
      actual: this.#clean(summary(reply)),
      message: this.#clean(judgement.message),
      remarks: judgement.remarks.map((remark) => this.#clean(remark)),
    });
    for (const [name, value] of Object.entries(judgement.captures)) {
      this.#scope.capture(name, value);
      yield this.#event({ type: 'captured', line: expect.line, name, value: this.#clean(value) });
    }
    return judgement.passed || this.#plan.settings.onFailure === 'continue' ? 'on' : 'stop';
  }

  async *#expectOptional(expect: Expect, requestLine: number | undefined, isEhlo: boolean): Events<Outcome> {
    const reply = yield* this.#readIfAny(requestLine, this.#timeout(TIMEOUTS.optional));
    if (reply === undefined) return this.#status === 'error' || this.#status === 'cancelled' ? 'stop' : 'on';
    if (judge(expect, reply, 'code', isEhlo).passed) return yield* this.#judge(expect, reply, isEhlo);
    this.#setAside = reply;
    return 'on';
  }

  async *#expectClose(expect: Expect, timeout: number): Events<Outcome> {
    const result = await this.#transport?.readLine(timeout);
    const closed =
      result?.kind === 'failed' && (result.error.kind === 'closed' || result.error.kind === 'reset');
    const actual = closed
      ? 'the connection was closed'
      : result?.kind === 'line'
        ? this.#clean(Buffer.from(result.bytes).toString())
        : (result?.error.message ?? '');
    yield this.#verdict({
      line: expect.line,
      status: closed ? 'passed' : 'failed',
      expected: '<close>',
      actual,
      message: closed ? '' : `expected the server to close the connection, got: ${actual}`,
      remarks: [],
    });
    return closed || this.#plan.settings.onFailure === 'continue' ? 'on' : 'stop';
  }

  async *#expectSilence(expect: Expect): Events<Outcome> {
    const result = await this.#transport?.readLine(expect.milliseconds);
    const silent = result?.kind === 'failed' && result.error.kind === 'timeout';
    const actual = silent
      ? 'silence'
      : result?.kind === 'line'
        ? this.#clean(Buffer.from(result.bytes).toString())
        : (result?.error.message ?? '');
    yield this.#verdict({
      line: expect.line,
      status: silent ? 'passed' : 'failed',
      expected: this.#clean(expect.source),
      actual,
      message: silent ? '' : `expected silence, got: ${actual}`,
      remarks: [],
    });
    return silent || this.#plan.settings.onFailure === 'continue' ? 'on' : 'stop';
  }

  /** A reply for which nothing is recorded: shown, and a refusal stops the run unless the file says to go on. */
  async *#unrecorded(line: number, verb: string | undefined, timeout: number): Events<Outcome> {
    const reply = yield* this.#read(line, timeout);
    if (reply === undefined) return 'stop';
    if (reply.code < 400) return 'on';
    const request = verb ?? (line === this.#plan.line ? 'the connection' : 'the line');
    yield this.#verdict({
      line,
      status: 'failed',
      expected: '2xx or 3xx',
      actual: this.#clean(summary(reply)),
      message: `the server refused ${request}: ${this.#clean(summary(reply))}`,
      remarks: [],
    });
    return this.#plan.settings.onFailure === 'continue' ? 'on' : 'stop';
  }

  async *#read(requestLine: number | undefined, timeout: number, expect?: Expect): Events<Reply | undefined> {
    const result = yield* this.#readReply(requestLine, timeout);
    if (result.kind === 'reply') return result.reply;
    if (result.kind === 'malformed')
      yield this.#failure({
        kind: 'protocol',
        line: expect?.line ?? requestLine,
        message: result.message,
        hint: 'Is this a mail server?',
      });
    else yield this.#broken(this.#silent(result.error, expect), expect?.line ?? requestLine);
    return undefined;
  }

  /** As {@link #read}, but silence is an answer too. */
  async *#readIfAny(requestLine: number | undefined, timeout: number): Events<Reply | undefined> {
    const result = yield* this.#readReply(requestLine, timeout);
    if (result.kind === 'reply') return result.reply;
    if (result.kind === 'malformed')
      yield this.#failure({ kind: 'protocol', line: requestLine, message: result.message });
    else if (result.error.kind === 'cancelled') yield this.#broken(result.error, requestLine);
    return undefined;
  }

  async *#readReply(
    requestLine: number | undefined,
    timeout: number,
  ): Events<
    | { kind: 'reply'; reply: Reply }
    | { kind: 'malformed'; message: string }
    | { kind: 'failed'; error: ConnectionError }
  > {
    const aside = this.#setAside;
    if (aside !== undefined) {
      this.#setAside = undefined;
      return { kind: 'reply', reply: aside };
    }
    const parser = createReplyParser();
    const started = performance.now();
    for (;;) {
      // One deadline for the whole reply: a server that sends a line now and then does not hold the run for ever.
      const left = timeout - (performance.now() - started);
      const read = (await this.#transport?.readLine(Math.max(0, left))) ?? {
        kind: 'failed' as const,
        error: { kind: 'closed' as const, message: 'There is no connection' },
      };
      if (read.kind === 'failed')
        return {
          kind: 'failed',
          error:
            read.error.kind === 'timeout'
              ? {
                  ...read.error,
                  message: read.error.message.replace(/within [\d.]+ m?s/, `within ${timeout / 1000} s`),
                }
              : read.error,
        };
      const progress = parser.push(read.bytes, read.ending);
      if (progress.kind === 'malformed') {
        yield this.#received(progress.line, undefined);
        return { kind: 'malformed', message: progress.message };
      }
      yield this.#received(progress.line, progress.kind === 'reply' ? progress.reply : undefined);
      if (progress.kind === 'reply') {
        this.#note(progress.reply);
        const { code, enhanced, lines } = progress.reply;
        yield this.#event({
          type: 'reply',
          line: requestLine,
          reply: {
            code,
            ...(enhanced === undefined ? {} : { enhanced }),
            lines: lines.map((line) => this.#clean(line)),
          },
          milliseconds: performance.now() - started,
        });
        if (progress.reply.bareLineEnds === true)
          yield this.#notice('warning', 'The reply has bare line feeds: RFC 5321 section 2.3.8 wants CRLF');
        return progress;
      }
    }
  }

  #note(reply: Reply): void {
    this.#lastCode = reply.code;
    const decoded = reply.code === 334 ? decodeBase64((reply.lines[0] ?? '').trim()) : undefined;
    this.#challenge = decoded?.ok === true ? decoded.bytes : undefined;
    if (reply.code === 250 && reply.lines.length > 1 && this.#capabilities === undefined)
      this.#capabilities = parseEhlo(reply.lines);
  }

  /** A plain connection that stays silent where a greeting is due may be one that waits for a TLS handshake. */
  #silent(error: ConnectionError, expect: Expect | undefined): ConnectionError {
    const endpoint = this.#endpoint;
    const greeting =
      this.#lastCode === undefined &&
      (expect === undefined || this.#plan.steps[0]?.expects.includes(expect) === true);
    if (!greeting || endpoint === undefined || endpoint.scheme === 'smtps') return error;
    const other = formatEndpoint({ ...endpoint, scheme: 'smtps' });
    if (error.kind === 'timeout')
      return {
        ...error,
        message: `${error.message}: the server did not greet`,
        hint: `A port that speaks TLS from the first byte stays silent like this: try ${other}.`,
      };
    if (error.kind === 'closed' || error.kind === 'reset')
      return { ...error, message: `${error.message} before its greeting` };
    return error;
  }

  // --- ending ----------------------------------------------------------------------------------------------------

  /** Says goodbye after a failure, if the server can still be spoken to. A transcript that ends well says its own QUIT. */
  async *#leave(): Events {
    const transport = this.#transport;
    if (this.#status !== 'failed' || transport === undefined || this.#insideContent || this.#signal.aborted)
      return;
    if (this.#lastCode === 221 || this.#lastCode === 421) return;
    if (this.#lastCode === 334 && !(yield* this.#farewell('*'))) return;
    if (this.#lastCode !== undefined && this.#lastCode !== 354) yield* this.#farewell('QUIT');
  }

  /** Sends without complaint: the run has failed already, and how it failed has been told. */
  async *#farewell(text: string): Events<boolean> {
    const error = await this.#transport?.write(Buffer.from(`${text}\r\n`), TIMEOUTS.quit);
    if (error !== undefined) return false;
    yield this.#sent(undefined, text, text.length + 2, 'command');
    return (yield* this.#readReply(undefined, TIMEOUTS.quit)).kind === 'reply';
  }

  // --- telling ---------------------------------------------------------------------------------------------------

  #timeout(byDefault: number): number {
    return this.#host.overrides.timeout ?? this.#plan.settings.timeout ?? byDefault;
  }

  /** Without secrets, and safe to print. */
  #clean(text: string): string {
    return visible(this.#redactor.mask(text));
  }

  #event(event: Untimed): SessionEvent {
    return { ...event, at: performance.now() - this.#began };
  }

  #sent(
    line: number | undefined,
    text: string,
    octets: number,
    role: Extract<SessionEvent, { type: 'sent' }>['role'],
  ): SessionEvent {
    return this.#event({ type: 'sent', line, text, octets, tls: this.#transport?.tls !== undefined, role });
  }

  #received(line: string, reply: Reply | undefined): SessionEvent {
    const challenge = reply?.code === 334 ? readable(reply.lines[0] ?? '') : undefined;
    return this.#event({
      type: 'received',
      text: this.#clean(line),
      tls: this.#transport?.tls !== undefined,
      ...(challenge === undefined ? {} : { challenge: this.#clean(challenge) }),
    });
  }

  #notice(severity: 'information' | 'warning', message: string): SessionEvent {
    return this.#event({ type: 'notice', severity, line: undefined, message: this.#clean(message) });
  }

  #verdict(verdict: Omit<VerdictEvent, 'type'>): SessionEvent {
    if (verdict.status === 'failed' && this.#status === 'passed') this.#status = 'failed';
    return this.#event({ type: 'verdict', ...verdict });
  }

  #broken(error: ConnectionError, line: number | undefined): SessionEvent {
    return this.#failure({ ...error, line });
  }

  #failure(failure: Omit<FailureEvent, 'type'>): SessionEvent {
    this.#status =
      failure.kind === 'cancelled' ? 'cancelled' : failure.kind === 'injection' ? 'failed' : 'error';
    const { hint, ...rest } = failure;
    return this.#event({
      type: 'failure',
      ...rest,
      message: this.#clean(failure.message),
      ...(hint === undefined ? {} : { hint: this.#clean(hint) }),
    });
  }
}

/** Bytes that wait to be written together. */
class Gathered {
  #parts: Uint8Array[] = [];
  octets = 0;

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.octets += bytes.length;
  }

  take(): Uint8Array {
    const bytes =
      this.#parts.length === 1 ? (this.#parts[0] ?? new Uint8Array()) : Buffer.concat(this.#parts);
    this.#parts = [];
    this.octets = 0;
    return bytes;
  }
}

function literalStart(template: Plan['variables'][number]['value']): string {
  const [first] = template;
  return first?.kind === 'text' ? first.text : '';
}

/** A challenge's text when it is one that a person can read. */
function readable(base64: string): string | undefined {
  const decoded = decodeBase64(base64.trim());
  if (!decoded.ok || decoded.bytes.length === 0) return undefined;
  const text = Buffer.from(decoded.bytes).toString('utf8');
  return /^[\x20-\x7e\u00a0-\uffff]+$/.test(text) && !text.includes('\ufffd') ? text : undefined;
}
