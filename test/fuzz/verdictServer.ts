import type { ConnectionError, ReadResult, Transport } from '../../src/transport/transport';
import type { Item, Request, Scenario } from './verdictScenario';

/** What a server of a scenario says to what it hears: the same to the run and to the model of it. */
export class ScenarioServer {
  readonly #requests: readonly Request[];
  #next = 0;
  #state: 'commands' | 'content' | 'chunk' = 'commands';
  #message: Request | undefined;
  #isClosed = false;

  constructor(scenario: Scenario) {
    this.#requests = scenario.groups.flat();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @param line without its end */
  hear(line: string): readonly Item[] {
    if (this.#isClosed) return [];
    if (this.#state === 'content') {
      if (line !== '.') return [];
      this.#state = 'commands';
      return this.#answer(this.#find(({ kind }) => kind === 'content'));
    }
    if (this.#state === 'chunk') {
      this.#state = 'commands';
      return this.#answer(this.#message);
    }
    const request = this.#find(({ kind, wire }) => kind !== 'content' && wire === line);
    if (request?.chunk !== undefined) {
      this.#state = 'chunk';
      this.#message = request;
      return [];
    }
    const said = this.#answer(request);
    const [first] = said;
    const code = first?.kind === 'reply' ? first.code : 0;
    if (line === 'DATA' && code >= 300 && code < 400) this.#state = 'content';
    return said;
  }

  #find(isIt: (request: Request) => boolean): Request | undefined {
    const at = this.#requests.findIndex((request, index) => index >= this.#next && isIt(request));
    if (at < 0) return undefined;
    this.#next = at + 1;
    return this.#requests[at];
  }

  #answer(request: Request | undefined): readonly Item[] {
    const said =
      request === undefined ? [{ kind: 'reply', code: 500, lines: ['What?'] } as const] : request.answers;
    const end = said.findIndex(({ kind }) => kind === 'close');
    if (end >= 0) this.#isClosed = true;
    return end < 0 ? said : said.slice(0, end + 1);
  }
}

const TIMEOUT: ConnectionError = { kind: 'timeout', message: 'No reply' };
const CLOSED: ConnectionError = { kind: 'closed', message: 'The server closed the connection' };

/** A connection with it in this process, on which whoever waits for what does not come need not wait. */
export function transportOf(scenario: Scenario): Transport {
  const server = new ScenarioServer(scenario);
  const lines: string[] = [];
  let isClosed = false;
  let begun = '';
  const say = (items: readonly Item[]): void => {
    for (const item of items) {
      if (item.kind === 'close') isClosed = true;
      else if (isClosed) return;
      else if (item.kind === 'malformed') lines.push(item.text);
      else
        for (const [at, text] of item.lines.entries())
          lines.push(`${item.code}${at < item.lines.length - 1 ? '-' : ' '}${text}`);
    }
  };
  say(scenario.greeting.answers);
  const take = (): ReadResult | undefined => {
    const text = lines.shift();
    return text === undefined
      ? undefined
      : { kind: 'line', text, octets: Buffer.byteLength(text), ending: 'crlf' };
  };
  return {
    facts: { remoteAddress: '127.0.0.1', remotePort: 2525, localAddress: '127.0.0.1' },
    tls: undefined,
    binding: undefined,
    takeLine: take,
    readLine: () => Promise.resolve(take() ?? { kind: 'failed', error: isClosed ? CLOSED : TIMEOUT }),
    write: (bytes) => {
      if (isClosed) return CLOSED;
      const text = begun + (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString());
      const parts = text.split('\r\n');
      begun = parts.pop() ?? '';
      for (const part of parts) say(server.hear(part));
      return undefined;
    },
    get hasUnread() {
      return lines.length > 0;
    },
    discardUnread: () => Buffer.from(lines.splice(0).join('\r\n')),
    startTls: () => Promise.resolve({ kind: 'failed', error: CLOSED }),
    close: () => (isClosed = true),
  };
}
