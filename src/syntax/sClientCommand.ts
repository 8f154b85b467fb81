import type { Connection, ConnectionOptions, Scheme } from './connection';
import { badConnection, DEFAULT_PORTS, readPort, unknownOption } from './connectionWords';
import type { Diagnostic } from './diagnostic';
import type { Word } from './words';

/** s_client's options: those that take a value and what they set, those that mean nothing here. */
const S_CLIENT_VALUES: Readonly<Record<string, (value: string) => ConnectionOptions>> = {
  '-servername': (serverName) => ({ serverName }),
  '-CAfile': (caFile) => ({ caFile }),
  '-cert': (certFile) => ({ certFile }),
  '-key': (keyFile) => ({ keyFile }),
  '-bind': (bind) => ({ bind }),
  // How long a chain may be, and nothing that a run would do in another way.
  '-verify': () => ({}),
};
/** The options with a value that say where to connect rather than how. */
const VALUED: ReadonlySet<string> = new Set(['-connect', '-host', '-port', '-starttls']);
const S_CLIENT_FLAGS: Readonly<Record<string, ConnectionOptions>> = {
  '-tls1': { minVersion: 'TLSv1', maxVersion: 'TLSv1' },
  '-tls1_1': { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' },
  '-tls1_2': { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
  '-tls1_3': { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' },
  '-4': { family: 4 },
  '-6': { family: 6 },
  '-crlf': {},
  '-quiet': {},
  '-ign_eof': {},
  '-showcerts': {},
  '-brief': {},
  '-verify_return_error': {},
  '-no_tls1_3': { maxVersion: 'TLSv1.2' },
  '-no_tls1_2': { minVersion: 'TLSv1.3' },
  // These are not spoken here unless a file asks for them.
  '-no_tls1_1': {},
  '-no_tls1': {},
  '-no_ssl3': {},
  // What s_client prints, and how it reads what is typed.
  '-debug': {},
  '-msg': {},
  '-state': {},
  '-status': {},
  '-tlsextdebug': {},
  '-prexit': {},
  '-nocommands': {},
  '-no_ign_eof': {},
  '-verify_quiet': {},
};

/** Where `openssl s_client` connects, and how. */
export function parseSClient(command: Word, rest: readonly Word[]): Connection {
  const diagnostics: Diagnostic[] = [];
  let options: ConnectionOptions = {};
  let target: Word | undefined;
  let separatePort: Word | undefined;
  let scheme: Scheme = 'smtps';
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at];
    if (word === undefined) break;
    const name = word.value.startsWith('--') ? word.value.slice(1) : word.value;
    const valued = S_CLIENT_VALUES[name];
    const flag = S_CLIENT_FLAGS[name];
    if (flag !== undefined) {
      options = { ...options, ...flag };
    } else if (VALUED.has(name) || valued !== undefined) {
      const value = rest[++at];
      if (value === undefined) diagnostics.push(badConnection(word, `${name} needs a value`));
      else if (name === '-connect' || name === '-host') target = value;
      else if (name === '-port') separatePort = value;
      else if (name === '-starttls') {
        if (value.value === 'smtp') scheme = 'smtp+starttls';
        else
          diagnostics.push(
            badConnection(value, `-starttls ${value.value} is not for SMTP; write -starttls smtp`, 'smtp'),
          );
      } else if (valued !== undefined) options = { ...options, ...valued(value.value) };
    } else if (name.startsWith('-')) {
      diagnostics.push(
        unknownOption(word, [...VALUED, ...Object.keys(S_CLIENT_VALUES), ...Object.keys(S_CLIENT_FLAGS)]),
      );
    } else {
      target ??= word;
    }
  }
  const match = /^(\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[^:]+)(?::(\w+))?$/i.exec(target?.value ?? '');
  const host = match?.[1]?.replace(/^\[|\]$/g, '');
  const port = readPort(match?.[2] ?? separatePort?.value ?? String(DEFAULT_PORTS[scheme]));
  if (host === undefined || port === undefined) {
    const message =
      'openssl s_client needs “-connect host:port”, as in “openssl s_client -connect mail.example.com:465”';
    return { endpoint: undefined, diagnostics: [...diagnostics, badConnection(target ?? command, message)] };
  }
  return { endpoint: { scheme, host, port, options }, diagnostics };
}
