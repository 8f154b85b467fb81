import * as path from 'node:path';
import type { Programs } from './availability';
import { startAiosmtpd } from './aiosmtpd';
import { startDovecot } from './dovecot';
import { startDovecot24 } from './dovecot24';
import { startEmbedded } from './embedded';
import { startExim } from './exim';
import { startOpenSmtpd } from './opensmtpd';
import { startPostfix } from './postfix';
import { startSendmail } from './sendmail';
import type { StartOptions } from './server';
import { startLmtpSink, startSmtpSink } from './smtpSink';

/** Starts one of each, side by side, each of which delivers what it accepts; in folders below `dir`. */
export async function startAll(programs: Programs, { dir, ...options }: StartOptions) {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end();
  };
  const started = async <Server extends { readonly stop: () => Promise<void> }>(
    server: Promise<Server>,
  ): Promise<Server> => {
    const ready = await server;
    stops.push(() => ready.stop());
    return ready;
  };
  const inFolder = (name: string) => ({ ...options, ...programs, dir: path.join(dir, name) });
  try {
    const postfix = await started(startPostfix({ ...inFolder('postfix'), fate: 'deliver' }));
    const relayPort = postfix.ports.plain;
    const dovecot = await started(startDovecot({ ...inFolder('dovecot'), relayPort }));
    const dovecot24 = await started(startDovecot24({ ...inFolder('dovecot24'), relayPort }));
    const authPort = dovecot.ports.auth;
    const exim = await started(startExim({ ...inFolder('exim'), fate: 'deliver', authPort }));
    const sendmail = await started(startSendmail(inFolder('sendmail')));
    const opensmtpd = await started(startOpenSmtpd(inFolder('opensmtpd')));
    const aiosmtpd = await started(startAiosmtpd(inFolder('aiosmtpd')));
    const sink = await started(startSmtpSink(inFolder('sink')));
    const lmtpSink = await started(startLmtpSink(inFolder('lmtpSink')));
    const embedded = await started(startEmbedded(inFolder('embedded')));
    return {
      postfix,
      dovecot,
      dovecot24,
      exim,
      sendmail,
      opensmtpd,
      aiosmtpd,
      sink,
      lmtpSink,
      embedded,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
