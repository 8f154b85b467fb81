import { parameterOf, parseContentType, type ContentType } from '../../smtp/contentType';
import { headerOf, readHeaders } from './headers';
import type { Entity, Multipart } from './message';
import { readMultipart } from './multipart';
import { rangeOf, type Source } from './source';

/** Reads a message or a part of one, from an index into the lines of the source to another. */
export function readEntity(
  source: Source,
  from: number,
  end: number,
  defaultType = 'text/plain',
  depth = 0,
): Entity {
  const { headers, complete, headerEnd, headerEndAt, bodyAt } = readHeaders(
    source.document,
    source.lines,
    from,
    end,
  );
  const written = headerOf({ headers }, 'Content-Type')?.value;
  const contentType = written === undefined ? undefined : parseContentType(written);
  const mediaType =
    contentType === undefined
      ? written === undefined
        ? defaultType
        : 'text/plain' // what can't be read is text: RFC 2045 section 5.2
      : `${contentType.type}/${contentType.subtype}`;
  const inner = depth < MAX_DEPTH ? readParts(source, bodyAt, end, contentType, mediaType, depth) : NO_PARTS;
  return {
    range: rangeOf(source, from, end),
    headers,
    headerRange: rangeOf(source, from, headerEndAt),
    complete,
    headerEnd,
    body: rangeOf(source, bodyAt, end),
    contentType,
    mediaType,
    encoding: (headerOf({ headers }, 'Content-Transfer-Encoding')?.value ?? '7bit').toLowerCase(),
    ...inner,
  };
}

const NO_PARTS = { multipart: undefined, parts: [] } as const;

function readParts(
  source: Source,
  from: number,
  end: number,
  contentType: ContentType | undefined,
  mediaType: string,
  depth: number,
): { readonly multipart: Multipart | undefined; readonly parts: readonly Entity[] } {
  if ((mediaType === 'message/rfc822' || mediaType === 'message/global') && from < end)
    return { multipart: undefined, parts: [readEntity(source, from, end, 'text/plain', depth + 1)] };
  if (contentType?.type !== 'multipart') return NO_PARTS;
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === undefined || boundary === '' || boundary.includes('{{')) return NO_PARTS;
  const { parts, ...multipart } = readMultipart(source, from, end, boundary);
  const type = contentType.subtype === 'digest' ? 'message/rfc822' : 'text/plain'; // RFC 2046 section 5.1.5
  return {
    multipart,
    parts: parts.map((part) => readEntity(source, part.from, part.end, type, depth + 1)),
  };
}

/** Deeper nesting has no use, and unbounded recursion would end in a stack overflow. */
const MAX_DEPTH = 16;
