/** What {@link ensureMailServers} found. */
export interface MailServers {
  /** Whether private instances of Postfix can be started (by root). */
  readonly postfix: boolean;
  /** The path of Exim's program, if it can be started (by root). */
  readonly exim: string | undefined;
  /** Debian's names of the packages that are not there. */
  readonly missing: readonly string[];
}

export function ensureMailServers(options: {
  readonly log: (line: string) => void;
  readonly install: boolean;
}): Promise<MailServers>;
