import assert from 'node:assert/strict';
import * as dgram from 'node:dgram';
import * as net from 'node:net';
import * as packet from 'dns-packet';
import { createResolver } from '../../../src/host/resolver';
import type { TlsaAnswer } from '../../../src/policy/resolver';
import { listenOnLoopback } from '../../support/listening';

type Records = readonly object[];

/** What a DNS server of the tests does. */
interface Behaviour {
  /** By type and name: `MX example.test`. */
  readonly records?: Readonly<Record<string, Records>>;
  /** 2 is SERVFAIL, 3 NXDOMAIN, 5 REFUSED. */
  readonly rcode?: number;
  readonly authentic?: boolean;
  /** Over UDP it says only that the answer is too long. */
  readonly truncates?: boolean;
  /** Sends what answers another question first. */
  readonly forges?: boolean;
  readonly silent?: boolean;
}

/** A DNS server on the loopback interface, at the same port over UDP and TCP. */
async function startDns(behaviour: Behaviour): Promise<{ address: string; close: () => Promise<void> }> {
  const udp = dgram.createSocket('udp4');
  const tcp = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const reply = answer(bytes.subarray(2), behaviour, false);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      // In two pieces, as TCP may cut where it likes.
      socket.write(Buffer.concat([length, reply.subarray(0, 5)]));
      setImmediate(() => socket.end(reply.subarray(5)));
    });
  });
  const port = await listenOnLoopback(tcp);
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  udp.on('message', (bytes, from) => {
    if (behaviour.silent === true) return;
    if (behaviour.forges === true) {
      udp.send(Buffer.from('nonsense'), from.port, from.address);
      const other = { ...behaviour, records: {} };
      const forged = answer(bytes, other, false);
      forged.writeUInt16BE((forged.readUInt16BE(0) + 1) % 65_536, 0);
      udp.send(forged, from.port, from.address);
    }
    udp.send(answer(bytes, behaviour, behaviour.truncates === true), from.port, from.address);
  });
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      await new Promise<void>((resolve) => udp.close(resolve));
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}

function answer(bytes: Buffer, behaviour: Behaviour, truncated: boolean): Buffer {
  const query = packet.decode(bytes);
  const [question] = query.questions ?? [];
  const { type, name } = question ?? { type: 'A', name: '' };
  const found = truncated ? [] : (behaviour.records?.[`${type} ${name}`] ?? []);
  return packet.encode({
    type: 'response',
    id: query.id ?? 0,
    flags:
      packet.RECURSION_DESIRED |
      packet.RECURSION_AVAILABLE |
      (behaviour.authentic === true ? packet.AUTHENTIC_DATA : 0) |
      (truncated ? packet.TRUNCATED_RESPONSE : 0) |
      (behaviour.rcode ?? 0),
    questions: query.questions ?? [],
    answers: found.map((data) => ({ type, name, ttl: 60, ...data })) as packet.Answer[],
  });
}

