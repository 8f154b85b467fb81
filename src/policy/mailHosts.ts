import type { MxRecord, Resolver } from './resolver';

/** A host that takes a domain's mail. */
export interface MailHost {
  readonly name: string;
  /** Undefined of a domain without MX records, which is its own mail host. */
  readonly preference: number | undefined;
}

export type MailHosts =
  | { readonly kind: 'hosts'; readonly hosts: readonly MailHost[] }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string };

/** The hosts of a domain in the order in which they are to be tried (RFC 5321 section 5.1). */
export async function findMailHosts(
  domain: string,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<MailHosts> {
  const answer = await resolver.resolveMx(domain, signal);
  switch (answer.kind) {
    case 'failed':
      return {
        kind: 'failed',
        message: `The MX records of ${domain} cannot be looked up: ${answer.reason}`,
        hint: 'Try again, or name the host: smtp://HOST.',
      };
    case 'none':
      return implicit(domain, resolver, signal);
    case 'found':
      return answer.records.every(isNull)
        ? refusing(domain)
        : { kind: 'hosts', hosts: ordered(answer.records.filter((record) => !isNull(record))) };
  }
}

/** RFC 7505: a single record with the root as its host says that the domain takes no mail; beside others it says nothing. */
function isNull({ exchange }: MxRecord): boolean {
  return exchange === '' || exchange === '.';
}

function refusing(domain: string): MailHosts {
  return {
    kind: 'failed',
    message: `${domain} takes no mail: its MX record is the null MX (RFC 7505)`,
    hint: 'Nothing is to be sent to addresses of this domain.',
  };
}

/** Those of one preference are to be tried in any order; here it is that of their names, so that runs are alike. */
function ordered(records: readonly MxRecord[]): MailHost[] {
  return records
    .map(({ exchange, preference }) => ({ name: exchange.replace(/\.$/, ''), preference }))
    .sort((a, b) => a.preference - b.preference || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A domain that has an address and no MX record is treated as if it had one that names itself. */
async function implicit(domain: string, resolver: Resolver, signal: AbortSignal): Promise<MailHosts> {
  const answers = await Promise.all([resolver.resolve4(domain, signal), resolver.resolve6(domain, signal)]);
  if (answers.some(({ kind }) => kind === 'found'))
    return { kind: 'hosts', hosts: [{ name: domain, preference: undefined }] };
  const failed = answers.find((answer) => answer.kind === 'failed');
  return {
    kind: 'failed',
    message:
      failed === undefined
        ? `The domain ${domain} has no MX record and no address, or does not exist`
        : `${domain} has no MX record, and its addresses cannot be looked up: ${failed.reason}`,
    hint: 'Check the spelling of the domain.',
  };
}
