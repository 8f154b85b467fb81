import type { Certificate } from './certificate';
import type { Traits } from './connection';
import type { Extension } from './extensions';
import { createHandlers, type HandlerContext } from './handlers';
import { ReadyServer } from './server';

/** One of the three servers, configured but not bound yet. */
export function createServer(
  certificate: Certificate,
  context: Omit<HandlerContext, 'settle'>,
  wait: Traits['wait'],
): ReadyServer {
  const { port, publish } = context;
  const { name, limits, without, mechanisms, users, require, failures } = context.options;
  const settle: HandlerContext['settle'] = (...args) => server.settle(...args);
  const { authenticated, ...handlers } = createHandlers({ ...context, settle });
  const server: ReadyServer = new ReadyServer(
    {
      ...handlers,
      ...certificate,
      minVersion: 'TLSv1.2',
      name,
      banner: 'SMTP Transcript test server',
      heloResponse: '%s',
      secure: port === 'smtps',
      lmtp: port === 'lmtp',
      authMethods: [...mechanisms],
      authOptional: !require.includes('auth'),
      allowInsecureAuth: true,
      // The parameters of RFC 3461 are checked. No notification is ever due, as no message goes anywhere from here.
      hideDSN: without.has('DSN'),
      hideENHANCEDSTATUSCODES: without.has('ENHANCEDSTATUSCODES'),
      hideSize: without.has('SIZE'),
      // Commands by which a proxy claims to be somebody else, and sendmail's jokes.
      disabledCommands: [
        ...NEVER,
        ...COMMANDS.flatMap(([extension, command]) => (without.has(extension) ? [command] : [])),
      ],
      disableReverseLookup: true,
      size: limits.messageSize,
      maxClients: limits.clients,
      maxRecipients: MAX_RECIPIENTS,
      socketTimeout: limits.idleTimeout,
      logger: false,
    },
    {
      without,
      users,
      mechanisms,
      requiresTls: require.includes('tls'),
      delay: failures.delay,
      failures: context.failures,
      wait,
      authenticated,
    },
  );
  // A connection that breaks (a reset, a failed handshake) is an event. Without a listener it would end the process.
  server.on('error', ({ message }) => publish({ kind: 'error', at: new Date(), port, text: message }));
  return server;
}

const NEVER = ['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'];

/** The commands that come with an extension. */
const COMMANDS: readonly (readonly [Extension, string])[] = [
  ['AUTH', 'AUTH'],
  ['STARTTLS', 'STARTTLS'],
  ['CHUNKING', 'BDAT'],
];

/** RFC 5321 section 4.5.3.1.8 asks for 100 at least. */
const MAX_RECIPIENTS = 1000;
