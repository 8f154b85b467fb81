// Finds Neovim, the language client that the suite “editors” attaches to our server, and installs it where the caller
// allows it.
import { installPackages } from './mailServers/apt.mjs';
import { findProgram } from './mailServers/look.mjs';

/** Debian's name of its package. */
export const NEOVIM_PACKAGE = 'neovim';

/**
 * The path of Neovim, after installing it when it is missing and `install` is true. That needs root and apt, and changes the
 * system, so only a caller that knows it may (CI, a container) asks for it. Throws an error with apt's last words when that fails.
 */
export async function ensureNeovim({ log, install }) {
  const found = findProgram('nvim');
  if (found !== undefined || !install) return found;
  log(`Installing ${NEOVIM_PACKAGE}`);
  await installPackages(NEOVIM_PACKAGE);
  const now = findProgram('nvim');
  if (now === undefined) throw new Error(`${NEOVIM_PACKAGE} is still missing after its installation.`);
  return now;
}
