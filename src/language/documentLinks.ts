import type { DocumentLink } from 'vscode-languageserver-types';
import { rfcUrl } from '../smtp/rfc';
import type { LineNode, TranscriptDocument } from '../syntax/document';
import { promptLength } from '../syntax/connection';
import { splitWords } from '../syntax/words';
import { textOf, type Span } from '../syntax/span';
import { headOf } from './head';
import { toRange } from './lspTypes';

/**
 * What can be followed: RFCs and http(s) URLs in what is written for the reader (comments, titles, notes), and the files
 * that message content, `@tls-…` directives and s_client's options name. Addresses and servers lead nowhere in an
 * editor, and message content is not searched.
 *
 * @param uri of the document; files are looked for from its folder, as a run does
 */
export function documentLinks(document: TranscriptDocument, uri: string): DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const line of headOf(document).lines) {
    for (const { span, target, tooltip } of linksOn(document, line, uri))
      links.push({ range: toRange(document, span), target, tooltip });
  }
  return links;
}

interface Link {
  readonly span: Span;
  readonly target: string;
  readonly tooltip: string;
}

function linksOn(document: TranscriptDocument, line: LineNode, uri: string): readonly Link[] {
  switch (line.kind) {
    case 'comment':
      return inProse(document, line.span);
    case 'separator':
      return inProse(document, line.title);
    case 'note':
      return inProse(document, line.value);
    case 'include':
      return fileLink(document, line.path, uri);
    case 'directive':
      return FILE_DIRECTIVES.has(textOf(document.text, line.name).toLowerCase())
        ? fileLink(document, line.value, uri)
        : NO_LINKS;
    case 'connection':
      return inConnection(document, line.value, uri);
    case 'blank':
    case 'variable':
    case 'chatter':
    case 'command':
    case 'response':
    case 'content':
    case 'terminator':
    case 'raw':
    case 'server':
    case 'assertion':
    case 'bare':
      return NO_LINKS;
  }
}

const NO_LINKS: readonly Link[] = [];

const FILE_DIRECTIVES: ReadonlySet<string> = new Set(['tls-ca', 'tls-cert', 'tls-key']);
const FILE_OPTIONS: ReadonlySet<string> = new Set(['-CAfile', '-cert', '-key']);

const RFC =
  /\bRFC[ -]?(\d{3,5})(?:,?[ ]+(?:section|sect\.|sec\.|§)[ ]*(\d+(?:\.\d+)*)|[ ]*§[ ]*(\d+(?:\.\d+)*))?/gi;
const URL_IN_TEXT = /\bhttps?:\/\/[^\s<>"'`{}|\\^]+/gi;
/** What ends a sentence, or the brackets around it, rather than the URL. */
const AFTER_URL = /[.,;:!?)\]]+$/;

function inProse({ text }: TranscriptDocument, span: Span): readonly Link[] {
  const prose = textOf(text, span);
  const links: Link[] = [];
  if (/rfc/i.test(prose)) {
    for (const { 0: found, 1: number, 2: section, 3: sign, index } of prose.matchAll(RFC)) {
      const name = rfcName(number ?? '', section ?? sign);
      const target = rfcUrl(name);
      if (target === undefined) continue;
      const start = span.start + index;
      links.push({ span: { start, end: start + found.length }, target, tooltip: name });
    }
  }
  if (prose.includes('://')) {
    for (const { 0: found, index } of prose.matchAll(URL_IN_TEXT)) {
      const url = withoutPunctuation(found);
      const start = span.start + index;
      const place = { start, end: start + url.length };
      links.push({ span: place, target: url, tooltip: 'Open in the browser' });
    }
  }
  return withoutOverlaps(links);
}

function rfcName(number: string, section: string | undefined): string {
  const name = `RFC ${number.replace(/^0+/, '')}`;
  return section === undefined ? name : `${name} section ${section}`;
}

/** A bracket that the URL itself opened stays. */
function withoutPunctuation(url: string): string {
  const ended = url.replace(AFTER_URL, '');
  return ended.includes('(') && url.charAt(ended.length) === ')' ? `${ended})` : ended;
}

/** An RFC's number may stand in the URL of its page. */
function withoutOverlaps(links: Link[]): Link[] {
  links.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  return links.filter(({ span }, at) => (links[at - 1]?.span.end ?? 0) <= span.start);
}

function inConnection({ text }: TranscriptDocument, value: Span, uri: string): readonly Link[] {
  const line = textOf(text, value);
  if (!/^openssl\b/i.test(line.slice(promptLength(line))) || line.includes('{{')) return NO_LINKS;
  const words = splitWords(line, value.start);
  return words.flatMap(({ value: option }, at) => {
    const file = words[at + 1];
    if (file === undefined || !FILE_OPTIONS.has(option.replace(/^--/, '-'))) return [];
    return linkTo(file.value, { start: file.start, end: file.end }, uri);
  });
}

function fileLink({ text }: TranscriptDocument, span: Span, uri: string): readonly Link[] {
  return linkTo(textOf(text, span), span, uri);
}

/** A path with `{{…}}` is known only to a run, and one in a document that is not saved leads nowhere. */
function linkTo(path: string, span: Span, uri: string): readonly Link[] {
  const target = path.includes('{{') || path === '' ? undefined : resolve(path, uri);
  return target === undefined ? NO_LINKS : [{ span, target, tooltip: 'Open the file' }];
}

/** A path as a URI; what a URI gives a meaning of its own (`%`, `#`, `?`) is part of a file's name here. */
function resolve(path: string, uri: string): string | undefined {
  const windows = /^[A-Za-z]:[\\/]/.test(path) || /^file:\/\/\/[a-z](?::|%3A)/i.test(uri);
  const slashes = windows ? path.replaceAll('\\', '/') : path;
  const encoded = slashes.split('/').map(encodePart).join('/');
  const relative = /^[A-Za-z]:\//.test(slashes) ? `/${encoded}` : encoded;
  // Without the dot, a first part with a colon would be taken for a scheme.
  const reference = relative.startsWith('/') ? relative : `./${relative}`;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(uri) && URL.canParse(reference, uri)
    ? new URL(reference, uri).href
    : undefined;
}

function encodePart(part: string): string {
  return encodeURI(part.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(/[?#]/g, encodeURIComponent);
}
