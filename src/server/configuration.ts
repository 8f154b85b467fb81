import type { Certificate } from './certificate';
import { MECHANISMS } from './authentication';
import { createHandlers, type HandlerContext } from './handlers';
import { ReadyServer } from './server';

/** One of the three servers, configured but not bound yet. */
export function createServer(certificate: Certificate, context: HandlerContext): ReadyServer {
  const { port, publish } = context;
  const { name, limits } = context.options;
  const server = new ReadyServer({
    ...createHandlers(context),
    ...certificate,
    minVersion: 'TLSv1.2',
    name,
    banner: 'SMTP Transcript test server',
    heloResponse: '%s',
    secure: port === 'smtps',
    lmtp: port === 'lmtp',
    authMethods: [...MECHANISMS],
    authOptional: true,
    allowInsecureAuth: true,
    // The parameters of RFC 3461 are checked. No notification is ever due, as no message goes anywhere from here.
    hideDSN: false,
    hideENHANCEDSTATUSCODES: false,
    // Commands by which a proxy claims to be somebody else, and sendmail's jokes.
    disabledCommands: ['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'],
    disableReverseLookup: true,
    size: limits.messageSize,
    maxClients: limits.clients,
    maxRecipients: MAX_RECIPIENTS,
    socketTimeout: limits.idleTimeout,
    logger: false,
  });
  // A connection that breaks (a reset, a failed handshake) is an event. Without a listener it would end the process.
  server.on('error', ({ message }) => publish({ kind: 'error', at: new Date(), port, text: message }));
  return server;
}

/** RFC 5321 section 4.5.3.1.8 asks for 100 at least. */
const MAX_RECIPIENTS = 1000;
