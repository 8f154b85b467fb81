import { ensureMailServers } from '../../../scripts/mailServers/install.mjs';

/** Whether real servers can be started here; if not, what is missing for that. */
export type Availability =
  | { readonly available: true; readonly exim: string }
  | { readonly available: false; readonly missing: string };

/** Looks for the servers and changes nothing. */
export async function findServers(): Promise<Availability> {
  const { postfix, exim, missing } = await ensureMailServers({ log: () => undefined, install: false });
  const lacks = missing.map((name) => `the package ${name}`);
  if (process.platform !== 'linux') lacks.unshift('Linux');
  if (process.getuid?.() !== 0) lacks.unshift('root privileges');
  if (postfix && exim !== undefined && lacks.length === 0) return { available: true, exim };
  return { available: false, missing: lacks.join(', ') };
}

/**
 * For a suite's `before` hook: the path of Exim, or the test is skipped where there are no servers. On CI that is a
 * failure instead, because nobody would notice that the suite has stopped testing anything.
 */
export async function requireServers(context: Mocha.Context): Promise<string> {
  const servers = await findServers();
  if (servers.available) return servers.exim;
  if (process.env['CI'] !== undefined) throw new Error(`Real mail servers need ${servers.missing}.`);
  return context.skip();
}
