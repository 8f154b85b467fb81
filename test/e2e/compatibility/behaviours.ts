import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { runCommandLine, type Run } from '../commandLine';
import type { PortName, RealServer } from '../servers/server';
import { startSmtpSink } from '../servers/smtpSink';
import type { Context, Part } from './context';
import { assertFails, assertPassed, transcriptOf } from './judging';
import type { Servers } from './table';

/** What real servers do that a client has to get right, each in a transcript of its own. */
export const behaviours: Part = (context) => {
  const held = new Set<string>();
  describe('what servers do', () => {
    for (const each of FILES) describeFile(each, context, held);
    for (const each of MISBEHAVIOURS) describeMisbehaviour(each, context, held);
  });
  return () => behaviourPage(held);
};

/** A file of transcripts for one of the servers. */
interface BehaviourFile {
  readonly file: string;
  readonly name: string;
  readonly server: Exclude<keyof Servers, 'stop'>;
  readonly port: PortName;
  /** Titles of those that fail, as they should, and what the run says of it. */
  readonly fails?: Readonly<Record<string, RegExp>>;
  /** What the run tells of each recipient of a message, by title. */
  readonly recipients?: Readonly<Record<string, readonly string[]>>;
}

const FILES: readonly BehaviourFile[] = [
  { file: 'postfix.smtp', name: 'Postfix', server: 'postfix', port: 'plain' },
  { file: 'postfix-submission.smtp', name: 'Postfix', server: 'postfix', port: 'submission' },
  {
    file: 'exim.smtp',
    name: 'Exim',
    server: 'exim',
    port: 'plain',
    fails: { 'PRDR whose replies are not recorded': /refused .*550 5\.7\.1 bob does not want this message/ },
    recipients: {
      'PRDR has a reply for each recipient, and one for all': [
        '<alice@example.test> yes',
        '<bob@example.test> no',
      ],
      'PRDR whose replies are not recorded': ['<alice@example.test> yes', '<bob@example.test> no'],
    },
  },
  { file: 'exim-submission.smtp', name: 'Exim', server: 'exim', port: 'submission' },
  {
    file: 'dovecot.smtp',
    name: 'Dovecot (LMTP)',
    server: 'dovecot',
    port: 'lmtp',
    recipients: {
      'A reply for each recipient': ['<alice@example.test> yes', '<bob@example.test> yes'],
      'Replies for each recipient that are not recorded': [
        '<alice@example.test> yes',
        '<bob@example.test> yes',
      ],
    },
  },
  { file: 'sendmail.smtp', name: 'Sendmail', server: 'sendmail', port: 'plain' },
  {
    file: 'opensmtpd.smtp',
    name: 'OpenSMTPD',
    server: 'opensmtpd',
    port: 'plain',
    fails: {
      'An alert answers the handshake that it asked for': /ended TLS with the alert “internal error”/,
    },
  },
  { file: 'aiosmtpd.smtp', name: 'aiosmtpd', server: 'aiosmtpd', port: 'plain' },
  {
    file: 'aiosmtpd-lmtp.smtp',
    name: 'aiosmtpd (LMTP)',
    server: 'aiosmtpd',
    port: 'lmtp',
    fails: { 'It answers a message for two recipients only once': /No reply within 2 s/ },
    recipients: { 'It answers a message for two recipients only once': ['<alice@example.test> yes'] },
  },
  { file: 'sink.smtp', name: 'smtp-sink', server: 'sink', port: 'plain' },
];

const FOLDER = 'test/e2e/transcripts/behaviour';

