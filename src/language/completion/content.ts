import { parameterOf } from '../../smtp/contentType';
import { findHeader, HEADERS } from '../../smtp/headers';
import type { Content, IncludeLine } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { entityAt, isIn, messagesIn, type Entity, type Header, type Message } from '../message';
import type { Candidate } from './candidate';
import type { CompletionContext } from './context';
import { documentationOf } from './documentation';
import { headerValueCandidates } from './headerValues';
import { pathCandidates } from './paths';
import type { Place } from './place';

/** A line of a message: what of it goes on the wire, and what is to be put before it. */
export interface ContentPlace {
  readonly content: Content | undefined;
  readonly value: Span;
  /** `C: ` where the message is written so and the line has none. */
  readonly prefix: string;
}

/** Inside a message: header fields and their values, delimiters of parts, files, the dot; in a body nothing else. */
export async function contentCandidates(
  place: Place,
  here: ContentPlace,
  context: CompletionContext,
): Promise<Candidate[]> {
  const { document, offset } = place;
  const { value, prefix } = here;
  if (offset < value.start) return [];
  const before = document.text.slice(value.start, offset);
  const path = /^(?:<@?|<base64)\s+(?=(.*))/i.exec(before);
  if (path !== null)
    return pathCandidates(place, { start: value.start + path[0].length, end: value.end }, 'message', context);
  const entity = entityHere(place, here.content);
  const line = [
    ...(inHeader(entity, place.lineIndex) ? headerCandidates(place, here, entity, before) : []),
    ...(before === '' || before.startsWith('-') ? delimiters(place, here) : []),
    ...(before === '' || /^<\S*$/.test(before) ? includes(value) : []),
    ...(before === '' && document.text.slice(value.start, value.end) === '' ? dot(here) : []),
  ];
  if (prefix === '') return line;
  return line.map((candidate) => ({
    ...candidate,
    text: prefix + candidate.text,
    ...(candidate.snippet === undefined ? {} : { snippet: prefix + candidate.snippet }),
    filter: candidate.filter ?? candidate.text,
  }));
}

/** The file of a `<` line. */
export function includeCandidates(
  place: Place,
  { path, mode }: IncludeLine,
  context: CompletionContext,
): Promise<Candidate[]> {
  if (place.offset < path.start) return Promise.resolve([]);
  const end = Math.max(path.end, place.offset);
  return pathCandidates(place, { start: path.start, end }, mode === 'base64' ? 'any' : 'message', context);
}

/** The part of the message that the line belongs to, or would if something stood there. */
interface EntityHere {
  readonly entity: Entity | undefined;
  /** Whether it is a part of a multipart, whose header tells of the content alone (RFC 2046 section 5.1). */
  readonly isPart: boolean;
}

function entityHere({ document, transcript, lineIndex }: Place, content: Content | undefined): EntityHere {
  const message = messageWith(document, transcript, content);
  if (message === undefined) return { entity: undefined, isPart: false };
  const line = Math.max(message.range.firstLine, Math.min(lineIndex, message.range.endLine - 1));
  const entity = entityAt(message, line) ?? message;
  return { entity, isPart: isPartOf(message, entity) };
}

function messageWith(
  document: Place['document'],
  transcript: Place['transcript'],
  content: Content | undefined,
): Message | undefined {
  if (transcript === undefined || content === undefined) return undefined;
  return messagesIn(document, transcript).find(({ contents }) => contents.includes(content));
}

function isPartOf(parent: Entity, entity: Entity): boolean {
  return parent.parts.some((part) =>
    part === entity ? parent.multipart !== undefined : isPartOf(part, entity),
  );
}

/** Whether a header field may stand on the line: it is in the header, or the one that comes next. */
function inHeader({ entity }: EntityHere, lineIndex: number): boolean {
  if (entity === undefined) return true;
  const { headerRange, headerEnd } = entity;
  if (lineIndex < headerRange.firstLine) return lineIndex <= entity.range.firstLine;
  return lineIndex <= headerRange.endLine || headerEnd === 'end';
}

