import type { ReplyOccasion } from '../../smtp/replyCodes';
import type { Exchange, ServerLine } from '../../syntax/document';
import { verbOf } from '../transactions';
import { firstLineOf, type Place } from './place';

/** The reply that a line of the server belongs to. */
export interface ReplyHere {
  readonly occasion: ReplyOccasion;
  /** What it may be the answer to as well. */
  readonly or: ReplyOccasion | undefined;
  /** The lines of this reply above the line. */
  readonly above: readonly ServerLine[];
  /** The codes that the lines above have, when more lines are to come. */
  readonly code: string | undefined;
}

/** The reply that a line would be part of that stands here and has none yet. */
export function replyDue(place: Place): ReplyHere | undefined {
  if (place.above.length === 0) return replyAt(place);
  const open = openReply(place);
  if (open !== undefined) return open;
  const { group, replies } = groupAbove(place);
  return replies < group.length && group.at(-1)?.request !== undefined ? replyAt(place) : undefined;
}

/** The reply that a line of the server belongs to. */
export function replyAt(place: Place): ReplyHere {
  const open = openReply(place);
  if (open !== undefined) return open;
  const { group, replies } = groupAbove(place);
  const last = group.at(-1);
  const occasion = occasionOf(place.document, group[replies] ?? last);
  const orLast = occasionOf(place.document, last);
  // Until all are written, the reply may be the first of a group's, or the only one that is recorded.
  return { occasion, or: orLast === occasion ? undefined : orLast, above: [], code: undefined };
}

/** The latest requests that no reply stands between, and how many replies stand below them so far. */
function groupAbove({ above, lineIndex }: Place): { group: readonly Exchange[]; replies: number } {
  let start = above.length - 1;
  while (start > 0 && above[start]?.grouped === true) start--;
  const group = above.slice(Math.max(0, start));
  const replies = group.flatMap((exchange) => exchange.replies);
  return { group, replies: replies.filter(({ lines }) => (lines[0]?.index ?? 0) < lineIndex).length };
}

/** A reply whose last line above says that more are to come. */
function openReply({ document, above, lineIndex }: Place): ReplyHere | undefined {
  // Only the latest few: a reply in progress stands directly above.
  for (const exchange of above.slice(-GROUP).reverse())
    for (const { lines } of exchange.replies) {
      const earlier = lines.filter(({ index }) => index < lineIndex);
      const last = earlier.at(-1);
      if (last === undefined) continue;
      const pattern = earlier.findLast((each) => each.pattern.kind === 'reply')?.pattern;
      if (pattern?.kind !== 'reply' || !pattern.continues || !isLatest(above, last.index, lineIndex))
        continue;
      const occasion = occasionOf(document, exchange);
      return { occasion, or: undefined, above: earlier, code: pattern.codes.join('|') };
    }
  return undefined;
}

/** More commands than this are hardly pipelined. */
const GROUP = 100;

/** Whether no request stands between a line and a later one. */
function isLatest(above: readonly Exchange[], from: number, to: number): boolean {
  return !above.slice(-GROUP).some((exchange) => {
    const first = firstLineOf(exchange);
    return (
      (first > from && first < to) ||
      exchange.replies.some(({ lines }) => {
        const line = lines[0]?.index ?? 0;
        return line > from && line < to;
      })
    );
  });
}

/** What a reply of this exchange answers. */
export function occasionOf(document: Place['document'], exchange: Exchange | undefined): ReplyOccasion {
  switch (exchange?.request?.kind) {
    case 'command':
      return verbOf(document, exchange.request.line);
    case 'content':
      return 'MESSAGE';
    case 'response':
      return 'RESPONSE';
    case 'raw':
      return 'RAW';
    case undefined:
      return 'GREETING';
  }
}
