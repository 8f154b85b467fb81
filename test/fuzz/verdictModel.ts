// What docs/language.md says of a run, in as few words as possible, and without a line of what runs.
import type {
  Assertion,
  Expectation,
  Item,
  PatternLine,
  Reply,
  Request,
  Scenario,
  Written,
} from './verdictScenario';
import { ScenarioServer } from './verdictServer';

export interface Verdict {
  /** Of an expectation, of an assertion, of a refusal for which nothing is recorded, or of replies that nobody expected. */
  readonly about: 'expected' | 'asserted' | 'refused' | 'surplus';
  readonly line: number;
  readonly passed: boolean;
  /** How many replies. */
  readonly count: number;
}

export interface Outcome {
  readonly status: 'passed' | 'failed' | 'error';
  readonly verdicts: readonly Verdict[];
  /** The lines of what was not sent. */
  readonly skipped: readonly number[];
}

type ExpectedReply = Extract<Expectation, { kind: 'reply' }>;

/** The run is over. */
class Over extends Error {}

export function predict(scenario: Scenario, written: Written): Outcome {
  return new Model(scenario, written).predict();
}

class Model {
  readonly #server: ScenarioServer;
  readonly #heard: Item[];
  #status: Outcome['status'] = 'passed';
  readonly #verdicts: Verdict[] = [];
  readonly #skipped: number[] = [];
  #latest: Reply | undefined;
  #offersPipelining = false;
  #isClosed = false;
  // The transaction.
  #accepted = 0;
  #recipients = 0;
  #prdr: 'no' | 'asked' | 'begun' = 'no';

  constructor(
    readonly scenario: Scenario,
    readonly written: Written,
  ) {
    this.#server = new ScenarioServer(scenario);
    this.#heard = [...scenario.greeting.answers];
  }

  predict(): Outcome {
    try {
      this.#greet();
      for (const group of this.scenario.groups) this.#converse(group);
      if (this.#hasUnread) this.#refuseUnread(PREAMBLE);
    } catch (error) {
      if (!(error instanceof Over)) throw error;
    }
    return { status: this.#status, verdicts: this.#verdicts, skipped: this.#skipped };
  }

  #greet(): void {
    const { greeting } = this.scenario;
    const { expects, asserts } = this.written.greeting;
    if (greeting.expects.length === 0) this.#hearUnrecorded(PREAMBLE, greeting.asserts);
    for (const [at, expect] of greeting.expects.entries()) this.#hold(expect, expects[at] ?? 0, undefined);
    this.#assert(greeting.asserts, asserts);
  }

  #converse(group: readonly Request[]): void {
    for (let at = 0; at < group.length;) {
      let end = at + 1;
      while (end < group.length && this.#goesTogether(group[end - 1])) end++;
      let together = group.slice(at, end);
      at = end;
      const [first] = together;
      if (first !== undefined && this.#isPointless(first)) {
        this.#skip(first);
        together = together.slice(1);
      }
      this.#exchange(together);
    }
  }

  #goesTogether(request: Request | undefined): boolean {
    const { pipelining } = this.scenario;
    if (request === undefined || pipelining === 'off') return false;
    if (pipelining === 'on') return true;
    if (!this.#offersPipelining) return false;
    return request.kind === 'content' || /^(?:MAIL|RCPT|RSET|BDAT)/.test(request.wire);
  }

  /** Nobody asked for it. */
  #isPointless({ kind }: Request): boolean {
    if (kind !== 'content' && kind !== 'response') return false;
    return classOf(this.#latest) !== 3;
  }

  #skip(request: Request): void {
    const { line = 0, expects, asserts } = this.#placeOf(request);
    this.#skipped.push(line);
    if (this.#status === 'failed') return;
    for (const [at, expect] of request.expects.entries()) {
      const place = expects[at] ?? 0;
      if (expect.kind !== 'reply') this.#hold(expect, place, request);
      else {
        const answer = request.kind === 'response' ? this.#latest : undefined;
        const hasCodes = answer !== undefined && fits(expect, answer, 'code', false);
        if (expect.optional && !hasCodes) continue;
        this.#tell('expected', place, hasCodes && fits(expect, answer, this.scenario.match, false));
      }
    }
    this.#assert(request.asserts, asserts);
  }

  #exchange(requests: readonly Request[]): void {
    const [first] = requests;
    if (first === undefined) return;
    if (this.#hasUnread) this.#refuseUnread(this.#placeOf(first).line ?? 0);
    if (this.#isClosed) this.#break();
    for (const request of requests)
      for (const line of wireOf(request)) this.#heard.push(...this.#server.hear(line));
    for (const request of requests) this.#hear(request);
  }

  #hear(request: Request): void {
    const place = this.#placeOf(request);
    const { line = 0 } = place;
    this.#begin(request);
    if (request.expects.length > 0)
      for (const [at, expect] of request.expects.entries())
        this.#hold(expect, place.expects[at] ?? 0, request);
    else if (request.kind !== 'raw' || request.asserts.some(({ subject }) => subject !== 'recipients'))
      this.#hearUnrecorded(line, request.asserts, request);
    this.#hearEachRecipient(request, line);
    this.#assert(request.asserts, place.asserts);
  }

  #hold(expect: Expectation, line: number, request: Request | undefined): void {
    const item = this.#take();
    switch (expect.kind) {
      case 'close':
        if (item?.kind === 'reply') this.#learn(request, item);
        {
          this.#tell('expected', line, item?.kind === 'close');
          return;
        }
      case 'silence':
        if (item?.kind === 'reply') this.#learn(request, item);
        {
          this.#tell('expected', line, item === undefined);
          return;
        }
      case 'reply': {
        if (item === undefined || item.kind === 'close') {
          if (expect.optional) return;
          return this.#break();
        }
        if (item.kind === 'malformed') return this.#break();
        this.#learn(request, item);
        const isSet = request?.kind === 'command' && /^(?:EHLO|LHLO)/.test(request.wire);
        if (expect.optional && !fits(expect, item, 'code', isSet)) {
          this.#aside = { item, request };
          return;
        }
        this.#tell('expected', line, fits(expect, item, this.scenario.match, isSet));
        return;
      }
    }
  }

