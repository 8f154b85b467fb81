import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommandLine, type Run } from '../commandLine';
import { startAiosmtpd } from '../servers/aiosmtpd';
import { startDovecot } from '../servers/dovecot';
import { startExim } from '../servers/exim';
import { startPostfix } from '../servers/postfix';
import { startSendmail } from '../servers/sendmail';
import type { PortName, RealServer, ServerCertificate, StartOptions } from '../servers/server';
import type { Context, Part } from './context';
import { assertFails, assertPassed, transcriptOf } from './judging';

/** Certificates of every kind, on both sides: each is told in the right words, and keeps a password from being sent. */
export const certificates: Part = (context) => {
  const held = new Set<string>();
  describe('certificates', () => {
    for (const server of SERVERS)
      for (const certificate of ['good', 'expired', 'wronghost', 'selfsigned'] as const)
        describeServerCertificate(server, certificate, { context, held });
    for (const server of CLIENT_SERVERS) describeClientCertificate(server, { context, held });
  });
  return () => [...certificatePage(held), '', ...clientPage(held)].join('\n');
};

interface Shared {
  readonly context: () => Context;
  /** What came out as it should, as `keyOf` has it. */
  readonly held: Set<string>;
}

/** A server that can show any certificate. */
interface CertificateServer {
  readonly name: string;
  readonly starttls: PortName;
  readonly start: (context: Context, options: StartOptions) => Promise<RealServer>;
  /** What its log holds after a login; absent if it keeps none. */
  readonly login?: RegExp;
}

const SERVERS: readonly CertificateServer[] = [
  {
    name: 'Postfix',
    starttls: 'plain',
    start: (_context, options) => startPostfix(options),
    login: /disconnect from .* auth=1/,
  },
  {
    name: 'Exim',
    starttls: 'plain',
    start: ({ programs }, options) => startExim({ ...programs, ...options }),
    login: / C=EHLO\S*,AUTH,/,
  },
  {
    name: 'Dovecot',
    starttls: 'submission',
    start: ({ servers }, options) => startDovecot({ ...options, relayPort: servers.postfix.ports.plain }),
    login: /Login: user=<test>/,
  },
  {
    name: 'Sendmail',
    starttls: 'plain',
    start: ({ programs }, options) => startSendmail({ ...programs, ...options }),
    login: /<<< AUTH PLAIN/,
  },
  {
    name: 'aiosmtpd',
    starttls: 'plain',
    start: (_context, options) => startAiosmtpd(options),
  },
];

interface CertificateCase {
  readonly certificate: ServerCertificate;
  /** The transcript that tries it, in certificates.smtp. */
  readonly title: string;
  /** What the run says; absent if it logs in. */
  readonly message?: RegExp;
  /** What it warns of. */
  readonly warning?: RegExp;
  /** The page's words. */
  readonly described: string;
  readonly outcome: string;
}

const CASES: readonly CertificateCase[] = [
  {
    certificate: 'good',
    title: 'The authority is known',
    described: 'good',
    outcome: 'logs in',
  },
  {
    certificate: 'good',
    title: 'The authority is not known',
    message: /^The server's certificate was issued by an authority that is not known here \(CN=.*\)$/,
    described: 'of an authority that is not known',
    outcome: '“… issued by an authority that is not known here”',
  },
  {
    certificate: 'expired',
    title: 'The authority is known',
    message: /^The server's certificate expired on 2021-01-01$/,
    described: 'expired',
    outcome: '“… expired on 2021-01-01”',
  },
  {
    certificate: 'expired',
    title: 'The check is off',
    warning: /certificate was not verified, as @tls-verify is off\. .*expired on 2021-01-01/,
    described: 'expired, with `# @tls-verify off`',
    outcome: 'logs in, with a warning that says what is wrong',
  },
  {
    certificate: 'wronghost',
    title: 'The authority is known',
    message: /^The server's certificate is for other\.example\.org, not for localhost$/,
    described: 'for another host',
    outcome: '“… is for other.example.org, not for localhost”',
  },
  {
    certificate: 'wronghost',
    title: 'Another name is asked for',
    described: 'for another host, with `# @sni` of its name',
    outcome: 'logs in',
  },
  {
    certificate: 'selfsigned',
    title: 'The authority is known',
    message: /^The server's certificate is self-signed \(CN=localhost\)$/,
    described: 'self-signed',
    outcome: '“… is self-signed”',
  },
  {
    certificate: 'selfsigned',
    title: 'The check is off',
    warning: /certificate was not verified, as @tls-verify is off\. .*self-signed/,
    described: 'self-signed, with `# @tls-verify off`',
    outcome: 'logs in, with a warning that says what is wrong',
  },
];

