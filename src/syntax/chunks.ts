import type { Conversation } from './conversation';
import type { ContentLine } from './document';
import { octetsOf } from './lexemes';
import { isBracketed } from './notes';

/**
 * Adds a line to the content at hand.
 *
 * @param text of its value; only a chunk's is looked at, whose octets count (RFC 3030 section 2)
 */
export function addContent(conversation: Conversation, line: ContentLine, text: string): void {
  if (!conversation.insideChunk) conversation.content(line, undefined);
  else if (conversation.atStartOfChunk && isBracketed(text)) conversation.chunkRemark(line);
  else conversation.content(line, octetsOf(text));
}
