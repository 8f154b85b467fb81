import { formatEndpoint, type Endpoint, type Scheme } from '../../syntax/connection';
import type { ConnectionLine, TranscriptDocument } from '../../syntax/document';
import { code, list, paragraphs } from './markdown';
import { isAt, wordAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** A line that says where to connect: one of its options, or all of it. */
export function hoverConnection(place: Place, { value, connection }: ConnectionLine): Found | undefined {
  const option = wordAt(place, value);
  const meaning = option === undefined ? undefined : OPTIONS[option.text.replace(/^--/, '-')];
  if (option !== undefined && meaning !== undefined)
    return { span: option.span, text: `${code(option.text)} ${meaning}` };
  if (connection.endpoint === undefined || !isAt(place, value)) return undefined;
  return { span: value, text: describeEndpoint(place.document, connection.endpoint) };
}

/** Where it leads and how it is protected, in Markdown. */
export function describeEndpoint(document: TranscriptDocument, endpoint: Endpoint): string {
  const { options } = endpoint;
  const details = [
    ...(options.serverName === undefined
      ? []
      : [`The certificate has to be for ${quoted(document, options.serverName)}`]),
    ...(options.caFile === undefined
      ? []
      : [`Authorities of ${quoted(document, options.caFile)} are trusted, too`]),
    ...(options.certFile === undefined
      ? []
      : [`The client shows the certificate ${quoted(document, options.certFile)}`]),
    ...(options.minVersion === undefined ? [] : [`At least ${options.minVersion}`]),
    ...(options.maxVersion === undefined ? [] : [`At most ${options.maxVersion}`]),
    ...(options.family === undefined ? [] : [`Over IPv${options.family} only`]),
    ...(options.bind === undefined ? [] : [`From the local address ${quoted(document, options.bind)}`]),
  ];
  return paragraphs(
    `Connects to ${quoted(document, formatEndpoint(endpoint))}: ${SCHEMES[endpoint.scheme]}`,
    list(details),
  );
}

const SCHEMES: Readonly<Record<Scheme, string>> = {
  smtp: 'plain text. A `STARTTLS` in the transcript may protect it.',
  smtps: 'TLS from the first byte.',
  'smtp+starttls': 'the greeting, `EHLO` and `STARTTLS` are done first, and the transcript begins under TLS.',
  lmtp: 'LMTP, in plain text.',
  'lmtp+unix': 'LMTP, over a Unix socket.',
  mx: 'the best of the domain’s MX hosts.',
};

/** The options of telnet, nc and `openssl s_client`. */
const OPTIONS: Readonly<Record<string, string>> = {
  '-connect': 'says where to connect, as host:port.',
  '-host': 'says which host to connect to.',
  '-port': 'says which port to connect to.',
  '-starttls': 'begins in plain text and turns to TLS with `STARTTLS`, before the transcript begins.',
  '-servername': 'is the name asked for in the handshake (SNI), which the certificate has to carry.',
  '-CAfile': 'names a file of authorities to trust.',
  '-cert': 'names the client’s certificate.',
  '-key': 'names the key to the client’s certificate.',
  '-bind': 'is the local address to connect from.',
  '-tls1': 'allows TLS 1.0 only.',
  '-tls1_1': 'allows TLS 1.1 only.',
  '-tls1_2': 'allows TLS 1.2 only.',
  '-tls1_3': 'allows TLS 1.3 only.',
  '-no_tls1_3': 'allows TLS 1.2 at most.',
  '-no_tls1_2': 'allows TLS 1.3 only.',
  '-ssl': 'is TLS from the first byte.',
  '-U': 'connects to a Unix socket, whose server speaks LMTP.',
  '-4': 'uses IPv4 only.',
  '-6': 'uses IPv6 only.',
  '-b': 'is the local address to connect from.',
  '-s': 'is the local address to connect from.',
  '-crlf': 'ends lines with CRLF. That is always so here.',
  '-C': 'ends lines with CRLF. That is always so here.',
  '-v': 'is talkative. It means nothing here.',
  '-quiet': 'shows no certificates. It means nothing here.',
  '-ign_eof': 'keeps the connection open. It means nothing here.',
  '-showcerts': 'shows certificates. It means nothing here.',
  '-brief': 'shows less. It means nothing here.',
  '-verify_return_error': 'ends at a bad certificate. That is always so here.',
};