function headerCandidates(
  place: Place,
  { value }: ContentPlace,
  { entity, isPart }: EntityHere,
  before: string,
): Candidate[] {
  const { document, lineIndex } = place;
  const header = entity?.headers.find(({ range }) => isIn(range, lineIndex));
  const folded = header !== undefined && header.range.firstLine < lineIndex;
  if (!folded && /^[!-9;-~]*$/.test(before) && !/^[-<]/.test(before)) {
    const rest = document.text.slice(value.start, value.end);
    const nameEnd = value.start + (/^[!-9;-~]*/.exec(rest)?.[0].length ?? 0);
    const named = document.text.charAt(nameEnd) === ':';
    return headerNames(entity?.headers ?? [], header, isPart, { start: value.start, end: nameEnd }, named);
  }
  const colon = folded ? value.start : value.start + before.indexOf(':') + 1;
  if (!folded && !before.includes(':')) return [];
  const info = header === undefined ? undefined : findHeader(header.name);
  if (info === undefined) return [];
  return headerValueCandidates(place, info, { start: colon, end: value.end }, folded);
}

function headerNames(
  written: readonly Header[],
  current: Header | undefined,
  isPart: boolean,
  span: Span,
  named: boolean,
): Candidate[] {
  const present = new Set(written.filter((each) => each !== current).map(({ name }) => name.toLowerCase()));
  return HEADERS.filter(({ name, count }) => count === 'many' || !present.has(name.toLowerCase()))
    .filter(({ name }) => !isPart || name.startsWith('Content-'))
    .map((info, rank) => ({
      label: info.name,
      kind: 'header',
      span,
      text: named ? info.name : `${info.name}: `,
      filter: `${info.name}: `,
      documentation: documentationOf(info),
      rank,
      goesOn: !named,
    }));
}

/** The delimiter lines of the multiparts that enclose the line. */
function delimiters(
  { document, transcript, lineIndex }: Place,
  { content, value }: ContentPlace,
): Candidate[] {
  const message = messageWith(document, transcript, content);
  if (message === undefined) return [];
  const found: Candidate[] = [];
  for (let at: Entity | undefined = message; at !== undefined; at = childAt(at, lineIndex)) {
    const boundary =
      at.contentType?.type === 'multipart' ? parameterOf(at.contentType, 'boundary') : undefined;
    if (boundary === undefined || boundary === '' || lineIndex <= at.headerRange.endLine) continue;
    // Innermost first.
    found.unshift(
      delimiter(`--${boundary}`, 'starts a part', value, 0),
      delimiter(`--${boundary}--`, 'ends the last part', value, 1),
    );
  }
  return found;
}

function childAt({ parts }: Entity, lineIndex: number): Entity | undefined {
  return (
    parts.find(({ range }) => isIn(range, lineIndex)) ??
    parts.find(({ range }) => range.endLine === lineIndex)
  );
}

function delimiter(text: string, detail: string, span: Span, rank: number): Candidate {
  return { label: text, kind: 'value', span, text, detail, rank: rank - 10 };
}

function includes(span: Span): Candidate[] {
  const file = (text: string, detail: string, rank: number): Candidate => ({
    label: text.trimEnd(),
    kind: 'file',
    span,
    text,
    detail,
    rank: HEADERS.length + rank,
    goesOn: true,
  });
  return [
    file('< ', 'sends a file; its dots are doubled, its line ends become CRLF', 1),
    file('<@ ', 'sends a file, with {{…}} filled in', 2),
    file('<base64 ', 'sends a file in base64', 3),
  ];
}

function dot({ content, value }: ContentPlace): Candidate[] {
  if (content?.terminator !== undefined) return [];
  return [
    {
      label: '.',
      kind: 'command',
      span: value,
      text: '.',
      detail: 'ends the message',
      rank: HEADERS.length,
    },
  ];
}
