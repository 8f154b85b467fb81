import { isLoopback } from '../../syntax/connection';
import type { Endpoint } from '../../syntax/connection';
import type { Fix } from '../../syntax/diagnostic';
import type { Settings, TranscriptDocument } from '../../syntax/document';
import type { Step } from '../conversationModel';
import { hasCode, isRefused } from '../outcomes';
import type { Rule, RuleDocumentation } from './rule';

/** A password, or a token as good as one, sent over a connection that the text shows to be in clear (RFC 4954 section 4). */
export const rule: Rule = {
  code: 'auth-without-tls',
  group: 'conversation',
  severity: 'warning',
  checkStep: {
    on: ['AUTH'],
    evenRefused: true,
    find(step, { document, model, settings }) {
      const { command, before } = step;
      if (before.tls !== 'no' || command?.meant !== 'AUTH' || isTurnedAway(step)) return undefined;
      const { endpoint } = model;
      if (endpoint.kind === 'unknown' || isLoopback(endpoint.endpoint)) return undefined;
      const mechanism = /^\S+/.exec(command.argument)?.[0].toUpperCase();
      if (mechanism === undefined || !PLAINTEXT.has(mechanism)) return undefined;
      return {
        message: `AUTH ${mechanism} without TLS: anybody on the way to ${endpoint.endpoint.host} can read the credentials; base64 is not encryption. Send STARTTLS first, or connect with TLS`,
        span: command.span,
        // Not where the transcript itself says STARTTLS somewhere.
        fixes: model.saysStartTls ? [] : connectWithTls(document, settings, endpoint.endpoint),
      };
    },
  },
};

/** Mechanisms whose messages hold the password or token itself. */
const PLAINTEXT: ReadonlySet<string> = new Set(['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']);

/** Puts TLS into the transcript's own connection line. */
function connectWithTls(
  { text }: TranscriptDocument,
  { connections }: Settings,
  { host, port }: Endpoint,
): readonly Fix[] {
  const line = connections.at(-1);
  if (line === undefined) return [];
  const written = text.slice(line.value.start, line.value.end);
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const newText = /^CONNECT\s+smtp:\/\/[^/?#\s]+$/i.test(written)
    ? written.replace(/smtp:\/\/.*/i, `smtp+starttls://${address}`)
    : // With an option, the line says more than host and port.
      /^(?:telnet|nc|ncat)\s+[^-\s]\S*(?:\s+\w+)?$/i.test(written)
      ? `openssl s_client -starttls smtp -crlf -connect ${address}`
      : undefined;
  return newText === undefined
    ? []
    : [{ title: 'Connect with STARTTLS', changes: [{ span: line.value, newText }] }];
}

/** Whether the recorded reply refuses AUTH as such, as a server does that asks for TLS; 535 only refuses the password. */
function isTurnedAway(step: Step): boolean {
  return isRefused(step) && !hasCode(step.exchange, '535');
}

export const documentation: RuleDocumentation = {
  why: `\`PLAIN\`, \`LOGIN\` and the mechanisms of OAuth send the password or token itself, and base64 is not encryption: over a connection in clear,
everybody on the way can read it (RFC 4954 section 4). Use \`smtps://\`, \`smtp+starttls://\` or \`STARTTLS\`. Nothing is said of this machine's own
addresses, nor if the recorded reply turns the client away.`,
  bad: `CONNECT smtp://mail.example.com
C: EHLO client.example.com
S: 250 mail.example.com
C: AUTH PLAIN {{$plain ann {{$secret ann}}}}
S: 235 2.7.0 Authentication successful`,
  good: `CONNECT smtps://mail.example.com
C: EHLO client.example.com
S: 250 mail.example.com
C: AUTH PLAIN {{$plain ann {{$secret ann}}}}
S: 235 2.7.0 Authentication successful`,
};
