import type { TranscriptDocument } from '../../syntax/document';
import { masked } from '../masking';
import { code } from './markdown';

/** A text that comes from a document, as code: whatever a document says may repeat a secret. */
export function quoted(document: TranscriptDocument, text: string): string {
  return code(masked(document, text));
}
