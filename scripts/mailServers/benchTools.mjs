// Finds the programs that `npm run bench -- sending` compares with and, where the caller allows it, installs them.
import { installPackages, withoutServices } from './apt.mjs';
import { findProgram } from './look.mjs';

/** Each program by Debian's package. swaks speaks TLS with the help of a library that it only recommends. */
const PACKAGES = [
  ['postfix', ['smtp-sink', 'smtp-source']],
  ['swaks', ['swaks']],
];
const ALONG = { swaks: ['libnet-ssleay-perl'] };

/** The programs' paths, undefined where there is none; `missing` names Debian's packages. */
export function findBenchTools() {
  const missing = PACKAGES.filter(([, programs]) =>
    programs.some((program) => findProgram(program) === undefined),
  ).map(([name]) => name);
  return {
    smtpSink: findProgram('smtp-sink'),
    smtpSource: findProgram('smtp-source'),
    swaks: findProgram('swaks'),
    missing,
  };
}

/** Installs what is missing; needs root and apt, so only a caller that knows that it may asks for it. */
export async function installBenchTools({ log }) {
  const { missing } = findBenchTools();
  if (missing.length === 0) return;
  log(`Installing ${missing.join(', ')}`);
  const packages = missing.flatMap((name) => [name, ...(ALONG[name] ?? [])]);
  await withoutServices(() => installPackages(...packages));
}
