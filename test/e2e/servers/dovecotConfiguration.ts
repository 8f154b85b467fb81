import * as path from 'node:path';
import type { CertificateFiles } from '../../support/certificates';
import type { Ports } from './server';

/** Where the parts of an instance are; all paths are absolute. */
export interface DovecotSettings {
  readonly dir: string;
  readonly log: string;
  readonly mail: string;
  readonly users: string;
  /** The file with the {@link tokenConfiguration}. */
  readonly tokens: string;
  readonly tls: CertificateFiles & { readonly ca: string };
  readonly ports: Ports<'submission' | 'tls' | 'lmtp' | 'auth'>;
  readonly relayPort: number;
  readonly requireClientCertificate: boolean;
}

/** The configuration of an instance, in the language of Dovecot 2.3. */
export function dovecotConfiguration(settings: DovecotSettings): string {
  const { dir, log, mail, users, tokens, tls, ports, relayPort, requireClientCertificate } = settings;
  const run = path.join(dir, 'run');
  return `base_dir = ${run}
state_dir = ${run}
log_path = ${log}
instance_name = smtp-transcript
protocols = submission lmtp
listen = 127.0.0.1
hostname = mail.example.test
login_greeting = Dovecot ready.
login_trusted_networks =

ssl = yes
ssl_cert = <${tls.certificate}
ssl_key = <${tls.key}
ssl_ca = <${tls.ca}
ssl_min_protocol = TLSv1.2
ssl_verify_client_cert = yes
ssl_require_crl = no
auth_ssl_require_client_cert = ${requireClientCertificate ? 'yes' : 'no'}
auth_ssl_username_from_cert = yes


disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer external
auth_username_format = %Ln
# A wrong password is answered at once.
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${tokens}
}
passdb {
  driver = static
  mechanisms = external
  args = nopassword=yes
}
passdb {
  driver = passwd-file
  mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256
  args = scheme=PLAIN ${users}
}
passdb {
  driver = passwd-file
  mechanisms = lookup none
  args = scheme=PLAIN ${users}
}
userdb {
  driver = passwd-file
  args = ${users}
  default_fields = uid=dovecot gid=dovecot home=${mail}/%n
}
first_valid_uid = 1
mail_location = maildir:${mail}/%n

${submissionService(ports, relayPort)}service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${ports.auth}
  }
}
service stats {
  process_limit = 1
}
`;
}

/** The submission service, which 2.3 and 2.4 have in the same words. */
export function submissionService(ports: Ports<'submission' | 'tls'>, relayPort: number): string {
  return `submission_relay_host = 127.0.0.1
submission_relay_port = ${relayPort}
submission_relay_trusted = yes
submission_max_mail_size = 100M

service submission-login {
  inet_listener submission {
    port = ${ports.submission}
  }
  inet_listener submissions {
    port = ${ports.tls}
    ssl = yes
  }
}
`;
}

/** How Dovecot checks the signature of a token by itself, with the keys in a folder. */
export function tokenConfiguration(keys: string): string {
  return `introspection_mode = local
local_validation_key_dict = fs:posix:prefix=${keys}/
username_attribute = sub
username_format = %Ln
`;
}
