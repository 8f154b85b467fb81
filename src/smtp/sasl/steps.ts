/** How many lines follow the AUTH line: without an initial response on it, and with one. */
const STEPS: ReadonlyMap<string, readonly [without: number, withInitial: number]> = /* @__PURE__ */ new Map([
  ['PLAIN', [1, 0]],
  ['LOGIN', [2, 1]],
  ['CRAM-MD5', [1, 1]],
  ['XOAUTH2', [1, 0]],
  ['OAUTHBEARER', [1, 0]],
  ['EXTERNAL', [1, 0]],
  ['ANONYMOUS', [1, 0]],
  ['DIGEST-MD5', [2, 2]],
  ['NTLM', [2, 1]],
]);

/**
 * How many lines of the client follow the `AUTH` line when all goes well, so that a reader knows which lines of a
 * transcript are responses. SCRAM's last one is the empty answer to the server's signature (RFC 5802 section 5).
 * Undefined for a mechanism that is not known.
 */
export function mechanismSteps(mechanism: string, hasInitialResponse: boolean): number | undefined {
  const name = mechanism.toUpperCase();
  const steps = name.startsWith('SCRAM-') ? ([3, 2] as const) : STEPS.get(name);
  return steps?.[hasInitialResponse ? 1 : 0];
}
