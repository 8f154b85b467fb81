import type { Fate, PostfixMechanism } from './postfix';
import type { Ports, SmtpPort } from './server';

/** Where the parts of an instance are; all paths are absolute. */
export interface PostfixPaths {
  readonly dir: string;
  readonly spool: string;
  readonly data: string;
  readonly sasl: string;
  readonly log: string;
  readonly mail: string;
  /** The key and after it the certificate. */
  readonly pem: string;
  readonly ca: string;
}

export interface PostfixSettings extends PostfixPaths {
  readonly fate: Fate;
  /** Who owns the mailboxes. */
  readonly mailUser: { readonly id: number; readonly group: number };
}

/** The main.cf of an instance, see postconf(5). */
export function mainConfiguration(options: PostfixSettings): string {
  const { dir, spool, data, sasl, log, mail, mailUser, pem, ca, fate } = options;
  const transport = TRANSPORTS[fate];
  return `compatibility_level = 3.6
queue_directory = ${spool}
data_directory = ${data}
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${log}
maillog_file_prefixes = ${dir}
myhostname = mail.example.test
mydomain = example.test
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.test
virtual_mailbox_maps = inline:{ {alice@example.test=alice/}, {bob@example.test=bob/} }
virtual_mailbox_base = ${mail}
virtual_uid_maps = static:${mailUser.id}
virtual_gid_maps = static:${mailUser.group}
virtual_mailbox_limit = 0
virtual_transport = ${transport}
default_transport = ${transport}
relay_transport = ${transport}
disable_dns_lookups = yes
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_end_of_data_restrictions = ${fate === 'hold' ? 'check_client_access static:HOLD' : ''}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = ${sasl}
smtpd_sasl_security_options = noanonymous
smtpd_tls_security_level = may
smtpd_tls_chain_files = ${pem}
smtpd_tls_CAfile = ${ca}
smtpd_tls_loglevel = 1
smtpd_authorized_xclient_hosts = 127.0.0.0/8
smtputf8_enable = yes
smtputf8_autodetect_classes = all
message_size_limit = 104857600
mailbox_size_limit = 0
smtpd_soft_error_limit = 50
smtpd_hard_error_limit = 100
smtpd_client_connection_rate_limit = 0
notify_classes =
`;
}

/** Nothing listens on port 1, so that a delivery that is tried there fails for the time being. */
const TRANSPORTS: Record<Fate, string> = {
  hold: 'smtp:[127.0.0.1]:1',
  defer: 'smtp:[127.0.0.1]:1',
  discard: 'discard:',
  deliver: 'virtual:',
};

/** The master.cf of an instance, see master(5): Postfix's usual services, none in a chroot. */
export function masterConfiguration(
  { plain, submission, tls }: Ports<SmtpPort>,
  requireClientCertificate: boolean,
): string {
  const clients = requireClientCertificate
    ? '\n  -o smtpd_tls_security_level=encrypt -o smtpd_tls_req_ccert=yes'
    : '';
  return `127.0.0.1:${plain} inet n - n - - smtpd
127.0.0.1:${submission} inet n - n - - smtpd
  -o syslog_name=postfix/submission -o smtpd_tls_auth_only=yes -o smtpd_tls_security_level=encrypt${clients}
127.0.0.1:${tls} inet n - n - - smtpd
  -o syslog_name=postfix/submissions -o smtpd_tls_wrappermode=yes${clients}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}

/** The smtpd.conf that Cyrus SASL reads. */
export function saslConfiguration(passwords: string, mechanisms: readonly PostfixMechanism[]): string {
  return `pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: ${passwords}
mech_list: ${mechanisms.join(' ')}
`;
}
