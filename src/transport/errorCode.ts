/** Node's name of an error, such as `ECONNREFUSED`; empty when it has none. Of several addresses' errors the first telling one's. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(tellingOf(error.errors));
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** OpenSSL's errors carry a reason in words, in a message that is for nobody to read. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}

/** That there is no way to one family of addresses is no news where another one was tried. */
function tellingOf(errors: readonly unknown[]): unknown {
  return errors.find((each) => !NO_WAY.has(codeOf(each))) ?? errors[0];
}

const NO_WAY: ReadonlySet<string> = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);