function titlesOf(file: string): readonly string[] {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');
  return [...text.matchAll(/^### (.*)$/gm)].map(([, title = '']) => title);
}

function describeFile(each: BehaviourFile, context: () => Context, held: Set<string>): void {
  const { file, name, server, port, fails, recipients } = each;
  describe(`${name}, ${port}`, () => {
    let run: Run;
    before(async () => {
      const { servers, transcripts } = context();
      const ports: Readonly<Record<string, number>> = servers[server].ports;
      const url = `${port === 'lmtp' ? 'lmtp' : 'smtp'}://localhost:${String(ports[port])}`;
      run = await runCommandLine(['--server', url, path.join(transcripts, 'behaviour', file)]);
    });
    for (const title of titlesOf(file))
      it(title, () => {
        const report = transcriptOf(run, title);
        const message = fails?.[title];
        if (message === undefined) assertPassed(run, report);
        else assertFails(report, message);
        const told = run.events.filter(
          ({ type, transcript }) => type === 'recipients' && transcript === report.line,
        );
        const verdicts = told.flatMap((event) => event.verdicts ?? []);
        if (recipients?.[title] !== undefined)
          assert.deepEqual(
            verdicts.map(({ address, accepted }) => `${address} ${accepted ? 'yes' : 'no'}`),
            recipients[title],
          );
        held.add(`${file} ${title}`);
      });
  });
}

/** What smtp-sink(1) does when told to, while it is sent a message. */
interface Misbehaviour {
  readonly described: string;
  readonly options: readonly string[];
  readonly message: RegExp;
}

const MISBEHAVIOURS: readonly Misbehaviour[] = [
  hangsUp('before its greeting', 'CONNECT', /closed the connection before its greeting/),
  hangsUp('at EHLO', 'EHLO', /The server closed the connection/),
  hangsUp('at DATA', 'DATA', /The server closed the connection/),
  hangsUp('at the end of the message', '.', /The server closed the connection/),
  says('421 for a greeting', ['-Q', 'CONNECT'], /expected 220, got 421/),
  says('421 to MAIL', ['-Q', 'MAIL'], /expected 250, got 421/),
  says('421 at the end of the message', ['-Q', '.'], /expected 250, got 421/),
  says('450 to RCPT', ['-r', 'RCPT'], /expected 250, got 450/),
  says('500 to DATA', ['-f', 'DATA'], /expected 354, got 500/),
  says('500 at the end of the message', ['-f', '.'], /expected 250, got 500/),
  says('354 and at once 550, and reads no more', ['-A', '0'], /550 This violates SMTP/),
  says('that it does not know EHLO', ['-e'], /expected 250, got 500/),
  { described: 'is slower than the run is patient', options: ['-w', '5'], message: /No reply within 3 s/ },
];

function hangsUp(when: string, command: string, message: RegExp): Misbehaviour {
  return { described: `hangs up ${when}`, options: ['-q', command], message };
}

function says(what: string, options: readonly string[], message: RegExp): Misbehaviour {
  return { described: `says ${what}`, options, message };
}

function describeMisbehaviour(
  { described, options, message }: Misbehaviour,
  context: () => Context,
  held: Set<string>,
): void {
  it(`smtp-sink ${described}`, async () => {
    const { folder, transcripts } = context();
    const dir = path.join(folder, `sink${options.join('')}`);
    const server: RealServer<'plain'> = await startSmtpSink({ dir, options });
    try {
      const run = await runCommandLine([
        ...['--server', `smtp://localhost:${server.ports.plain}`],
        path.join(transcripts, 'behaviour/hostile.smtp'),
      ]);
      const [report] = run.transcripts;
      assert.ok(report);
      assertFails(report, message);
    } finally {
      await server.stop();
    }
    held.add(described);
  });
}

function behaviourPage(held: ReadonlySet<string>): string {
  const names = [...new Set(FILES.map(({ name }) => name))];
  const titles = (name: string): readonly string[] =>
    FILES.filter((each) => each.name === name).flatMap(({ file }) =>
      titlesOf(file).filter((title) => held.has(`${file} ${title}`)),
    );
  const told = MISBEHAVIOURS.filter(({ described }) => held.has(described));
  return [
    ...names.flatMap((name) => [`**${name}**`, '', ...titles(name).map((title) => `- ${title}`), '']),
    '**smtp-sink when told to misbehave**',
    '',
    ...told.map(({ described }) => `- It ${described}`),
  ].join('\n');
}
