import type { SaslField } from '../../smtp/saslMessages';
import type { TranscriptDocument } from '../../syntax/document';
import { MASK } from '../masking';
import { capital, code, list } from './markdown';
import { quoted } from './quoted';

/** What a message of an AUTH exchange holds, as a list, with what is secret masked. */
export function fieldList(document: TranscriptDocument, fields: readonly SaslField[]): string {
  return list(
    fields.map(
      ({ name, kind, value }) =>
        `${capital(name)}: ${kind === 'secret' ? MASK : kind === 'user' ? code(value) : quoted(document, value)}`,
    ),
  );
}
