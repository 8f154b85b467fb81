import { isLoopbackHost } from '../syntax/connection';
import type { DirectiveLine, Settings, TranscriptDocument } from '../syntax/document';
import { parseProxyUrl, proxyPassword } from '../syntax/proxyUrl';
import { textOf, type Span } from '../syntax/span';
import { isPlaceholder } from './credentialReading';

/** A credential that is spelled out in a directive. */
export interface DirectiveSecret {
  readonly kind: 'proxy' | 'passphrase';
  /** Of what is secret in the directive's value. */
  readonly span: Span;
  /** As it is meant: in a URL it may be written with `%40` for `@`. */
  readonly value: string;
  /** Whether it is for this machine itself, and so nobody's secret. */
  readonly staysHere: boolean;
}

/** The credentials in directives of a document: the password of `@proxy`, the passphrase of a key. */
export function* directiveSecrets(
  document: TranscriptDocument,
  { directives }: Settings,
): Generator<DirectiveSecret> {
  for (const directive of directives) {
    const secret = secretOf(document, directive);
    if (secret !== undefined && secret.value !== '' && !isPlaceholder(secret.value)) yield secret;
  }
}

function secretOf({ text }: TranscriptDocument, { name, value }: DirectiveLine): DirectiveSecret | undefined {
  const written = textOf(text, value);
  switch (textOf(text, name).toLowerCase()) {
    case 'tls-passphrase':
      if (written.includes('{{')) return undefined;
      return { kind: 'passphrase', span: value, value: written, staysHere: false };
    case 'proxy': {
      const at = proxyPassword(written);
      const url = parseProxyUrl(written);
      if (at === undefined || 'problem' in url || written.slice(at.start, at.end).includes('{{'))
        return undefined;
      return {
        kind: 'proxy',
        span: { start: value.start + at.start, end: value.start + at.end },
        value: url.proxy.password ?? '',
        staysHere: isLoopbackHost(url.proxy.host),
      };
    }
    default:
      return undefined;
  }
}
