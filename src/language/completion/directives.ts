import type { CommentLine, DirectiveLine } from '../../syntax/document';
import { DIRECTIVES, findDirective, type DirectiveInfo } from '../../syntax/directives';
import { textOf, type Span } from '../../syntax/span';
import { RULES } from '../rules';
import { settingsIn } from '../settings';
import { occurrencesByName } from '../variables';
import { domainCandidates } from './addresses';
import type { Candidate } from './candidate';
import { urlCandidates } from './connections';
import type { CompletionContext } from './context';
import { pathCandidates, type PathPurpose } from './paths';
import { upToCursor, wordAt, type Place } from './place';

/** What goes on from `#` at the start of a line: directives, and from a lone `#` also the line that starts a transcript. */
export function commentCandidates(place: Place, { span }: CommentLine): Candidate[] {
  const { document, offset } = place;
  const before = document.text.slice(span.start, offset);
  if (before === '##') return [separator(upToCursor(place, span.start))];
  const match = /^\s*(?:#|\/\/)\s*(@?)$/.exec(before);
  if (match === null || (match[1] === '' && /\s$/.test(before))) return [];
  const start = span.start + (before.length - before.trimStart().length);
  const marker = before.trimStart().startsWith('//') ? '//' : '#';
  const word = upToCursor(place, start);
  return match[1] === '@'
    ? names({ start: offset, end: offset }, '')
    : [...names(word, `${marker} @`), ...(marker === '#' ? [separator(word)] : [])];
}

/** The line that starts a transcript. */
export function separator(span: Span): Candidate {
  return {
    label: '###',
    kind: 'snippet',
    span,
    text: '### ',
    snippet: '### ${1:Title}',
    detail: 'starts a transcript, on a connection of its own',
    rank: 1,
  };
}

/** The names of all directives, with `# @` before them where there is none. */
export function names(span: Span, prefix: string, firstRank = 0): Candidate[] {
  return DIRECTIVES.map((info, at) => ({
    label: `@${info.name}`,
    kind: 'directive',
    span,
    text: `${prefix}${info.name}${info.syntax === '' ? '' : ' '}`,
    filter: `${prefix}${info.name}`,
    detail: `# @${info.name} ${info.syntax}`.trim(),
    documentation: info.summary,
    rank: firstRank + at / DIRECTIVES.length,
    goesOn: info.syntax !== '',
  }));
}

/** A directive's name, or the values that it takes. */
export async function directiveCandidates(
  place: Place,
  line: DirectiveLine,
  context: CompletionContext,
): Promise<Candidate[]> {
  const { document, offset } = place;
  if (offset < line.name.start) return [];
  if (offset <= line.name.end) {
    const continued = line.value.start > line.name.end;
    return names(line.name, '').map((each) => (continued ? { ...each, text: each.text.trimEnd() } : each));
  }
  const info = findDirective(textOf(document.text, line.name));
  if (info === undefined) return [];
  const value = {
    start: line.value.start > line.name.end ? Math.min(line.value.start, offset) : offset,
    end: Math.max(line.value.end, offset),
  };
  return valuesOf(place, info, value, context);
}

async function valuesOf(
  place: Place,
  { name, syntax }: DirectiveInfo,
  value: Span,
  context: CompletionContext,
): Promise<Candidate[]> {
  const purpose = FILES[name];
  if (purpose !== undefined) return pathCandidates(place, value, purpose, context);
  const word = wordAt(place, value, /\S/);
  switch (name) {
    case 'server':
      return urlCandidates(place, value);
    case 'tls-min':
    case 'tls-max':
      return choices(word, ['TLSv1.2', 'TLSv1.3', 'TLSv1.1', 'TLSv1']);
    case 'timeout':
      return choices(value, ['5s', '30s', '2m', '500ms']);
    case 'sleep':
      return choices(value, ['1s', '2s', '500ms']);
    case 'repeat':
      return choices(value, ['2', '10', '100']);
    case 'disable':
    case 'disable-next-line':
      return codes(place, value);
    case 'secret':
      return variableNames(place, word);
    case 'sni':
      return domainCandidates(place, word, { client: false });
    case 'tag':
      return tags(place, word);
    case 'tls-policy':
      return word.start === value.start ? choices(word, ['show']) : [];
    case 'proxy':
      return choices(word, ['socks5://', 'http://']);
    case 'proxy-protocol':
      return word.start === value.start ? choices(word, ['v1', 'v2']) : [];
    case 'tls-ciphers':
      return choices(word, [
        'HIGH:!aNULL',
        'TLS_AES_256_GCM_SHA384',
        'TLS_AES_128_GCM_SHA256',
        'TLS_CHACHA20_POLY1305_SHA256',
      ]);
    default:
      return /^[a-z\d-]+(?:\|[a-z\d-]+)*$/.test(syntax) ? choices(word, syntax.split('|')) : [];
  }
}

const FILES: Readonly<Record<string, PathPurpose>> = {
  'tls-ca': 'certificate',
  'tls-cert': 'certificate',
  'tls-key': 'key',
};

function choices(span: Span, values: readonly string[]): Candidate[] {
  return values.map((value, rank) => ({ label: value, kind: 'value', span, text: value, rank }));
}

/** The diagnostics that can be turned off, without those that the line names already. */
function codes(place: Place, value: Span): Candidate[] {
  const word = wordAt(place, value, /[^\s,]/);
  const { text } = place.document;
  const others = `${text.slice(value.start, word.start)} ${text.slice(word.end, value.end)}`.split(/[\s,]+/);
  return RULES.filter(({ code }) => !others.includes(code)).map(({ code, group, severity }, rank) => ({
    label: code,
    kind: 'value',
    span: word,
    text: code,
    detail: `${group}, ${severity}`,
    rank,
  }));
}

function variableNames({ document }: Place, span: Span): Candidate[] {
  return choices(
    span,
    [...occurrencesByName(document)]
      .filter(([, occurrences]) => occurrences.some(({ role }) => role !== 'secret'))
      .map(([name]) => name),
  ).map((candidate) => ({ ...candidate, kind: 'variable' }));
}

function tags({ document, lineIndex }: Place, span: Span): Candidate[] {
  const words = new Set<string>();
  for (const { directives } of settingsIn(document))
    for (const { index, name, value } of directives) {
      if (index === lineIndex || textOf(document.text, name).toLowerCase() !== 'tag') continue;
      for (const tag of textOf(document.text, value).split(/\s+/)) if (tag !== '') words.add(tag);
    }
  return choices(span, [...words]);
}
