import { parseServerUrl, type Endpoint } from '../syntax/connection';
import type { Settings, Transcript, TranscriptDocument } from '../syntax/document';
import { textOf } from '../syntax/span';

/** Where a transcript connects, as far as its text shows. */
export type ShownEndpoint =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  /** No line says it, or one with `{{…}}` does, or the line is wrong. */
  | { readonly kind: 'unknown' };

/** The connection of a transcript: its own last line that names one, else the file's. */
export function endpointOf(document: TranscriptDocument, transcript: Transcript): ShownEndpoint {
  return endpointIn(document, transcript) ?? endpointIn(document, document.preamble) ?? { kind: 'unknown' };
}

function endpointIn({ text }: TranscriptDocument, settings: Settings): ShownEndpoint | undefined {
  const line = settings.connections.at(-1);
  if (line !== undefined) return shown(line.connection.endpoint);
  const server = settings.directives.findLast(({ name }) => textOf(text, name).toLowerCase() === 'server');
  if (server === undefined) return undefined;
  const parsed = parseServerUrl(textOf(text, server.value));
  return shown('endpoint' in parsed ? parsed.endpoint : undefined);
}

function shown(endpoint: Endpoint | undefined): ShownEndpoint {
  return endpoint === undefined ? { kind: 'unknown' } : { kind: 'endpoint', endpoint };
}
