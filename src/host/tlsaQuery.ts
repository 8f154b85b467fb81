import { randomInt } from 'node:crypto';
import * as dgram from 'node:dgram';
import * as net from 'node:net';
import * as packet from 'dns-packet';
import type { TlsaAnswer, TlsaRecord } from '../policy/resolver';

/**
 * Asks for TLSA records. Node's own resolver learned that type only in version 22.15, and it never tells whether DNSSEC vouches
 * for an answer, so the question is put by hand: over UDP, and over TCP where the answer does not fit.
 *
 * @param servers as Node writes them; asked one after the other until one answers
 */
export async function queryTlsa(
  name: string,
  servers: readonly string[],
  signal: AbortSignal,
): Promise<TlsaAnswer> {
  let last: TlsaAnswer = { kind: 'failed', reason: 'no DNS server is known' };
  for (const text of servers) {
    const server = readServer(text);
    last = await askServer(name, server, signal);
    if (last.kind !== 'failed' || signal.aborted) return last;
  }
  return last;
}

interface Server {
  readonly host: string;
  readonly port: number;
}

function readServer(text: string): Server {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { host: bracketed ?? plain ?? text, port: port === undefined ? 53 : Number(port) };
}

/** Milliseconds for one server's answer, as often as it is asked. */
const TRIES = [2_000, 4_000];
/** Octets that an answer over UDP may have, as DNS Flag Day 2020 proposes. */
const UDP_SIZE = 1_232;

async function askServer(name: string, server: Server, signal: AbortSignal): Promise<TlsaAnswer> {
  let question: Question;
  try {
    question = ask(name);
  } catch {
    return { kind: 'failed', reason: 'this is not a name that the DNS can hold' };
  }
  let answer: packet.DecodedPacket | undefined;
  for (const timeout of TRIES) {
    answer ??= await overUdp(question, server, AbortSignal.any([signal, AbortSignal.timeout(timeout)]));
    if (answer !== undefined || signal.aborted) break;
  }
  if (answer?.flag_tc === true)
    answer = await overTcp(question, server, AbortSignal.any([signal, AbortSignal.timeout(5_000)]));
  return answer === undefined
    ? { kind: 'failed', reason: 'the DNS did not answer' }
    : readAnswer(answer, server.host);
}

/** RFC 6891: without it an answer over UDP has at most 512 octets. */
const EDNS: packet.OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: UDP_SIZE,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

interface Question {
  readonly id: number;
  readonly name: string;
  readonly bytes: Buffer;
}

/** With the AD bit set, a resolver tells in its answer whether it validated it (RFC 6840 section 5.7). */
function ask(name: string): Question {
  const id = randomInt(1, 65_536);
  const bytes = packet.encode({
    type: 'query',
    id,
    flags: packet.RECURSION_DESIRED | packet.AUTHENTIC_DATA,
    questions: [{ type: 'TLSA', name }],
    additionals: [EDNS],
  });
  return { id, name, bytes };
}

/** Undefined if no answer to this question comes. */
function overUdp(
  question: Question,
  { host, port }: Server,
  signal: AbortSignal,
): Promise<packet.DecodedPacket | undefined> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket(net.isIP(host) === 6 ? 'udp6' : 'udp4');
    const finish = (answer: packet.DecodedPacket | undefined): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(answer);
      socket.close();
    };
    const onAbort = (): void => finish(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', () => finish(undefined));
    socket.on('message', (bytes) => {
      // Anybody may send a datagram: what does not answer the question is not looked at.
      const answer = decode(bytes, question);
      if (answer !== undefined) finish(answer);
    });
    // Connected, so that only this server's datagrams come.
    socket.connect(port, host, () => {
      if (!signal.aborted) socket.send(question.bytes);
    });
    if (signal.aborted) finish(undefined);
  });
}

/** Each message has its length before it, in two octets (RFC 1035 section 4.2.2). */
function overTcp(
  question: Question,
  { host, port }: Server,
  signal: AbortSignal,
): Promise<packet.DecodedPacket | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host);
    let received = Buffer.alloc(0);
    const finish = (answer: packet.DecodedPacket | undefined): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(answer);
      socket.destroy();
    };
    const onAbort = (): void => finish(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    socket
      .on('error', () => finish(undefined))
      .on('close', () => finish(undefined))
      .on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0))
          finish(decode(received.subarray(2, 2 + received.readUInt16BE(0)), question));
      });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(question.bytes.length);
    socket.write(Buffer.concat([length, question.bytes]));
    if (signal.aborted) onAbort();
  });
}

function decode(bytes: Buffer, { id, name }: Question): packet.DecodedPacket | undefined {
  try {
    const answer = packet.decode(bytes);
    const [asked] = answer.questions ?? [];
    const isAnswer =
      answer.type === 'response' &&
      answer.id === id &&
      asked?.type === 'TLSA' &&
      asked.name.toLowerCase() === name.toLowerCase();
    return isAnswer ? answer : undefined;
  } catch {
    return undefined;
  }
}

function readAnswer(answer: packet.DecodedPacket, resolver: string): TlsaAnswer {
  const code = rcodeOf(answer);
  const validation = { authentic: answer.flag_ad, resolver };
  if (code === 'NXDOMAIN') return { kind: 'none', validation };
  if (code !== 'NOERROR') return { kind: 'failed', reason: `the DNS server answered ${code}` };
  const records = (answer.answers ?? []).flatMap((each) => {
    const { type, data } = each as { readonly type: string; readonly data?: unknown };
    return type === 'TLSA' && isTlsa(data)
      ? [
          {
            usage: data.usage,
            selector: data.selector,
            matchingType: data.matchingType,
            data: data.certificate,
          },
        ]
      : [];
  });
  return records.length === 0 ? { kind: 'none', validation } : { kind: 'found', records, validation };
}

function rcodeOf(answer: packet.DecodedPacket): string {
  return 'rcode' in answer && typeof answer.rcode === 'string' ? answer.rcode : 'something strange';
}

/** The library's types do not know the type of record that it reads. */
function isTlsa(data: unknown): data is Omit<TlsaRecord, 'data'> & { readonly certificate: Uint8Array } {
  return (
    typeof data === 'object' &&
    data !== null &&
    'usage' in data &&
    'certificate' in data &&
    data.certificate instanceof Uint8Array
  );
}