  #aside: { readonly item: Item; readonly request: Request | undefined } | undefined;

  /** What is due where the file records nothing. */
  #hearUnrecorded(line: number, asserts: readonly Assertion[], request?: Request): void {
    const reply = this.#receive(request);
    if (reply.code >= 400 && !asserts.some(({ subject }) => subject === 'code'))
      this.#tell('refused', line, false);
  }

  #hearEachRecipient(request: Request, line: number): void {
    if (!isMessage(request)) return;
    const isAnswered = this.#messageReplies.length > 0 || this.#prdr === 'begun';
    if (isAnswered && request.expects.every(({ kind }) => kind === 'reply'))
      while (this.#due > 0 || (this.#aside !== undefined && (this.scenario.lmtp || this.#prdr !== 'no'))) {
        if (request.expects.length === 0) this.#hearUnrecorded(line, request.asserts, request);
        else {
          this.#receive(request);
          this.#tell('surplus', line, false, 1);
        }
      }
    this.#accepted = 0;
    this.#prdr = 'no';
    this.#messageReplies = [];
  }

  #messageReplies: Reply[] = [];

  get #each(): boolean {
    return this.scenario.lmtp || this.#prdr === 'begun';
  }

  get #due(): number {
    if (!this.#each) return this.#messageReplies.length > 0 ? 0 : 1;
    const all = this.#accepted + (this.#prdr === 'begun' ? 1 : 0);
    return Math.max(1, all) - this.#messageReplies.length;
  }

  /** Before its replies are read. */
  #begin({ kind, wire }: Request): void {
    if (kind === 'command' && /^(?:MAIL|RSET|EHLO|LHLO)/.test(wire)) {
      this.#accepted = 0;
      this.#recipients = 0;
      this.#messageReplies = [];
      this.#prdr = wire.endsWith(' PRDR') ? 'asked' : 'no';
    }
    this.#isFirstReply = true;
  }

  #isFirstReply = true;

  #learn(request: Request | undefined, reply: Reply): void {
    if (this.#fromAside) return;
    this.#latest = reply;
    const isFirst = this.#isFirstReply;
    this.#isFirstReply = false;
    if (request === undefined) return;
    if (isMessage(request)) {
      if (this.#prdr === 'asked' && this.#messageReplies.length === 0 && reply.code === 353)
        this.#prdr = 'begun';
      else this.#messageReplies.push(reply);
    } else if (request.kind !== 'command') return;
    else if (request.wire.startsWith('RCPT') && isFirst && classOf(reply) === 2) {
      this.#accepted++;
      this.#recipients++;
    } else if (/^(?:EHLO|LHLO)/.test(request.wire) && reply.code === 250)
      this.#offersPipelining = reply.lines.slice(1).includes('PIPELINING');
  }

  #fromAside = false;

  #take(): Item | undefined {
    const { item } = this.#aside ?? {};
    this.#fromAside = item !== undefined;
    this.#aside = undefined;
    if (item !== undefined) return item;
    if (this.#heard[0]?.kind === 'close') this.#isClosed = true;
    // Closed is closed, whenever one looks.
    return this.#isClosed ? { kind: 'close' } : this.#heard.shift();
  }

  #receive(request: Request | undefined): Reply {
    const item = this.#take();
    if (item?.kind !== 'reply') return this.#break();
    this.#learn(request, item);
    return item;
  }

  get #hasUnread(): boolean {
    const [next] = this.#heard;
    if (next?.kind === 'close') this.#isClosed = true;
    return this.#aside !== undefined || (next !== undefined && next.kind !== 'close');
  }

  #refuseUnread(line: number): void {
    let count = 0;
    for (; this.#hasUnread; count++) this.#receive(undefined);
    this.#tell('surplus', line, false, count);
  }

  #assert(asserts: readonly Assertion[], lines: readonly number[]): void {
    const results = asserts.map((assertion) => this.#isTrue(assertion));
    for (const [at, passed] of results.entries()) this.#note('asserted', lines[at] ?? 0, passed);
    if (results.includes(false)) this.#fail();
  }

  #isTrue({ subject, negated, value }: Assertion): boolean {
    // Of what is not there nothing holds.
    if (subject !== 'recipients' && this.#latest === undefined) return false;
    const { code, lines } = this.#latest ?? { code: 0, lines: [] };
    const holds =
      subject === 'code'
        ? hasCode(value, code)
        : subject === 'text'
          ? lines.join('\n').includes(value)
          : this.#recipients === Number(value);
    return holds !== negated;
  }

  #tell(about: Verdict['about'], line: number, passed: boolean, count = 1): void {
    this.#note(about, line, passed, count);
    if (!passed) this.#fail();
  }

  #note(about: Verdict['about'], line: number, passed: boolean, count = 1): void {
    this.#verdicts.push({ about, line, passed, count });
    if (!passed) this.#status = 'failed';
  }

  #fail(): void {
    if (this.scenario.onFailure === 'stop') throw new Over();
  }

  #break(): never {
    this.#status = 'error';
    throw new Over();
  }

  #placeOf(request: Request): {
    line: number | undefined;
    expects: readonly number[];
    asserts: readonly number[];
  } {
    const placed = this.written.placed.get(request);
    if (placed === undefined) throw new Error('a request without a place');
    return placed;
  }
}

