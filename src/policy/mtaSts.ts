/** A domain's policy of MTA-STS (RFC 8461 section 3.2). */
export interface StsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Names, or `*.` and the rest of one. */
  readonly mx: readonly string[];
  /** Seconds. */
  readonly maxAge: number;
}

export type Read<T> = T | { readonly problem: string };

/**
 * The identifier in the TXT records at `_mta-sts.DOMAIN` (RFC 8461 section 3.1); undefined if none is one of MTA-STS, a problem
 * if there are several, as then a domain counts as having none.
 */
export function readStsRecord(records: readonly string[]): Read<{ readonly id: string }> | undefined {
  const own = records.filter((text) => /^v=STSv1\s*(?:;|$)/.test(text));
  const [text] = own;
  if (text === undefined) return undefined;
  if (own.length > 1) return { problem: `there are ${own.length} records, which counts as none` };
  const id = /;\s*id\s*=\s*([^;\s]*)\s*(?:;|$)/.exec(text)?.[1];
  if (id === undefined) return { problem: 'the record has no id' };
  return /^[A-Za-z0-9]{1,32}$/.test(id)
    ? { id }
    : { problem: 'the record’s id is not 1 to 32 letters and digits' };
}

/** Where the policy of a domain is (RFC 8461 section 3.3). */
export function policyUrl(domain: string): string {
  return `https://mta-sts.${domain}/.well-known/mta-sts.txt`;
}

/** Octets; RFC 8461 section 3.3 proposes this limit. */
export const MAX_POLICY = 65_536;

/** Reads a policy's file, `key: value` on each line. Of a key that is there twice the first counts, but for `mx`. */
export function readPolicy(text: string): Read<StsPolicy> {
  const fields = text.split(/\r?\n/).flatMap((line) => {
    const [, key, value] = /^\s*([\w.-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [{ key, value }];
  });
  const first = (key: string): string | undefined => fields.find((field) => field.key === key)?.value;
  const mode = first('mode');
  const maxAge = first('max_age');
  const mx = fields.filter(({ key }) => key === 'mx').map(({ value }) => value.toLowerCase());
  if (first('version') !== 'STSv1') return { problem: 'it does not begin with “version: STSv1”' };
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none')
    return { problem: 'its mode is none of enforce, testing and none' };
  if (maxAge === undefined || !/^\d{1,10}$/.test(maxAge) || Number(maxAge) > A_YEAR)
    return { problem: `its max_age is not a number of seconds up to ${A_YEAR}` };
  if (mx.length === 0 && mode !== 'none') return { problem: 'it names no mx' };
  const bad = mx.find((pattern) => !PATTERN.test(pattern));
  if (bad !== undefined) return { problem: `its mx “${bad}” is not the name of a host` };
  return { mode, mx, maxAge: Number(maxAge) };
}

/** Seconds: RFC 8461 section 3.2. */
const A_YEAR = 31_557_600;

const PATTERN = /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/** Whether a policy allows an MX host: a wildcard stands for one label, the first (RFC 8461 section 4.1). */
export function allowsHost({ mx }: Pick<StsPolicy, 'mx'>, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const rest = name.slice(name.indexOf('.') + 1);
  return mx.some((pattern) =>
    pattern.startsWith('*.') ? name.includes('.') && rest === pattern.slice(2) : name === pattern,
  );
}
