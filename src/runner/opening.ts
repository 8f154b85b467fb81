import { parseEhlo } from '../smtp/extensions';
import type { Reply } from '../smtp/reply';
import { encodeProxyHeader, formatProxyHeader } from '../smtp/proxyProtocol';
import { formatEndpoint } from '../syntax/connection';
import { formatProxy } from '../syntax/proxyUrl';
import type { ConnectionError, Target, TlsOptions } from '../transport/transport';
import { check, hold, holdOne, receiveUnrecorded } from './checking';
import { brief, judge } from './expectation';
import { unasked } from './learning';
import { connectToMailHost } from './mailExchangers';
import { readServer } from './planServer';
import type { Endpoint, Expect } from './planTypes';
import { receiveReply } from './receiving';
import { startTls, tellSecurity, tlsOptionsFor } from './security';
import { TIMEOUTS, type Outcome, type SessionState } from './sessionState';
import { showTlsPolicy } from './tlsPolicy';
import { sendOwn } from './writing';

/** Where to connect; undefined, and told why, if nobody knows. */
export async function findServer(state: SessionState): Promise<Endpoint | undefined> {
  const { host, plan, scope } = state;
  if (host.server !== undefined) return host.server;
  const { server } = plan;
  switch (server.kind) {
    case 'endpoint':
      return server.endpoint;
    case 'unsaid':
      state.failure({
        kind: 'plan',
        line: plan.line,
        message: 'The transcript does not say where to connect',
        hint: 'Begin it with a line such as “telnet mail.example.com 25” or “# @server smtp://mail.example.com”.',
      });
      return undefined;
    case 'template': {
      const filled = await scope.fill(server.template);
      const read =
        'problem' in filled
          ? filled
          : readServer(server.form, filled.values.map((value) => value.text).join(''));
      if ('endpoint' in read) return read.endpoint;
      state.failure({ kind: 'plan', line: server.line, message: read.problem });
      return undefined;
    }
  }
}

/** Connects, with TLS from the first byte if the endpoint says so; why there is no connection has been told. */
export async function connect(state: SessionState, endpoint: Endpoint): Promise<boolean> {
  if (endpoint.scheme === 'mx')
    return await connectToMailHost(state, endpoint, (host, addresses) => connectTo(state, host, addresses));
  const error = await connectTo(state, endpoint, undefined);
  if (error !== undefined && error !== 'told') state.broken(error, state.plan.line);
  return error === undefined;
}

async function connectTo(
  state: SessionState,
  endpoint: Endpoint,
  addresses: readonly string[] | undefined,
): Promise<ConnectionError | 'told' | undefined> {
  const { host, settings, signal, proxy } = state;
  const tlsOptions = await tlsOptionsFor(state, endpoint);
  if (tlsOptions === undefined) return 'told';
  await showTlsPolicy(state, endpoint);
  if (proxy !== undefined)
    state.notice('information', `by way of the proxy ${formatProxy(proxy)} to ${formatEndpoint(endpoint)}`);
  const target = {
    ...targetOf(state, endpoint, tlsOptions),
    ...(addresses === undefined ? {} : { addresses }),
  };
  const result = await host.connect(target, signal);
  if (result.kind === 'failed') {
    if (result.refused !== undefined) state.secured(result.refused);
    return result.error;
  }
  const { transport } = result;
  state.open({ transport, endpoint, tlsOptions });
  const at = state.now;
  state.tell(() => ({ at, type: 'connected', ...transport.facts }));
  const { proxyHeader } = settings;
  if (proxyHeader !== undefined)
    state.notice(
      'information',
      `sent the header of the PROXY protocol, version ${proxyHeader.version}: ${formatProxyHeader(proxyHeader)}`,
    );
  tellSecurity(state);
  return undefined;
}

