import { findHeader } from '../../smtp/headers';
import type { Fix } from '../../syntax/diagnostic';
import type { TranscriptDocument } from '../../syntax/document';
import { entitiesIn, type Entity, type Header } from '../message';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A header field that a message may have once (the table in RFC 5322 section 3.6), and that stands there again. */
export const rule: Rule = {
  code: 'duplicate-header',
  group: 'message',
  severity: 'warning',
  checkMessage({ message, chunked }, { document }) {
    if (message.parts.length === 0 && !mayRepeat(message)) return undefined;
    return entitiesIn(message).flatMap(({ headers }) =>
      repeated(headers).map(([first, again]) => finding(document, first, again, chunked)),
    );
  },
};

export const documentation: RuleDocumentation = {
  why: `A message has one \`From\`, one \`To\`, one \`Subject\` (the table in RFC 5322 section 3.6). With two of them one program shows the first and
another the second, which is why servers refuse such messages. Several addresses stand in one field, with commas between them.`,
  bad: `C: DATA
S: 354
C: From: ann@example.com
C: Subject: Hello
C: Subject: Hello
C:
C: How are you?
C: .
S: 250`,
  good: `C: DATA
S: 354
C: From: ann@example.com
C: Subject: Hello
C:
C: How are you?
C: .
S: 250`,
};

/** RFC 5322 and MIME limit their own fields; of others nobody says so. Return-Path is a trace of its own. */
function isLimited(name: string): boolean {
  const info = findHeader(name);
  return info?.count === 'one' && info.name !== 'Return-Path' && /^RFC (?:5322|2045|2183)\b/.test(info.rfc);
}

/** Whether two of its fields may have the same name, at no more cost than some comparisons of numbers. */
function mayRepeat({ headers }: Entity): boolean {
  const { length } = headers;
  if (length > FEW) return true;
  for (let at = 1; at < length; at++) {
    const key = headers[at]?.nameKey;
    for (let before = 0; before < at; before++) if (headers[before]?.nameKey === key) return true;
  }
  return false;
}

/** As many fields as may be compared each with each. */
const FEW = 16;

function repeated(headers: readonly Header[]): (readonly [first: Header, again: Header])[] {
  const found: (readonly [first: Header, again: Header])[] = [];
  const seen = new Map<string, Header>();
  for (const header of headers) {
    const name = header.name.toLowerCase();
    const first = seen.get(name);
    if (first === undefined) seen.set(name, header);
    else if (isLimited(name)) found.push([first, header]);
  }
  return found;
}

function finding(document: TranscriptDocument, first: Header, again: Header, chunked: boolean): Finding {
  const fix = chunked ? undefined : mended(document, first, again);
  return {
    message: `${again.name} stands in this header already, and may stand there once`,
    span: again.nameSpan,
    fixes: fix === undefined ? [] : [fix],
  };
}

function mended(document: TranscriptDocument, first: Header, again: Header): Fix | undefined {
  const removal = { span: linesOf(document, again), newText: '' };
  if (first.value === again.value) return { title: 'Remove it', safe: true, changes: [removal] };
  const info = findHeader(again.name);
  const end = first.valueSpans.at(-1)?.end;
  if (info?.kind !== 'addresses' || end === undefined || first.value === '' || again.value === '')
    return undefined;
  const added = { span: { start: end, end }, newText: `, ${again.value}` };
  return { title: `Join it with the first ${info.name}`, changes: [added, removal] };
}

/** The lines of a field with their line ends. */
function linesOf({ lines }: TranscriptDocument, { range }: Header): { start: number; end: number } {
  return {
    start: lines[range.firstLine]?.span.start ?? 0,
    end: lines[range.endLine - 1]?.fullEnd ?? 0,
  };
}
