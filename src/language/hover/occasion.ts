import { parseVerb, suggestCommand } from '../../smtp/commands';
import type { ReplyOccasion } from '../../smtp/replyCodes';
import type { CommandLine, Exchange, ServerLine, TranscriptDocument } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { transcriptAt } from '../variables';

/** What a recorded reply answers. */
export interface Occasion {
  /** As the tables of replies name it; undefined for raw bytes, which may be anything. */
  readonly asked: ReplyOccasion | undefined;
  readonly exchange: Exchange;
  /** Of an AUTH exchange the line that began it, else the command that is answered, if it is one. */
  readonly command: CommandLine | undefined;
  /** Which line of the reply this is, from 0. */
  readonly lineOfReply: number;
}

/** Finds the exchange that a line of a reply belongs to; undefined if it is none's. */
export function occasionOf(document: TranscriptDocument, line: ServerLine): Occasion | undefined {
  const exchanges = transcriptAt(document, line.index)?.exchanges ?? [];
  for (const exchange of exchanges)
    for (const { lines } of exchange.replies) {
      const lineOfReply = lines.findIndex(({ index }) => index === line.index);
      if (lineOfReply !== -1) return { ...requestOf(document, exchange), exchange, lineOfReply };
    }
  return undefined;
}

/** What a reply of an exchange answers; undefined for raw bytes. */
export function askedBy(
  document: TranscriptDocument,
  exchange: Exchange | undefined,
): ReplyOccasion | undefined {
  return exchange === undefined ? undefined : requestOf(document, exchange).asked;
}

function requestOf(document: TranscriptDocument, { request }: Exchange): Pick<Occasion, 'asked' | 'command'> {
  switch (request?.kind) {
    case undefined:
      return { asked: 'GREETING', command: undefined };
    case 'command':
      return { asked: meantVerb(document, request.line), command: request.line };
    case 'response':
      return { asked: 'RESPONSE', command: request.line.command };
    case 'content':
      return { asked: 'MESSAGE', command: request.command };
    case 'raw':
      return { asked: undefined, command: undefined };
  }
}

/** `RCPT: a@example.com` asks for what RCPT does. */
function meantVerb({ text }: TranscriptDocument, line: CommandLine): string {
  const written = textOf(text, line.value);
  const suggestion = suggestCommand(written);
  return parseVerb(suggestion ?? written).verb;
}
