import * as http from 'node:http';
import * as net from 'node:net';

/** A proxy of a test: on the loopback interface, for one kind of behaviour. */
export interface TestProxy {
  readonly port: number;
  /** What clients asked for, as `host:port`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export interface ProxyBehaviour {
  /** Wanted of clients. */
  readonly user?: string;
  readonly password?: string;
  /** Names that only the proxy knows, and where they lead. */
  readonly hosts?: Readonly<Record<string, number>>;
  /** Connects to nothing, and gives this number, or status, as the reason. */
  readonly refuses?: number;
  /** Takes connections and says nothing. */
  readonly silent?: boolean;
  /** Says this instead of its own language. */
  readonly says?: string;
  /** Ends each connection when the client has spoken. */
  readonly leaves?: boolean;
}

/** A SOCKS5 proxy (RFC 1928, RFC 1929), as small as it can be: each message of the client comes in one packet. */
export async function startSocksProxy(behaviour: ProxyBehaviour = {}): Promise<TestProxy> {
  const asked: string[] = [];
  return listen(asked, (client) => {
    if (!misbehaves(client, behaviour)) void serve(client);
  });

  async function serve(client: net.Socket): Promise<void> {
    const next = (): Promise<Buffer> => new Promise((resolve) => client.once('data', resolve));
    const hello = await next();
    const method = behaviour.user === undefined ? 0 : 2;
    if (!hello.subarray(2, 2 + (hello[1] ?? 0)).includes(method)) {
      client.end(Buffer.of(5, 0xff));
      return;
    }
    client.write(Buffer.of(5, method));
    if (method === 2) {
      const given = await next();
      const user = given.subarray(2, 2 + (given[1] ?? 0));
      const password = given.subarray(3 + user.length);
      const good = user.toString() === behaviour.user && password.toString() === (behaviour.password ?? '');
      if (!good) {
        client.end(Buffer.of(1, 1));
        return;
      }
      client.write(Buffer.of(1, 0));
    }
    connect(client, await next());
  }

  function connect(client: net.Socket, request: Buffer): void {
    const { host, port } = readAddress(request);
    asked.push(`${host}:${port}`);
    if (behaviour.refuses !== undefined) {
      refuse(client, behaviour.refuses);
      return;
    }
    const known = behaviour.hosts?.[host];
    if (known === undefined && net.isIP(host) === 0) {
      refuse(client, 4);
      return;
    }
    const onward = net.connect(known ?? port, known === undefined ? host : '127.0.0.1');
    onward.once('error', () => {
      refuse(client, 5);
    });
    onward.once('connect', () => {
      client.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
      join(client, onward);
    });
  }

  function refuse(client: net.Socket, reply: number): void {
    client.end(Buffer.of(5, reply, 0, 1, 0, 0, 0, 0, 0, 0));
  }
}

/** An HTTP proxy that takes CONNECT. */
export async function startHttpProxy(behaviour: ProxyBehaviour = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const server = http.createServer();
  server.on('connect', (request, client: net.Socket) => {
    client.on('error', () => undefined);
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(request.url ?? '') ?? [];
    const wanted = Buffer.from(`${behaviour.user ?? ''}:${behaviour.password ?? ''}`).toString('base64');
    if (behaviour.user !== undefined && request.headers['proxy-authorization'] !== `Basic ${wanted}`)
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    asked.push(request.url ?? '');
    if (behaviour.refuses !== undefined) return client.end(`HTTP/1.1 ${behaviour.refuses}\r\n\r\n`);
    const known = behaviour.hosts?.[host];
    if (known === undefined && net.isIP(host) === 0)
      return client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    const onward = net.connect(known ?? Number(port), known === undefined ? host : '127.0.0.1');
    onward.once('error', () => client.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n'));
    onward.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\nX-Proxy: test\r\n\r\n');
      join(client, onward);
    });
    return undefined;
  });
  return listen(asked, (client) => {
    if (!misbehaves(client, behaviour)) server.emit('connection', client);
  });
}

function misbehaves(client: net.Socket, { silent = false, leaves = false, says }: ProxyBehaviour): boolean {
  if (leaves) client.once('data', () => client.end());
  if (says !== undefined) client.once('data', () => client.end(says));
  return silent || leaves || says !== undefined;
}

/** What either side says goes to the other, and what the server says first is one packet with the proxy's own last word. */
function join(client: net.Socket, onward: net.Socket): void {
  client.on('data', (chunk) => onward.write(chunk)).on('close', () => onward.destroy());
  onward
    .on('data', (chunk) => client.write(chunk))
    .on('end', () => client.end())
    .on('error', () => undefined);
}

function readAddress(request: Buffer): { host: string; port: number } {
  switch (request[3]) {
    case 1:
      return { host: [...request.subarray(4, 8)].join('.'), port: request.readUInt16BE(8) };
    case 4: {
      const groups = Array.from({ length: 8 }, (_, at) => request.readUInt16BE(4 + at * 2).toString(16));
      return { host: groups.join(':'), port: request.readUInt16BE(20) };
    }
    default: {
      const length = request[4] ?? 0;
      return {
        host: request.subarray(5, 5 + length).toString(),
        port: request.readUInt16BE(5 + length),
      };
    }
  }
}

async function listen(
  asked: readonly string[],
  onConnection: (client: net.Socket) => void,
): Promise<TestProxy> {
  const clients = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (client) => {
    clients.add(client.on('error', () => undefined));
    onConnection(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    asked,
    close: () =>
      new Promise((resolve) => {
        for (const client of clients) client.destroy();
        server.close(() => resolve());
      }),
  };
}
