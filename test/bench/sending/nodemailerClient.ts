import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { FROM, MESSAGE, MESSAGES, TO } from './conversation';
import type { Client, Scenario, Target } from './scenario';

const CONTENT = Buffer.from(MESSAGE);

/** nodemailer's connection, which decides for itself what it sends together. */
export function nodemailerClient(scenario: Scenario, { host, port, tls }: Target, largeFile: string): Client {
  return {
    name: 'nodemailer',
    send: async () => {
      const connection = new SMTPConnection({
        host,
        port,
        ignoreTLS: true,
        secure: tls !== undefined,
        ...(tls === undefined ? {} : { tls: { ca: tls.ca } }),
        name: 'client.example.com',
      });
      const ended = new Promise<void>((resolve, reject) => {
        connection.on('end', resolve);
        connection.on('error', reject);
      });
      await new Promise<void>((resolve) => connection.connect(() => resolve()));
      if (scenario === 'large') await deliver(connection, createReadStream(largeFile));
      else for (let message = 0; message < MESSAGES; message++) await deliver(connection, CONTENT);
      connection.quit();
      await ended;
    },
  };
}

function deliver(connection: SMTPConnection, content: Buffer | Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.send({ from: FROM, to: [TO] }, content, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
