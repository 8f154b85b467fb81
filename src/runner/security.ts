import type { ConnectionError, TlsOptions } from '../transport/transport';
import type { Endpoint } from './planTypes';
import { TIMEOUTS, type SessionState } from './sessionState';
import { judgePolicy } from './tlsPolicy';

/**
 * How TLS is to be spoken to an endpoint. Certificate files are read before the connection is opened; one that cannot be
 * read is an error of the file, and nothing is sent.
 */
export async function tlsOptionsFor(
  state: SessionState,
  endpoint: Endpoint,
): Promise<TlsOptions | undefined> {
  const { host, plan } = state;
  const { options } = endpoint;
  const settings = state.settings.tls;
  const texts: Record<string, string> = {};
  for (const [name, path] of Object.entries({
    ca: options.caFile ?? settings.caFile,
    cert: options.certFile ?? settings.certFile,
    // s_client finds the key in the certificate's file when it is given no other.
    key: options.keyFile ?? options.certFile ?? settings.keyFile ?? settings.certFile,
  })) {
    if (path === undefined) continue;
    const read = await readAll(state, path);
    if ('problem' in read) {
      state.failure({ kind: 'file', line: plan.line, message: read.problem });
      return undefined;
    }
    texts[name] = read.text;
  }
  const { ca, cert, key } = texts;
  const minVersion = options.minVersion ?? settings.minVersion;
  const maxVersion = options.maxVersion ?? settings.maxVersion;
  return {
    serverName: options.serverName ?? settings.serverName ?? endpoint.host,
    verify: host.overrides.tlsVerify ?? settings.verify,
    ca: [...host.trust(endpoint), ...(ca === undefined ? [] : [ca])],
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(settings.ciphers === undefined ? {} : { ciphers: settings.ciphers }),
    ...(settings.passphrase === undefined ? {} : { passphrase: settings.passphrase }),
    ...(settings.withoutSni ? { withoutSni: true } : {}),
    ...(settings.alpn === undefined ? {} : { alpn: settings.alpn }),
  };
}

/** Upgrades the connection after the server's 220 to STARTTLS (RFC 3207 section 4). */
export async function startTls(state: SessionState, line: number): Promise<boolean> {
  const { transport, tlsOptions } = state.connection;
  // Whatever goes wrong from here on: the server waits for a handshake, and no QUIT of ours would be understood.
  state.spoilt = true;
  if (transport.hasUnread) {
    // CVE-2011-0411: what stands here would be taken for the server's word under TLS.
    const octets = transport.discardUnread().length;
    state.failure({
      kind: 'injection',
      line,
      message: `${octets} octets came in plain text after the 220 to STARTTLS and before the handshake; they were discarded`,
      hint: 'Somebody may be injecting replies between you and the server (CVE-2011-0411).',
    });
    return false;
  }
  const result = await transport.startTls(tlsOptions, state.timeout(TIMEOUTS.connect));
  if (result.kind === 'failed') {
    if (result.refused !== undefined) state.secured(result.refused);
    state.broken(afterStartTls(result.error), line);
    return false;
  }
  state.spoilt = false;
  state.capabilities = undefined;
  tellSecurity(state);
  return true;
}

/** Replies in plain text behind the one to STARTTLS, which were read as what the transcript records. */
export function refuseInjected(state: SessionState, line: number): 'stop' {
  state.spoilt = true;
  const replies = state.answers === 2 ? 'Another reply' : `${state.answers - 1} more replies`;
  state.failure({
    kind: 'injection',
    line,
    message: `${replies} came in plain text after the reply to STARTTLS, where the handshake is due`,
    hint: 'Somebody may be injecting replies between you and the server (CVE-2011-0411). What the server says under TLS is recorded below the next command.',
  });
  return 'stop';
}

/** The server has just said that it speaks TLS here, so another port is not what to try. */
function afterStartTls(error: ConnectionError): ConnectionError {
  if (error.kind === 'timeout')
    return {
      ...error,
      hint: 'Its log may say why. Where it is merely slow, raise the limit with “# @timeout”.',
    };
  if (error.kind !== 'plaintext') return { hint: 'Its log may say why.', ...error };
  return {
    kind: 'plaintext',
    message: 'The server went on in plain text after its 220 to STARTTLS, where the TLS handshake is due',
    hint: 'It does not do what it says, or somebody injects replies between you and it (CVE-2011-0411).',
  };
}

/** Tells how the connection is protected, if it is. */
export function tellSecurity(state: SessionState): void {
  const facts = state.connection.transport.tls;
  if (facts === undefined) return;
  state.secured(facts);
  if (facts.problem !== undefined)
    state.notice('warning', `The certificate was not verified, as @tls-verify is off. ${facts.problem}`);
  judgePolicy(state);
}

async function readAll(state: SessionState, path: string): Promise<{ text: string } | { problem: string }> {
  const opened = await state.host.openFile(path);
  if (opened.kind === 'failed') return { problem: opened.message };
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of opened.chunks) chunks.push(chunk);
  } catch (error) {
    return { problem: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  return { text: Buffer.concat(chunks).toString('latin1') };
}
