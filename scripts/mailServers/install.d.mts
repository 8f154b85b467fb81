/** What {@link ensureMailServers} found. */
export interface MailServers {
  /** The programs of the servers that are not installed but unpacked, as far as they can be started (by root). */
  readonly programs: { readonly [server in 'exim' | 'sendmail' | 'opensmtpd']?: string };
  /** The folders of the servers of a later release of Debian, each a root of its own. */
  readonly roots: { readonly [name in 'dovecot-2.4']?: string };
  /** Where their packages are unpacked, each below a folder of its name. */
  readonly folder: string;
  /** Debian's names of the packages that are not there. */
  readonly missing: readonly string[];
}

export function ensureMailServers(options: {
  readonly log: (line: string) => void;
  readonly install: boolean;
}): Promise<MailServers>;
