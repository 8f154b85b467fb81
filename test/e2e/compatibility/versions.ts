import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { command } from '../servers/command';
import type { Programs } from '../servers/availability';
import type { Context } from './context';

/** The version of each server, as far as it decides what the server does: a security update of a distribution changes the rest. */
export async function versionsPage({ programs, servers }: Context): Promise<string> {
  const library = JSON.parse(await readFile('node_modules/smtp-server/package.json', 'utf8')) as {
    version: string;
  };
  const postfix = await command('postconf', ['-h', 'mail_version']);
  const versions: readonly (readonly [string, string, string])[] = [
    ['Postfix', postfix, 'SMTP and submission'],
    [
      'Exim',
      await command(programs.exim, ['-C', '/dev/null', '-bV']),
      'SMTP and submission, with Dovecot’s authentication',
    ],
    ['Dovecot', await command('dovecot', ['--version']), 'submission in front of Postfix, LMTP'],
    // Its log begins with it.
    [
      'Dovecot 2.4',
      await readFile(servers.dovecot24.log, 'utf8'),
      'submission in front of Postfix, for what 2.3 has not: SCRAM with channel binding',
    ],
    ['Sendmail', await sendmailVersion(programs), 'SMTP and submission'],
    ['OpenSMTPD', await command('/bin/sh', ['-c', '"$0" -h 2>&1; true', programs.opensmtpd]), 'SMTP'],
    [
      'aiosmtpd',
      await command('/usr/bin/python3', ['-c', 'import aiosmtpd; print(aiosmtpd.__version__)']),
      'SMTP and LMTP, with Cyrus SASL’s SCRAM',
    ],
    ['smtp-sink', postfix, 'Postfix’s test server: SMTP and LMTP without TLS'],
    ['smtp-server', library.version, 'the library of the embedded test server: SMTP and LMTP'],
  ];
  return [
    '| server | version | as |',
    '| --- | --- | --- |',
    ...versions.map(([name, text, role]) => `| ${name} | ${/\d+\.\d+/.exec(text)?.[0] ?? '?'} | ${role} |`),
  ].join('\n');
}

/** Sendmail does not tell it without a configuration; its macros do. */
async function sendmailVersion({ unpacked }: Programs): Promise<string> {
  const macros = await readFile(
    path.join(unpacked, 'sendmail-cf/usr/share/sendmail/cf/m4/version.m4'),
    'utf8',
  );
  return /^DZ(.*)/m.exec(macros)?.[1] ?? '';
}