function targetOf(state: SessionState, endpoint: Endpoint, tlsOptions: TlsOptions): Target {
  const { settings, proxy } = state;
  const { scheme, host, port, options } = endpoint;
  const family = options.family ?? settings.family;
  const bind = options.bind ?? settings.bind;
  const { proxyHeader } = settings;
  return {
    host,
    port,
    // `@name` is how Linux’s tools write a socket in the abstract namespace.
    ...(scheme === 'lmtp+unix' ? { path: host.replace(/^@/, '\0') } : {}),
    ...(family === undefined ? {} : { family }),
    ...(bind === undefined ? {} : { bind: bind.replace(/^\[|\]$/g, '') }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(proxyHeader === undefined ? {} : { preamble: encodeProxyHeader(proxyHeader) }),
    timeout: state.timeout(TIMEOUTS.connect),
    ...(scheme === 'smtps' ? { tls: tlsOptions } : {}),
    ...(willStartTls(state, endpoint) ? { upgrade: tlsOptions } : {}),
  };
}

/** Whether a handshake is to come, whose settings had better be right. */
function willStartTls({ plan }: SessionState, { scheme }: Endpoint): boolean {
  return (
    scheme === 'smtp+starttls' ||
    plan.steps.some(({ send }) => send?.kind === 'command' && send.verb === 'STARTTLS')
  );
}

/** The greeting and, for `smtp+starttls`, what `openssl s_client -starttls smtp` says before it hands over. */
export async function open(state: SessionState): Promise<Outcome> {
  const first = state.plan.steps[0];
  const expects = first?.send === undefined ? (first?.expects ?? []) : [];
  if (state.connection.endpoint.scheme === 'smtp+starttls') return await openByStartTls(state, expects);
  const requested = {
    ...unasked(expects.length > 0 ? undefined : state.plan.line, state.timeout(TIMEOUTS.greeting)),
    // What is checked of the greeting may hold a secret.
    step: first?.send === undefined ? first : undefined,
  };
  return expects.length > 0 ? await hold(state, requested) : await receiveUnrecorded(state, requested);
}

async function openByStartTls(state: SessionState, expects: readonly Expect[]): Promise<Outcome> {
  const { localAddress } = state.connection.transport.facts;
  const address = localAddress === '' ? '127.0.0.1' : localAddress;
  const literal = address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
  const greeting = await exchange(state, undefined);
  const ehlo = greeting === undefined ? undefined : await exchange(state, `EHLO ${literal}`);
  if (greeting === undefined || ehlo === undefined) return 'stop';
  if (!parseEhlo(ehlo.lines).keywords.has('STARTTLS')) {
    state.failure({
      kind: 'protocol',
      line: state.plan.line,
      message: 'The server does not offer STARTTLS',
      hint: 'Use smtp:// for plain text or smtps:// for a port that speaks TLS from the first byte.',
    });
    return 'stop';
  }
  if ((await exchange(state, 'STARTTLS')) === undefined) return 'stop';
  if (!(await startTls(state, state.plan.line))) return 'stop';
  for (const expect of expects)
    if ((await holdOpening(state, expect, greeting, ehlo)) === 'stop') return 'stop';
  return 'on';
}

/** What is recorded before the first line of the client, where the conversation has begun without the transcript. */
async function holdOpening(
  state: SessionState,
  expect: Expect,
  greeting: Reply,
  ehlo: Reply,
): Promise<Outcome> {
  // Whether the server closes or is silent now, no reply that came before tells.
  if (expect.kind !== 'reply')
    return await holdOne(state, expect, unasked(expect.line, state.timeout(TIMEOUTS.reply)));
  // A pasted s_client session shows either the greeting or the reply to EHLO, mostly the last line of it.
  const isGreeting = expect.codes.some((code) => code.startsWith('22'));
  const isWhole = expect.lines.length > 1;
  const reply = isGreeting ? greeting : isWhole ? ehlo : { ...ehlo, lines: ehlo.lines.slice(-1) };
  const isSet = !isGreeting && isWhole;
  if (expect.optional && !judge(expect, reply, 'code', isSet).passed) return 'on';
  return check(state, expect, reply, isSet);
}

/** One command that the run itself sends, and its reply, which has to be 2xx. */
async function exchange(state: SessionState, command: string | undefined): Promise<Reply | undefined> {
  if (command !== undefined) {
    if (!(await sendOwn(state, command))) return undefined;
  }
  const reply = await receiveReply(
    state,
    unasked(undefined, state.timeout(TIMEOUTS.greeting)),
    state.plan.line,
  );
  if (reply === undefined || reply.code < 300) return reply;
  state.failure({
    kind: 'protocol',
    line: state.plan.line,
    message: `The server answered ${command ?? 'the connection'} with ${brief(state.seen(reply))}`,
    hint: 'Nothing of the transcript was sent: smtp+starttls:// sends nothing of it in plain text.',
  });
  return undefined;
}