function describeServerCertificate(
  { name, start, starttls, login }: CertificateServer,
  certificate: ServerCertificate,
  { context, held }: Shared,
): void {
  const cases = CASES.filter((each) => each.certificate === certificate);
  describe(`of ${name}: ${certificate}`, () => {
    let server: RealServer;
    const runs = new Map<string, Run>();
    let refusedLog = '';

    before(async () => {
      const { certificates, folder } = context();
      const dir = path.join(folder, `${name}-${certificate}`);
      server = await start(context(), { dir, certificates, certificate });
      // Those that are refused come first, so that the log shows whether anybody logged in then.
      const [refused, accepted] = [true, false].map((isRefused) =>
        cases.filter(({ message }) => (message !== undefined) === isRefused).map(({ title }) => title),
      );
      for (const [over, url] of urlsOf(server, starttls)) {
        if (refused?.length) runs.set(`refused ${over}`, await runTitles(context(), url, refused));
      }
      refusedLog = await readFile(server.log, 'utf8').catch(() => '');
      for (const [over, url] of urlsOf(server, starttls)) {
        if (accepted?.length) runs.set(`accepted ${over}`, await runTitles(context(), url, accepted));
      }
    });
    after(() => server.stop());

    for (const over of ['STARTTLS', 'TLS'] as const)
      for (const each of cases)
        it(`${each.described}, ${over}`, () => {
          const run = runs.get(`${each.message === undefined ? 'accepted' : 'refused'} ${over}`);
          assert.ok(run);
          const report = transcriptOf(run, each.title);
          if (each.message === undefined) assertPassed(run, report);
          else assertFails(report, each.message);
          if (each.message !== undefined) assertNothingSent(run, report.line);
          const warnings = run.events.filter(
            ({ type, transcript }) => type === 'notice' && transcript === report.line,
          );
          if (each.warning !== undefined)
            assert.match(warnings.map(({ message }) => message).join('\n'), each.warning);
          held.add(keyOf(name, over, each.described));
        });

    if (login !== undefined)
      it('its log has the logins that were to be', async () => {
        assert.doesNotMatch(refusedLog, login);
        if (cases.some(({ message }) => message === undefined)) await logMatches(server.log, login);
      });
  });
}

function urlsOf(
  { ports }: RealServer,
  starttls: PortName,
): readonly (readonly ['STARTTLS' | 'TLS', string])[] {
  const numbers: Readonly<Record<string, number>> = ports;
  return [
    ['STARTTLS', `smtp+starttls://localhost:${String(numbers[starttls])}`],
    ['TLS', `smtps://localhost:${String(numbers['tls'])}`],
  ];
}

function runTitles({ transcripts }: Context, url: string, titles: readonly string[]): Promise<Run> {
  return runCommandLine([
    ...['--server', url, ...titles.flatMap((title) => ['--transcript', title])],
    path.join(transcripts, 'certificates/certificates.smtp'),
  ]);
}

/** Nothing but what goes before the handshake of STARTTLS. */
function assertNothingSent(run: Run, transcript: number): void {
  const sent = run.events.filter((event) => event.type === 'sent' && event.transcript === transcript);
  const others = sent
    .map(({ text = '' }) => text)
    .filter((text) => !/^(?:EHLO \[127\.0\.0\.1\]|STARTTLS)$/.test(text));
  assert.deepEqual(others, []);
}

/** Servers write their logs when they come to it. */
async function logMatches(file: string, pattern: RegExp): Promise<void> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const log = await readFile(file, 'utf8');
    if (pattern.test(log)) return;
    if (Date.now() > deadline) assert.match(log, pattern);
    await sleep(20);
  }
}

/** A server that refuses clients without a certificate of the authority, and what it says to them. */
interface ClientServer {
  readonly name: string;
  readonly start: (context: Context, dir: string) => Promise<RealServer>;
  readonly messages: { readonly [title in ClientTitle]?: RegExp };
  /** The page's words. */
  readonly said: { readonly [title in ClientTitle]: string };
}

const CLIENT_TITLES = {
  'The authority is known': 'none',
  'The client shows a certificate that the server does not trust': 'of nobody that the server trusts',
  'The client shows a certificate': 'good',
} as const;
type ClientTitle = keyof typeof CLIENT_TITLES;