const PREAMBLE = 1;

function wireOf({ kind, wire, chunk }: Request): string[] {
  if (kind === 'content') return ['Subject: hello', '.'];
  return chunk === undefined ? [wire] : [wire, chunk];
}

function isMessage({ kind, wire }: Request): boolean {
  return kind === 'content' || wire.endsWith(' LAST');
}

function classOf(reply: Reply | undefined): number {
  return Math.floor((reply?.code ?? 0) / 100);
}

function hasCode(codes: string, code: number): boolean {
  return codes.split('|').some((each) => new RegExp(`^${each.replaceAll('x', '\\d')}$`).test(String(code)));
}

/** Whether a reply is what is recorded. */
export function fits(expect: ExpectedReply, reply: Reply, match: 'code' | 'text', isEhlo: boolean): boolean {
  if (expect.codes !== '' && !hasCode(expect.codes, reply.code)) return false;
  const text = reply.lines.join('\n');
  if (!expect.lines.every((line) => line.kind !== 'regex' || new RegExp(line.source).test(text)))
    return false;
  const texts = expect.lines.flatMap((line) => (line.kind === 'text' ? [line.text] : []));
  if (texts.length === 0) return true;
  const recorded = enhancedOf(texts[0] ?? '');
  const enhanced = enhancedIn(reply);
  if (recorded !== undefined && enhanced !== undefined && recorded[0] !== enhanced[0]) return false;
  if (match === 'code') return true;
  return isEhlo && reply.code === 250
    ? offersAll(expect.lines, reply)
    : isLike(expect.lines, reply.lines, enhanced);
}

function enhancedOf(text: string): string | undefined {
  return /^[245]\.\d+\.\d+(?= |$)/.exec(text)?.[0];
}

function enhancedIn({ code, lines }: Reply): string | undefined {
  const found = enhancedOf(lines[0] ?? '');
  return found?.startsWith(String(code).slice(0, 1)) === true ? found : undefined;
}

/** Line for line, and an elision is any lines. */
function isLike(
  pattern: readonly PatternLine[],
  lines: readonly string[],
  enhanced: string | undefined,
): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return lines.length === 0;
  if (first.kind === 'elision')
    return [...lines, ''].some((_, taken) => isLike(rest, lines.slice(taken), enhanced));
  const [line, ...others] = lines;
  if (line === undefined) return false;
  const same =
    first.kind !== 'text' ||
    first.text === line.trimEnd() ||
    (first.text === '2.1.0' && enhanced === '2.1.0');
  return same && isLike(rest, others, enhanced);
}

/** A set of keywords; the first line of the reply says who the server is. */
function offersAll(pattern: readonly PatternLine[], { lines }: Reply): boolean {
  const offered = lines.slice(1).map((line) => line.split(' '));
  return pattern.every((line, at) => {
    if (line.kind !== 'text' || at === 0) return true;
    const [keyword = '', ...parameters] = line.text.split(' ');
    const actual = offered.filter(([name]) => name === keyword);
    if (keyword !== 'AUTH') return actual.length > 0;
    return actual.some(([, ...mechanisms]) => parameters.every((each) => mechanisms.includes(each)));
  });
}
