import { ensureMailServers } from '../../../scripts/mailServers/install.mjs';

/** The programs of the servers that are not installed but unpacked. */
export interface Programs {
  readonly exim: string;
  readonly sendmail: string;
  readonly opensmtpd: string;
  /** The folder that is the root of Dovecot 2.4. */
  readonly dovecot24: string;
  /** Where their packages are unpacked, each below a folder of its name. */
  readonly unpacked: string;
}

/**
 * For a suite's `before` hook: what is needed to start all servers, or the test is skipped where they are not. On CI that is a
 * failure instead, because nobody would notice that the suite has stopped testing anything.
 */
export async function requireServers(context: Mocha.Context): Promise<Programs> {
  const { programs, roots, folder, missing } = await ensureMailServers({
    log: () => undefined,
    install: false,
  });
  const { exim, sendmail, opensmtpd } = programs;
  const dovecot24 = roots['dovecot-2.4'];
  const lacks = missing.map((name) => `the package ${name}`);
  if (process.platform !== 'linux') lacks.unshift('Linux');
  if (process.getuid?.() !== 0) lacks.unshift('root privileges');
  const areHere = exim !== undefined && sendmail !== undefined && opensmtpd !== undefined;
  if (lacks.length === 0 && areHere && dovecot24 !== undefined)
    return { exim, sendmail, opensmtpd, dovecot24, unpacked: folder };
  const reason = `Real mail servers need ${lacks.join(', ')}.`;
  if (process.env['CI'] !== undefined) throw new Error(reason);
  console.log(reason);
  return context.skip();
}