const CLIENT_SERVERS: readonly ClientServer[] = [
  {
    name: 'Postfix',
    start: ({ certificates }, dir) => startPostfix({ dir, certificates, requireClientCertificate: true }),
    messages: {
      'The authority is known': /got 421 .*No client certificate presented/,
      'The client shows a certificate that the server does not trust':
        /got 421 .*Client certificate not trusted/,
      // The certificate opens the door; Cyrus SASL has no EXTERNAL here, which shows that the conversation came so far.
      'The client shows a certificate': /expected 235, got 535/,
    },
    said: {
      'The authority is known': '“421 … No client certificate presented”',
      'The client shows a certificate that the server does not trust':
        '“421 … Client certificate not trusted”',
      'The client shows a certificate': 'let in; without EXTERNAL',
    },
  },
  {
    name: 'Exim',
    start: ({ certificates, programs }, dir) =>
      startExim({ ...programs, dir, certificates, requireClientCertificate: true }),
    messages: {
      'The authority is known': /alert “certificate required”: it wants a client certificate$/m,
      'The client shows a certificate that the server does not trust':
        /alert “bad certificate”: it does not accept the client certificate/,
    },
    said: {
      'The authority is known': 'alert “certificate required”, after the handshake',
      'The client shows a certificate that the server does not trust':
        'alert “bad certificate”, after the handshake',
      'The client shows a certificate': 'logs in with EXTERNAL',
    },
  },
  {
    name: 'Dovecot',
    start: ({ certificates, servers }, dir) =>
      startDovecot({
        ...{ dir, certificates, requireClientCertificate: true },
        relayPort: servers.postfix.ports.plain,
      }),
    messages: {
      'The authority is known': /got 535 .*Client didn't present valid SSL certificate/,
      'The client shows a certificate that the server does not trust':
        /got 535 .*Client didn't present valid SSL certificate/,
    },
    said: {
      'The authority is known': '“535 … Client didn’t present valid SSL certificate”',
      'The client shows a certificate that the server does not trust':
        '“535 … Client didn’t present valid SSL certificate”',
      'The client shows a certificate': 'logs in with EXTERNAL',
    },
  },
];

function describeClientCertificate({ name, start, messages }: ClientServer, { context, held }: Shared): void {
  describe(`of a client that ${name} asks for`, () => {
    let server: RealServer;
    const runs = new Map<string, Run>();

    before(async () => {
      server = await start(context(), path.join(context().folder, `${name}-clients`));
      for (const [over, url] of urlsOf(server, 'submission'))
        runs.set(over, await runTitles(context(), url, Object.keys(CLIENT_TITLES)));
    });
    after(() => server.stop());

    for (const over of ['STARTTLS', 'TLS'])
      for (const [title, described] of Object.entries(CLIENT_TITLES) as [ClientTitle, string][])
        it(`${described}, ${over}`, () => {
          const run = runs.get(over);
          assert.ok(run);
          const report = transcriptOf(run, title);
          const message = messages[title];
          if (message === undefined) assertPassed(run, report);
          else assertFails(report, message);
          held.add(keyOf(name, over, `client ${title}`));
        });
  });
}

function keyOf(server: string, over: string, what: string): string {
  return [server, over, what].join('\n');
}

function isHeld(held: ReadonlySet<string>, server: string, what: string): boolean {
  return ['STARTTLS', 'TLS'].every((over) => held.has(keyOf(server, over, what)));
}

function certificatePage(held: ReadonlySet<string>): readonly string[] {
  const mark = (server: string, what: string): string => (isHeld(held, server, what) ? '✓' : '?');
  return [
    `| the server’s certificate | the run | ${SERVERS.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- |${' --- |'.repeat(SERVERS.length)}`,
    ...CASES.map(
      ({ described, outcome }) =>
        `| ${described} | ${outcome} | ${SERVERS.map(({ name }) => mark(name, described)).join(' | ')} |`,
    ),
  ];
}

function clientPage(held: ReadonlySet<string>): readonly string[] {
  return [
    `| the client’s certificate | ${CLIENT_SERVERS.map(({ name }) => name).join(' | ')} |`,
    `| --- |${' --- |'.repeat(CLIENT_SERVERS.length)}`,
    ...(Object.entries(CLIENT_TITLES) as [ClientTitle, string][]).map(([title, described]) => {
      const cells = CLIENT_SERVERS.map(({ name, said }) =>
        isHeld(held, name, `client ${title}`) ? said[title] : '?',
      );
      return `| ${described} | ${cells.join(' | ')} |`;
    }),
  ];
}
