import * as path from 'node:path';
import type { CertificateFiles } from '../../support/certificates';
import type { Ports, SmtpPort } from './server';

/** Where the parts of an instance are; all paths are absolute. */
export interface EximSettings {
  readonly dir: string;
  readonly exim: string;
  readonly user: string;
  readonly ports: Ports<SmtpPort>;
  readonly tls: CertificateFiles & { readonly ca: string };
  readonly mail: string;
  /** Whether mail stays in the queue. */
  readonly hold: boolean;
  readonly authPort: number | undefined;
  readonly requireClientCertificate: boolean;
}

/** The configuration of an instance, see Exim's specification, chapter 14. */
export function eximConfiguration(settings: EximSettings): string {
  const { dir, exim, user, ports, tls, mail, hold, authPort, requireClientCertificate } = settings;
  return `exim_path = ${exim}
primary_hostname = mail.example.test
exim_user = ${user}
exim_group = ${user}
deliver_drop_privilege = true
spool_directory = ${path.join(dir, 'spool')}
log_file_path = ${path.join(dir, 'log')}/%slog
pid_file_path = ${path.join(dir, 'exim.pid')}
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${ports.plain} : ${ports.submission} : ${ports.tls}
tls_on_connect_ports = ${ports.tls}
tls_advertise_hosts = *
tls_certificate = ${tls.certificate}
tls_privatekey = ${tls.key}
tls_verify_certificates = ${tls.ca}
${requireClientCertificate ? 'tls_verify_hosts = *' : 'tls_try_verify_hosts = *'}
# On the submission port passwords are for encrypted connections only.
auth_advertise_hosts = \${if and{{eq{$received_port}{${ports.submission}}}{eq{$tls_in_cipher}{}}}{}{*}}
keep_environment =
queue_only = ${hold}
queue_run_in_order = true
split_spool_directory = false
message_size_limit = 100M
rfc1413_query_timeout = 0s
host_lookup =
prdr_enable = true
smtputf8_advertise_hosts = *
dsn_advertise_hosts = *
chunking_advertise_hosts = *
# Where this is offered, Exim no longer minds text that runs ahead of its replies.
pipelining_connect_advertise_hosts = \${if eq{$received_port}{${ports.plain}}{*}{}}
smtp_accept_max = 50
log_selector = +smtp_protocol_error +tls_cipher +received_recipients +smtp_connection +smtp_no_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data_prdr = acl_prdr
acl_smtp_vrfy = accept
acl_smtp_expn = accept
acl_smtp_etrn = deny

begin acl

acl_rcpt:
  accept domains = example.test
         local_parts = alice : bob
  deny   domains = example.test
         message = 550 5.1.1 <$local_part@$domain>: no such user here
  accept authenticated = *
  deny   message = 550 5.7.1 <$local_part@$domain>: relaying is not permitted

# A client that asks for a reply per recipient (PRDR) gets two kinds of them.
acl_prdr:
  deny   local_parts = bob
         message = 550 5.7.1 bob does not want this message
  accept

begin routers

mailboxes:
  driver = accept
  domains = example.test
  local_parts = alice : bob
  transport = mailbox

begin transports

mailbox:
  driver = appendfile
  maildir_format = true
  directory = ${mail}/$local_part_data
  user = ${user}

begin authenticators

plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{test}}{eq{$auth3}{secret}}}}
  server_set_id = $auth2

login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{$auth1}{test}}{eq{$auth2}{secret}}}}
  server_set_id = $auth1

cram_md5:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${if eq{$auth1}{test}{secret}fail}
  server_set_id = $auth1

# Offered to a client that has shown a certificate of the authority.
external:
  driver = external
  public_name = EXTERNAL
  server_advertise_condition = \${if eq{$tls_in_certificate_verified}{1}}
  server_param2 = \${certextract{subject,CN}{$tls_in_peercert}}
  server_condition = \${if eq{$auth2}{client.example.test}}
  server_set_id = $auth2
${authPort === undefined ? '' : FROM_DOVECOT.map((mechanism) => fromDovecot(mechanism, authPort)).join('')}`;
}

/** What Exim has no driver of its own for, or not in Debian's build. */
const FROM_DOVECOT = ['DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'XOAUTH2', 'OAUTHBEARER'];

function fromDovecot(mechanism: string, port: number): string {
  return `
${mechanism.toLowerCase().replaceAll('-', '_')}:
  driver = dovecot
  public_name = ${mechanism}
  server_socket = 127.0.0.1 ${port}
  server_set_id = $auth1
`;
}
