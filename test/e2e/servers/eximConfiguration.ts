import * as path from 'node:path';
import type { CertificateFiles } from '../../support/certificates';
import type { Ports } from './server';

/** Where the parts of an instance are; all paths are absolute. */
export interface EximSettings {
  readonly dir: string;
  readonly exim: string;
  readonly user: string;
  readonly ports: Ports;
  readonly tls: CertificateFiles;
}

/** The configuration of an instance, see Exim's specification, chapter 14. */
export function eximConfiguration({ dir, exim, user, ports, tls }: EximSettings): string {
  return `exim_path = ${exim}
primary_hostname = mail.example.test
exim_user = ${user}
exim_group = ${user}
spool_directory = ${path.join(dir, 'spool')}
log_file_path = ${path.join(dir, 'log')}/%slog
pid_file_path = ${path.join(dir, 'exim.pid')}
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${ports.plain} : ${ports.submission} : ${ports.tls}
tls_on_connect_ports = ${ports.tls}
tls_advertise_hosts = *
tls_certificate = ${tls.certificate}
tls_privatekey = ${tls.key}
# On the submission port passwords are for encrypted connections only.
auth_advertise_hosts = \${if and{{eq{$received_port}{${ports.submission}}}{eq{$tls_in_cipher}{}}}{}{*}}
keep_environment =
queue_only = true
queue_run_in_order = true
split_spool_directory = false
message_size_limit = 100M
rfc1413_query_timeout = 0s
host_lookup =
prdr_enable = true
smtputf8_advertise_hosts = *
dsn_advertise_hosts = *
chunking_advertise_hosts = *
pipelining_connect_advertise_hosts = *
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
  transport = mailbox

begin transports

mailbox:
  driver = appendfile
  file = ${path.join(dir, 'spool')}/mailbox
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
`;
}
