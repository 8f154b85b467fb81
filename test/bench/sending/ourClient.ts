import * as path from 'node:path';
import { createNodeHost } from '../../../src/host/nodeHost';
import type { Host } from '../../../src/runner/host';
import { plan, type Plan } from '../../../src/runner/plan';
import { run } from '../../../src/runner/session';
import { parse } from '../../../src/syntax/parse';
import { GROUP, MESSAGE, MESSAGES } from './conversation';
import type { Client, Scenario, Target } from './scenario';

/** The engine as its users use it: a plan made beforehand, and the events of its run taken to the last one. */
export function ourClient(scenario: Scenario, target: Target, largeFile: string): Client {
  const made = makePlan(transcript(scenario, target, largeFile));
  return { name: 'SMTP Transcript', send: () => consume(made, hostIn(path.dirname(largeFile))) };
}

/** The conversation as a person would write it. Replies that are recorded behind a group of commands make it pipelined. */
export function transcript(scenario: Scenario, target: Target, largeFile: string): string {
  const { host, port, tls } = target;
  const opening = [
    ...(tls === undefined ? [] : [`# @tls-ca ${path.basename(tls.file)}`]),
    `# @server ${tls === undefined ? 'smtp' : 'smtps'}://${host}:${port}`,
    'S: 220',
    'C: EHLO client.example.com',
    'S: 250',
  ];
  const content = scenario === 'large' ? [`< ${path.basename(largeFile)}`] : MESSAGE.trimEnd().split('\r\n');
  const [mail, rcpt, data] = GROUP.map((line) => `C: ${line}`) as [string, string, string];
  const envelope =
    scenario === 'pipelined'
      ? [mail, rcpt, data, 'S: 250', 'S: 250', 'S: 354']
      : [mail, 'S: 250', rcpt, 'S: 250', data, 'S: 354'];
  const message = [...envelope, ...content, '.', 'S: 250'].join('\n');
  const messages = Array.from({ length: scenario === 'large' ? 1 : MESSAGES }, () => message);
  return [...opening, ...messages, 'C: QUIT', 'S: 221', ''].join('\n');
}

export function makePlan(text: string): Plan {
  const document = parse(text);
  const [first] = document.transcripts;
  if (first === undefined) throw new Error('no transcript');
  const made = plan(document, first);
  const [problem] = made.problems;
  if (problem !== undefined) throw new Error(`line ${problem.line}: ${problem.message}`);
  return made;
}

export function hostIn(folder: string): Host {
  return createNodeHost({
    folder,
    secret: () => Promise.resolve(undefined),
    prompt: () => Promise.resolve(undefined),
    confirm: () => Promise.resolve('nobody'),
    testServer: () => Promise.reject(new Error('not used')),
  });
}

export async function consume(made: Plan, host: Host): Promise<void> {
  let trouble = '';
  for await (const event of run(made, host, new AbortController().signal)) {
    if (event.type === 'failure' || (event.type === 'verdict' && event.status === 'failed'))
      trouble = `line ${event.line ?? 0}: ${event.message}`;
    if (event.type === 'end' && event.status !== 'passed')
      throw new Error(`the run ended as ${event.status}: ${trouble}`);
  }
}
