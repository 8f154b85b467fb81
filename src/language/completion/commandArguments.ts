import { parsePath } from '../../smtp/address';
import { attributesOf, findAttribute } from '../../smtp/attributes';
import type { Capabilities } from '../../smtp/extensions';
import type { Span } from '../../syntax/span';
import { COMMANDS, type CommandInfo } from '../../smtp/commands';
import { mechanismsOffered } from './mechanisms';
import type { CommandLine } from '../../syntax/document';
import { addressCandidates, addressVariables, atDomains, domainCandidates, NULL_PATH } from './addresses';
import type { Candidate } from './candidate';
import { documentationOf } from './documentation';
import type { CompletionContext } from './context';
import { parameterCandidates } from './parameters';
import { wordAt, type Place } from './place';
import { initialResponseCandidates } from './responses';
import { seenFrom } from './seen';
import { situationAt } from './state';

/** What may stand behind a command's verb, or behind the colon of MAIL and RCPT. */
export async function argumentCandidates(
  place: Place,
  line: CommandLine,
  info: CommandInfo,
  start: number,
  context: CompletionContext,
): Promise<Candidate[]> {
  const argument = { start, end: line.value.end };
  const before = place.document.text.slice(start, place.offset);
  const first = !/^\s*\S+\s/.test(before);
  const word = wordAt(place, argument, /\S/);
  switch (info.takes) {
    case 'reverse-path':
    case 'forward-path':
      return pathOrParameters(place, line, info, start, context);
    case 'domain':
    case 'node':
      return first ? domainCandidates(place, word, { client: info.takes === 'domain' }) : [];
    case 'mechanism':
      return first
        ? mechanismsOffered(word, situationAt(place, context.workspace).offered)
        : initialResponseCandidates(place, line, word);
    case 'chunk-size':
      return first ? chunkSizes(word) : last(word);
    case 'url':
      return first ? [] : last(word);
    case 'attribute':
      return attributes(place, info.verb, argument, situationAt(place, context.workspace).offered);
    case 'string':
      if (info.verb === 'HELP') return first ? verbs(word) : [];
      if (info.verb !== 'VRFY' && info.verb !== 'EXPN') return [];
      return first
        ? addressCandidates(seenFrom(place), word, 'recipient')
        : parameterCandidates(place, info.verb, argument, situationAt(place, context.workspace));
    case 'none':
      return [];
  }
}

function pathOrParameters(
  place: Place,
  line: CommandLine,
  info: CommandInfo,
  start: number,
  context: CompletionContext,
): Candidate[] {
  const { document, offset } = place;
  const text = document.text.slice(start, line.value.end);
  const path = parsePath(text);
  const end = start + (path.kind === 'error' ? afterPath(text) : path.end);
  if (offset > end)
    return parameterCandidates(
      place,
      info.verb,
      { start: end, end: line.value.end },
      situationAt(place, context.workspace),
    );
  const open = text.trimStart().startsWith('<');
  const address = wordAt(place, { start, end: line.value.end }, /[^\s<>]/);
  if (open && document.text.slice(start, offset).includes('>')) return [];
  const role = info.takes === 'reverse-path' ? 'sender' : 'recipient';
  const seen = seenFrom(place);
  const typed = document.text.slice(address.start, offset);
  const addresses = [
    ...addressCandidates(seen, address, role),
    ...addressVariables(place, address),
    ...atDomains(seen, address, typed),
  ];
  const closed = document.text.charAt(address.end) === '>';
  const brackets = ({ text: inner, snippet, ...rest }: Candidate): Candidate => ({
    ...rest,
    text: `${open ? '' : '<'}${inner}${closed ? '' : '>'}`,
    filter: rest.label === NULL_PATH ? NULL_PATH : `${open ? '' : '<'}${inner}`,
    ...(snippet === undefined ? {} : { snippet: `${open ? '' : '<'}${snippet}${closed ? '' : '>'}` }),
  });
  return addresses.map(brackets);
}

/** Where a path ends that is no good one yet. */
function afterPath(text: string): number {
  const match = /^\s*(?:<[^<>\s]*>?|[^\s<>]*)/.exec(text);
  return match?.[0].length ?? 0;
}

function chunkSizes(span: Candidate['span']): Candidate[] {
  const size = (text: string, detail: string, rank: number): Candidate => ({
    label: text,
    kind: 'value',
    span,
    text,
    detail,
    rank,
  });
  return [
    size('{{$size}} LAST', 'the octets of the chunk below, which is the last', 0),
    size('{{$size}}', 'the octets of the chunk below', 1),
    size('0 LAST', 'the message ends here', 2),
  ];
}

function last(span: Candidate['span']): Candidate[] {
  return [
    { label: 'LAST', kind: 'value', span, text: 'LAST', detail: 'the message ends with this', rank: 0 },
  ];
}

function verbs(span: Candidate['span']): Candidate[] {
  return COMMANDS.map((info, rank) => ({
    label: info.verb,
    kind: 'command',
    span,
    text: info.verb,
    detail: info.syntax,
    documentation: documentationOf(info),
    rank,
  }));
}

/** Attributes of XCLIENT and XFORWARD that the server offers, or the values of the one at the cursor. */
function attributes(
  place: Place,
  verb: string,
  argument: Span,
  offered: Capabilities | undefined,
): Candidate[] {
  const { document, offset } = place;
  const word = wordAt(place, argument, /\S/);
  const equals = document.text.slice(word.start, offset).indexOf('=');
  if (equals !== -1) {
    const info = findAttribute(verb, document.text.slice(word.start, word.start + equals));
    const span = { start: word.start + equals + 1, end: word.end };
    return (info?.examples ?? []).map((each, rank) => ({
      label: each,
      kind: 'value',
      span,
      text: each,
      rank,
    }));
  }
  const written = document.text.slice(argument.start, argument.end).toUpperCase();
  const names = offered?.keywords.get(verb)?.map((name) => name.toUpperCase());
  return attributesOf(verb)
    .filter(({ name }) => names === undefined || names.length === 0 || names.includes(name))
    .filter(({ name }) => !written.includes(` ${name}=`) && !written.startsWith(`${name}=`))
    .map(({ name, summary }, rank) => ({
      label: name,
      kind: 'parameter',
      span: word,
      text: `${name}=`,
      detail: summary,
      rank,
      goesOn: true,
    }));
}
