/** What {@link findBenchTools} found: the programs' paths. */
export interface BenchTools {
  readonly smtpSink: string | undefined;
  readonly smtpSource: string | undefined;
  readonly swaks: string | undefined;
  /** Debian's names of the packages that are not there. */
  readonly missing: readonly string[];
}

/** Looks for the programs and changes nothing. */
export function findBenchTools(): BenchTools;