describe('the DNS', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function resolver(behaviour: Behaviour): Promise<ReturnType<typeof createResolver>> {
    const server = await startDns(behaviour);
    closing.push(server.close);
    return createResolver([server.address]);
  }

  const never = new AbortController().signal;
  const TLSA = { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 7) };

  it('knows MX, addresses and TXT', async () => {
    const dns = await resolver({
      records: {
        'MX xn--bcher-kva.example': [{ data: { preference: 10, exchange: 'mx.example.test' } }],
        'A mx.example.test': [{ data: '192.0.2.1' }],
        'AAAA mx.example.test': [{ data: '2001:db8::1' }],
        'TXT _mta-sts.example.test': [{ data: ['v=STSv1; ', 'id=1'] }],
      },
    });
    assert.deepEqual(await dns.resolveMx('bücher.example', never), {
      kind: 'found',
      records: [{ exchange: 'mx.example.test', preference: 10 }],
    });
    assert.deepEqual(await dns.resolve4('mx.example.test', never), { kind: 'found', records: ['192.0.2.1'] });
    assert.deepEqual(await dns.resolve6('mx.example.test', never), {
      kind: 'found',
      records: ['2001:db8::1'],
    });
    const txt = await dns.resolveTxt('_mta-sts.example.test', never);
    assert.deepEqual(txt, { kind: 'found', records: ['v=STSv1; id=1'] });
  });

  it('knows the null MX', async () => {
    const dns = await resolver({
      records: { 'MX example.test': [{ data: { preference: 0, exchange: '.' } }] },
    });
    const found = await dns.resolveMx('example.test', never);
    assert.ok(found.kind === 'found' && /^\.?$/.test(found.records[0]?.exchange ?? 'none'));
  });

  it('tells nothing there from nobody knows', async () => {
    const empty = await resolver({});
    assert.deepEqual(await empty.resolveMx('example.test', never), { kind: 'none' });
    const missing = await resolver({ rcode: 3 });
    assert.deepEqual(await missing.resolve4('example.test', never), { kind: 'none' });
    const broken = await resolver({ rcode: 2 });
    const failed = await broken.resolveMx('example.test', never);
    assert.deepEqual(failed, { kind: 'failed', reason: 'the DNS server failed (SERVFAIL)' });
    const strange = await empty.resolveMx('x'.repeat(70), never);
    assert.equal(strange.kind, 'failed');
  });

  it('is not waited for when the time is up', async () => {
    const dns = await resolver({ silent: true });
    for (const ask of [dns.resolveMx, dns.resolveTlsa]) {
      const began = performance.now();
      const answered = await ask('example.test', AbortSignal.timeout(50));
      assert.equal(answered.kind, 'failed');
      assert.ok(performance.now() - began < 1_000);
      assert.equal((await ask('example.test', AbortSignal.abort())).kind, 'failed');
    }
  });

  describe('TLSA records', () => {
    const NAME = '_25._tcp.mail.example.test';
    const records = { [`TLSA ${NAME}`]: [{ data: TLSA }] };
    const found = (answered: TlsaAnswer): string =>
      answered.kind === 'found'
        ? answered.records
            .map(
              (each) =>
                `${each.usage} ${each.selector} ${each.matchingType} ${Buffer.from(each.data).toString('hex')}`,
            )
            .join()
        : JSON.stringify(answered);
    const EXPECTED = `3 1 1 ${'07'.repeat(32)}`;

    it('come over UDP, with what the resolver says of DNSSEC', async () => {
      for (const authentic of [true, false]) {
        const dns = await resolver({ records, authentic });
        const answered = await dns.resolveTlsa(NAME, never);
        assert.equal(found(answered), EXPECTED);
        assert.deepEqual(answered.validation, { authentic, resolver: '127.0.0.1' });
      }
    });

    it('come over TCP when they are too long', async () => {
      const dns = await resolver({ records, truncates: true });
      assert.equal(found(await dns.resolveTlsa(NAME, never)), EXPECTED);
    });

    it('are those of the question, whatever else arrives', async () => {
      const dns = await resolver({ records, forges: true });
      assert.equal(found(await dns.resolveTlsa(NAME, never)), EXPECTED);
    });

    it('are not there, or not known', async () => {
      assert.equal((await (await resolver({})).resolveTlsa(NAME, never)).kind, 'none');
      assert.equal((await (await resolver({ rcode: 3 })).resolveTlsa(NAME, never)).kind, 'none');
      const failed = await (await resolver({ rcode: 5 })).resolveTlsa(NAME, never);
      assert.deepEqual(failed, { kind: 'failed', reason: 'the DNS server answered REFUSED' });
      const nobody = await createResolver(['127.0.0.1:1']).resolveTlsa(NAME, never);
      assert.equal(nobody.kind, 'failed');
    });

    it('are asked of the next server when one does not answer', async () => {
      const server = await startDns({ records });
      closing.push(server.close);
      const dns = createResolver(['127.0.0.1:1', server.address]);
      assert.equal(found(await dns.resolveTlsa(NAME, never)), EXPECTED);
    });
  });
});
