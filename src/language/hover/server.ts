import type { ServerLine } from '../../syntax/document';
import type { ReplyPattern } from '../../syntax/pattern';
import { hoverChallenge } from './challenge';
import { hoverEnhancedCode } from './enhancedCode';
import { hoverKeyword } from './keyword';
import { code, paragraphs } from './markdown';
import { isAt, type Found, type Place } from './place';
import { hoverQueueId } from './queueId';
import { hoverReplyCode } from './replyCode';
import { occasionOf } from './occasion';

/** A line of a reply. */
export function hoverServer(place: Place, line: ServerLine): Found | undefined {
  const { pattern } = line;
  switch (pattern.kind) {
    case 'reply':
      return hoverReply(place, line, pattern);
    case 'elision':
      return whole(place, line, '**...** any lines of this reply; alone, a reply that may say anything.');
    case 'close':
      return whole(
        place,
        line,
        'The server closes the connection. A scripted server (`serve`) ends it with `<close>`, only its own side of it with `<half-close>`, and cuts it off with `<reset>`.',
      );
    case 'bytes':
      return whole(
        place,
        line,
        '`S!:` a scripted server (`serve`) sends exactly these bytes, with the escapes of `C!:` and no line end.',
      );
    case 'silence':
      return whole(
        place,
        line,
        `\`<silence>\` the server sends nothing for ${pattern.milliseconds / 1000} s.`,
      );
    case 'malformed':
      return undefined;
  }
}

function hoverReply(place: Place, line: ServerLine, pattern: ReplyPattern): Found | undefined {
  const { code: codeSpan, text, regex } = pattern;
  if (isAt(place, codeSpan)) return hoverReplyCode(place, line, pattern);
  if (regex !== undefined && isAt(place, regex.span)) return { span: regex.span, text: REGEX };
  if (text === undefined || !isAt(place, text.span)) return undefined;
  const occasion = occasionOf(place.document, line);
  return (
    hoverEnhancedCode(place, text.span) ??
    hoverChallenge(place, pattern, occasion) ??
    hoverKeyword(place, text.span, occasion) ??
    hoverQueueId(place, { code: codeSpan, text: text.span }, occasion)
  );
}

const REGEX = paragraphs(
  'A regular expression: the reply’s text, its lines joined by line feeds, has to match it.',
  `A named group, ${code('(?<queueId>\\S+)')}, keeps what it matched for ${code('{{queueId}}')} in the lines that follow.`,
);

function whole(place: Place, { value }: ServerLine, text: string): Found | undefined {
  const written = place.document.text.slice(value.start, value.end);
  const start = value.start + written.length - written.trimStart().length;
  const span = { start, end: start + written.trim().length };
  return isAt(place, span) ? { span, text } : undefined;
}
