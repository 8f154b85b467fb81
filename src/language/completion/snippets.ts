import type { TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import type { Candidate } from './candidate';
import { CONVERSATIONS } from './conversations';
import { fromTemplate } from './template';

/** A whole conversation to begin with; places to fill in are written as {@link fromTemplate} has them. */
export interface ConversationSnippet {
  readonly label: string;
  readonly summary: string;
  /** Where it connects, as a line. */
  readonly connection: string;
  /** What is said, without title and connection. */
  readonly dialogue: readonly string[];
}

/** What of a conversation is there already. */
export interface SnippetPlace {
  readonly titled: boolean;
  readonly connected: boolean;
}

/** Every kind of conversation, as one text each. */
export function conversationCandidates(
  document: TranscriptDocument,
  span: Span,
  place: SnippetPlace,
  firstRank: number,
): Candidate[] {
  return CONVERSATIONS.map((conversation, at) => {
    const template = conversationTemplate(conversation, place).join(lineEndOf(document));
    return {
      label: conversation.label,
      kind: 'snippet',
      span,
      ...fromTemplate(template),
      filter: conversation.label,
      detail: 'a whole conversation',
      documentation: `${conversation.summary}\n\n\`\`\`smtp\n${fromTemplate(template).text}\n\`\`\``,
      rank: firstRank + at / CONVERSATIONS.length,
    };
  });
}

/** The lines of a conversation as it is to stand at a place. */
export function conversationTemplate(
  { label, connection, dialogue }: ConversationSnippet,
  { titled, connected }: SnippetPlace,
): string[] {
  return [...(titled ? [] : [`### [[${label}]]`]), ...(connected ? [] : [connection]), ...dialogue];
}

/** The first line's: an editor that inserts text as it is would else mix them. */
function lineEndOf({ lines, text }: TranscriptDocument): string {
  const [first] = lines;
  if (first === undefined || first.fullEnd === first.span.end) return '\n';
  return text.slice(first.span.end, first.fullEnd);
}
