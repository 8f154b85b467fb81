import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { findBenchTools } from '../../scripts/mailServers/benchTools.mjs';
import { median } from './median';
import { makeFiles } from './sending/conversation';
import { peakMemory } from './sending/memory';
import { nodemailerClient } from './sending/nodemailerClient';
import { makePlan, ourClient, transcript } from './sending/ourClient';
import { ourProgram, smtpSource, swaks } from './sending/programs';
import { rawClient } from './sending/rawClient';
import type { Client, Scenario, Target } from './sending/scenario';
import { startServers } from './sending/servers';
import { formatTable, type Row } from './table';

const ROUNDS = 9;

/** For programs, whose time is many times as long, or is not what this is about. */
const PROGRAM_ROUNDS = 3;

const SCENARIOS: Readonly<Record<Scenario, string>> = {
  'lock-step': '1,000 messages of 10 kB in lock-step',
  pipelined: '1,000 messages of 10 kB pipelined',
  large: 'one message of 50 MB from a file',
};

const WANTED: Readonly<Record<Scenario, string>> = {
  'lock-step': '≤ 1.15 ×',
  pipelined: '≤ 1.25 ×, and a third faster than nodemailer',
  large: '≤ 1.15 ×',
};

/** Sending, against the least that a client has to do and against other clients, all in the same run in turns. */
export async function measureSending(): Promise<string[]> {
  const tools = findBenchTools();
  const files = makeFiles();
  const servers = await startServers(tools.smtpSink, files.folder);
  const reports = tools.missing.map((name) => `not measured, as it is not installed: ${name}`);
  try {
    for (const target of servers.targets) {
      for (const scenario of Object.keys(SCENARIOS) as Scenario[]) {
        const clients = clientsFor(scenario, target, { ...files, ...tools });
        const rows = await measure(clients, WANTED[scenario]);
        reports.push(formatTable(`${SCENARIOS[scenario]} to ${target.name}`, rows));
      }
    }
    const [target] = servers.targets;
    if (target !== undefined) reports.push(await measureMemory(target, files.large), measurePlanning(target));
    return reports;
  } finally {
    servers.stop();
  }
}

interface Tools {
  readonly folder: string;
  readonly large: string;
  readonly small: string;
  readonly smtpSource: string | undefined;
  readonly swaks: string | undefined;
}

function clientsFor(scenario: Scenario, target: Target, tools: Tools): Client[] {
  const file = path.join(tools.folder, `${scenario}-${target.port}.smtp`);
  writeFileSync(file, transcript(scenario, target, tools.large));
  return [
    rawClient(scenario, target, tools.large),
    ourClient(scenario, target, tools.large),
    nodemailerClient(scenario, target, tools.large),
    tools.smtpSource === undefined ? undefined : smtpSource(tools.smtpSource, scenario, target),
    ourProgram(file),
    tools.swaks === undefined ? undefined : swaks(tools.swaks, scenario, target, tools),
  ].filter((client) => client !== undefined);
}

/**
 * In turns, so that whatever else the machine does falls on all alike; the first round warms up. A ratio is the median of the
 * ratios within each round: what slows the machine down for a while slows both.
 */
async function measure(clients: readonly Client[], wanted: string): Promise<Row[]> {
  const rounds: ReadonlyMap<Client, number>[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const times = new Map<Client, number>();
    for (const client of clients) {
      if (client.isProgram === true && round > PROGRAM_ROUNDS) continue;
      const began = performance.now();
      await client.send();
      times.set(client, (performance.now() - began) * (client.scale ?? 1));
    }
    if (round > 0) rounds.push(times);
  }
  const [reference, ours, nodemailer] = clients;
  return clients.map((client) => {
    const taken = rounds.flatMap((times) => times.get(client) ?? []);
    const less = client === ours ? 1 - ratio(rounds, client, nodemailer) : undefined;
    return {
      name: client.name,
      value: `${median(taken).toFixed(0)} ms`,
      note: [
        `fastest ${Math.min(...taken).toFixed(0)}`,
        ...(less === undefined ? [] : [`${(less * 100).toFixed(0)} % less than nodemailer`]),
      ].join(', '),
      ratio: ratio(rounds, client, reference),
      wanted: client === ours ? wanted : undefined,
    };
  });
}

/** Median over the rounds of how long one client took in terms of another. */
function ratio(
  rounds: readonly ReadonlyMap<Client, number>[],
  client: Client | undefined,
  reference: Client | undefined,
): number {
  const ratios = rounds.flatMap((times) => {
    const [taken, its] = [client && times.get(client), reference && times.get(reference)];
    return taken === undefined || its === undefined ? [] : [taken / its];
  });
  return median(ratios);
}

async function measureMemory(target: Target, large: string): Promise<string> {
  const file = path.join(path.dirname(large), 'memory.smtp');
  writeFileSync(file, transcript('large', target, large));
  const idle = await peakMemory({ kind: 'idle' });
  const row = (name: string, octets: number, wanted?: string): Row => ({
    name,
    value: `${(octets / 1e6).toFixed(0)} MB`,
    note: `${((octets - idle) / 1e6).toFixed(0)} MB over idle`,
    wanted,
  });
  return formatTable(`peak memory of a process, one message of 50 MB to ${target.name}`, [
    row('idle, the engine loaded', idle),
    row('raw node:net', await peakMemory({ kind: 'raw', target, file: large })),
    row('SMTP Transcript', await peakMemory({ kind: 'run', file }), '≤ 40 MB over idle'),
  ]);
}

/** What is done once, before anything is sent. */
function measurePlanning(target: Target): string {
  const text = transcript('pipelined', target, '');
  const times = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    makePlan(text);
    return performance.now() - began;
  });
  const name = `parse and plan ${(text.length / 1e6).toFixed(0)} MB, ${text.split('\n').length} lines`;
  return formatTable('before the first octet', [{ name, value: `${median(times).toFixed(0)} ms` }]);
}
