/** A number of octets as people read it, in powers of 1000: `12.3 kB`. */
export function formatOctets(octets: number): string {
  return inUnits(octets, 1000, ['bytes', 'kB', 'MB', 'GB', 'TB']);
}

/** The same in powers of 1024, in which servers are mostly configured: `9.8 MiB`. */
export function formatBinaryOctets(octets: number): string {
  return inUnits(octets, 1024, ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']);
}

/** Both in Markdown, the first one in bold, for a hover: `**12.3 kB** (12.1 KiB)`. Of less than a kilobyte there is one way to say it. */
export function describeOctets(octets: number): string {
  return octets < 1000
    ? `**${formatOctets(octets)}**`
    : `**${formatOctets(octets)}** (${formatBinaryOctets(octets)})`;
}

function inUnits(octets: number, base: number, units: readonly string[]): string {
  let value = octets;
  let at = 0;
  // What would be rounded up to the base is one of the next unit.
  while (Math.round(value * 10) / 10 >= base && at < units.length - 1) {
    value /= base;
    at++;
  }
  const unit = octets === 1 ? 'byte' : (units[at] ?? '');
  return `${at === 0 ? String(octets) : value.toFixed(1).replace(/\.0$/, '')} ${unit}`;
}
