import { ensureMailServers } from '../../../scripts/mailServers/install.mjs';

/** The programs of the servers that are not installed but unpacked. */
export interface Programs {
  readonly exim: string;
  readonly sendmail: string;
  readonly opensmtpd: string;
  /** Where their packages are unpacked, each below a folder of its name. */
  readonly unpacked: string;
}

/**
 * For a suite's `before` hook: what is needed to start all servers, or the test is skipped where they are not. On CI that is a
 * failure instead, because nobody would notice that the suite has stopped testing anything.
 */
export async function requireServers(context: Mocha.Context): Promise<Programs> {
  const { programs, folder, missing } = await ensureMailServers({ log: () => undefined, install: false });
  const { exim, sendmail, opensmtpd } = programs;
  const lacks = missing.map((name) => `the package ${name}`);
  if (process.platform !== 'linux') lacks.unshift('Linux');
  if (process.getuid?.() !== 0) lacks.unshift('root privileges');
  if (lacks.length === 0 && exim !== undefined && sendmail !== undefined && opensmtpd !== undefined)
    return { exim, sendmail, opensmtpd, unpacked: folder };
  const reason = `Real mail servers need ${lacks.join(', ')}.`;
  if (process.env['CI'] !== undefined) throw new Error(reason);
  console.log(reason);
  return context.skip();
}
