import type { Ports, SmtpPort } from './server';

/** Where the parts of an instance are; all paths are absolute. */
export interface SendmailSettings {
  readonly dir: string;
  /** The folder of Sendmail's macros, with a slash at its end. */
  readonly macros: string;
  /** What HELP says. */
  readonly help: string;
  readonly ports: Ports<SmtpPort>;
  /** The program that delivers a message, given on standard input, into the folder `mail`. */
  readonly deliver: string;
  readonly mail: string;
  readonly mailUser: string;
}

/** A folder that only root can write in, and that only the instance sees. */
export const SENDMAIL_PRIVATE = '/run/sendmail-private';

const MECHANISMS = 'EXTERNAL PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 ANONYMOUS';

/** The configuration of an instance as its source for m4, see cf/README of Sendmail. */
export function sendmailConfiguration(settings: SendmailSettings): string {
  const { dir, macros, help, ports, deliver, mail, mailUser } = settings;
  const define = (name: string, value: string): string => `define(\`${name}', \`${value}')dnl`;
  const daemon = (name: string, port: number, more: string): string =>
    `DAEMON_OPTIONS(\`Name=${name}, Addr=127.0.0.1, Port=${port}${more}')dnl`;
  return `${[
    'divert(-1)',
    `define(\`_CF_DIR_', \`${macros}')`,
    `include(\`${macros}m4/cf.m4')`,
    'divert(0)dnl',
    "OSTYPE(`linux')dnl",
    define('confDOMAIN_NAME', 'mail.example.test'),
    define('QUEUE_DIR', `${dir}/queue`),
    define('confPID_FILE', `${dir}/sendmail.pid`),
    define('STATUS_FILE', `${dir}/statistics`),
    define('HELP_FILE', help),
    define('confHOSTS_FILE', '/etc/hosts'),
    define('confSERVICE_SWITCH_FILE', `${dir}/service.switch`),
    define('confTO_IDENT', '0'),
    define('confTO_RESOLVER_RETRANS', '1s'),
    define('confDELIVERY_MODE', 'background'),
    define('confMAX_MESSAGE_SIZE', '104857600'),
    define('confEIGHT_BIT_HANDLING', 'pass8'),
    define('confDEF_USER_ID', mailUser),
    define('confPRIVACY_FLAGS', 'authwarnings'),
    define('confAUTH_MECHANISMS', MECHANISMS),
    `TRUST_AUTH_MECH(\`${MECHANISMS}')dnl`,
    define('confCACERT_PATH', SENDMAIL_PRIVATE),
    define('confCACERT', `${SENDMAIL_PRIVATE}/ca.crt`),
    define('confSERVER_CERT', `${SENDMAIL_PRIVATE}/server.crt`),
    define('confSERVER_KEY', `${SENDMAIL_PRIVATE}/server.key`),
    "undefine(`ALIAS_FILE')dnl",
    "FEATURE(`no_default_msa')dnl",
    "FEATURE(`accept_unqualified_senders')dnl",
    "FEATURE(`accept_unresolvable_domains')dnl",
    "FEATURE(`nocanonify')dnl",
    "LOCAL_DOMAIN(`example.test')dnl",
    daemon('MTA', ports.plain, ''),
    daemon('MSA', ports.submission, ', M=E'),
    daemon('TLSMTA', ports.tls, ', M=s'),
    define('LOCAL_MAILER_PATH', deliver),
    // A program without a user ($u) among its arguments would be spoken to in SMTP.
    define('LOCAL_MAILER_ARGS', `deliver ${mail} $u`),
    // No "From " line, and octets above 127 as they are.
    define('LOCAL_MAILER_FLAGS', 'n9'),
    // The users need not be known to the system, and there are no addresses that are files or programs.
    "MODIFY_MAILER_FLAGS(`LOCAL', `-Aw5:/|@')dnl",
    "MAILER(`local')dnl",
    "MAILER(`smtp')dnl",
    'LOCAL_RULESETS',
    'SLocal_check_rcpt',
    'R$*\t\t\t$: $>canonify $1',
    'Rnobody < @ $+ > $*\t$#error $@ 5.1.1 $: "550 no such user here"',
    'Rnobody < @ $+. > $*\t$#error $@ 5.1.1 $: "550 no such user here"',
  ].join('\n')}\n`;
}
