import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { makeCertificates, type CertificateFiles } from '../support/certificates';
import type { Identity } from './hostileServer';
import type { Outcome, Task } from './hostileSessions';

/** `SEED=n` repeats a test; each session depends on it and on its own number alone. */
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const SESSIONS = 10_000;
const PROCESSES = 2;

describe('ten thousand hostile servers', () => {
  let temporary: string;
  let world: Pick<Task, 'identities' | 'ca'>;
  before(async () => {
    temporary = mkdtempSync(path.join(os.tmpdir(), 'smtp-transcript-hostile-'));
    const { good, expired, ca } = await makeCertificates(temporary);
    const read = ({ key, certificate }: CertificateFiles): Identity => ({
      key: readFileSync(key, 'utf8'),
      cert: readFileSync(certificate, 'utf8'),
    });
    world = { identities: [read(good), read(good), read(expired)], ca: readFileSync(ca, 'utf8') };
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  it(`end each run with an event, leave no connection open and learn no secret (SEED=${SEED})`, async () => {
    const share = SESSIONS / PROCESSES;
    const outcomes = await Promise.all(
      Array.from({ length: PROCESSES }, (_, at) =>
        perform({ ...world, seed: SEED, from: at * share, to: (at + 1) * share }),
      ),
    );
    assert.deepEqual(
      outcomes.flatMap(({ faults }) => faults),
      [],
    );
    const sum = (what: string): number => outcomes.reduce((all, { counts }) => all + (counts[what] ?? 0), 0);
    // What is to be survived has to happen; a handshake takes long on a busy machine.
    for (const what of ['passed', 'failed', 'error'])
      assert.ok(sum(what) > SESSIONS / 100, `${what}: ${sum(what)}`);
    assert.ok(sum('handshake') > 10, `handshake: ${sum('handshake')}`);
    assert.equal(sum('passed') + sum('failed') + sum('error'), SESSIONS);
  }).timeout(300_000);
});

async function perform(task: Task): Promise<Outcome> {
  const child = fork(path.resolve('out/test/fuzz/hostileSessions.js'));
  child.send(task);
  const outcome = await Promise.race([
    once(child, 'message').then(([message]) => message as Outcome),
    once(child, 'exit').then(([code]) => ({
      counts: {},
      faults: [`it ended with exit code ${String(code)}`],
    })),
  ]);
  child.kill();
  return outcome;
}
