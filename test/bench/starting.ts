import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { createCertificate } from '../../src/server/certificate';
import { median } from './median';
import { makeFolder } from './sending/conversation';
import { formatTable, type Row } from './table';
import { listenOnLoopback } from '../support/listening';

const ROUNDS = 20;
const WANTED = '≤ 60 ms over node -e 0';

/** Node reads the certificates that this names whenever it starts, which takes longer than all the rest of its start. */
const ENV = { ...process.env, NODE_EXTRA_CA_CERTS: '' };

/** Milliseconds from the start of a process to what is seen of it. */
interface Seen {
  connected?: number;
  /** The first octet that the server has of it. */
  sent?: number;
  /** The first octet on standard output. */
  printed?: number;
  ended: number;
}

/** What was seen of each process that was started in turn. */
interface Round {
  readonly plain: Seen;
  readonly secure: Seen;
  readonly help: Seen;
}

/** What is told of the rounds, in order. */
const MEASURED: readonly {
  readonly name: string;
  readonly time: (round: Round) => number | undefined;
  readonly wanted?: string;
}[] = [
  { name: 'smtp-transcript --help, first octet printed', time: ({ help }) => help.printed },
  { name: 'run, first octet printed', time: ({ plain }) => plain.printed, wanted: WANTED },
  { name: 'run, connected', time: ({ plain }) => plain.connected },
  { name: 'run, first octet at the server', time: ({ plain }) => plain.sent, wanted: WANTED },
  { name: 'run over TLS, connected', time: ({ secure }) => secure.connected },
  {
    name: 'run over TLS, first octet at the server, after the handshake',
    time: ({ secure }) => secure.sent,
  },
  { name: 'run, ended', time: ({ plain }) => plain.ended },
];

/** What a person waits for before anything happens, against a Node that does nothing: processes in turns. */
export async function measureStarting(): Promise<string[]> {
  const folder = makeFolder();
  const certificate = await createCertificate();
  writeFileSync(path.join(folder, 'ca.pem'), certificate.cert);
  const plain = await listen(net.createServer(), folder, 'smtp', []);
  const secure = await listen(tls.createServer(certificate), folder, 'smtps', ['# @tls-ca ca.pem']);
  const bare: number[] = [];
  const seen: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const nothing = await start(['-e', '0']);
    const all = {
      plain: await start(['dist/cli.js', 'run', plain.file], plain),
      secure: await start(['dist/cli.js', 'run', secure.file], secure),
      help: await start(['dist/cli.js', '--help']),
    };
    if (round === 0) continue; // what is read from the disk for the first time
    bare.push(nothing.ended);
    seen.push(all);
  }
  plain.server.close();
  secure.server.close();
  const row = (name: string, times: readonly (number | undefined)[], wanted?: string): Row => ({
    name,
    ...over(
      bare,
      times.map((time) => time ?? NaN),
    ),
    wanted,
  });
  return [
    formatTable('from the start of the process', [
      {
        name: 'node -e 0, to its end',
        value: `${median(bare).toFixed(0)} ms`,
        note: `fastest ${Math.min(...bare).toFixed(0)}`,
      },
      ...MEASURED.map(({ name, time, wanted }) => row(name, seen.map(time), wanted)),
    ]),
  ];
}

/** Over what was taken in the same round, as what slows the machine down for a while slows both; and fastest over fastest. */
function over(bare: readonly number[], times: readonly number[]): { value: string; note: string } {
  const more = median(times.map((time, at) => time - (bare[at] ?? NaN))).toFixed(0);
  const fastest = (Math.min(...times) - Math.min(...bare)).toFixed(0);
  return {
    value: `${median(times).toFixed(0)} ms`,
    note: `${more} ms over node -e 0, fastest ${fastest}`,
  };
}

/** A server in this process, which sees when a client comes, and a transcript that goes there. */
interface Stage {
  readonly server: net.Server;
  readonly file: string;
  /** Called at the first connection and the first octet. */
  on: { readonly connected: () => void; readonly sent: () => void } | undefined;
}

async function listen(
  server: net.Server,
  folder: string,
  scheme: string,
  directives: readonly string[],
): Promise<Stage> {
  const file = path.join(folder, `${scheme}.smtp`);
  const stage: Stage = { server, file, on: undefined };
  server.on('connection', () => stage.on?.connected());
  server.on(scheme === 'smtp' ? 'connection' : 'secureConnection', (socket: net.Socket) => {
    socket.write('220 ready\r\n');
    socket.on('data', (chunk: Buffer) => {
      stage.on?.sent();
      socket.write(chunk.toString().startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n');
    });
    socket.on('error', () => undefined);
  });
  const port = await listenOnLoopback(server);
  const lines = [
    ...directives,
    `# @server ${scheme}://127.0.0.1:${port}`,
    'S: 220',
    'C: EHLO client.example.com',
    'S: 250',
    'C: QUIT',
    'S: 221',
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  return stage;
}

async function start(args: readonly string[], stage?: Stage): Promise<Seen> {
  const began = performance.now();
  const seen: Seen = { ended: NaN };
  const now = (): number => performance.now() - began;
  if (stage !== undefined)
    stage.on = { connected: () => (seen.connected ??= now()), sent: () => (seen.sent ??= now()) };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: ENV });
  child.stdout.on('data', () => (seen.printed ??= now()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => (seen.ended = now()));
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(code)}`);
  return seen;
}
