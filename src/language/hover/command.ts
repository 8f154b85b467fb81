import { parsePath } from '../../smtp/address';
import { findAttribute } from '../../smtp/attributes';
import { findCommand, parseVerb, suggestCommand, type CommandInfo } from '../../smtp/commands';
import { parseParameters } from '../../smtp/parameters';
import type { CommandLine } from '../../syntax/document';
import { textOf, type Span } from '../../syntax/span';
import { formatBinaryOctets, formatOctets } from '../octets';
import { describePath } from './address';
import { describeDomain } from './domain';
import { code, linked, paragraphs, sourceLink } from './markdown';
import { describeMechanism } from './mechanism';
import { describeParameter } from './parameter';
import { isAt, wordAt, type Found, type Place } from './place';
import { hoverClientMessage } from './response';
import { quoted } from './quoted';

/** A command: its verb, its argument, or a parameter. */
export function hoverCommand(place: Place, line: CommandLine): Found | undefined {
  const { document } = place;
  const written = textOf(document.text, line.value);
  const { verb } = parseVerb(written);
  const info = findCommand(verb);
  const keyword = keywordSpan(written, line);
  if (isAt(place, keyword)) return { span: keyword, text: describeVerb(info, written) };
  const rest = { start: keyword.end, end: line.value.end };
  if (info === undefined) return undefined;
  switch (info.takes) {
    case 'reverse-path':
    case 'forward-path':
      return hoverPath(place, rest, info.takes === 'reverse-path' ? 'MAIL' : 'RCPT', verb);
    case 'mechanism':
      return hoverAuth(place, rest);
    case 'domain':
    case 'node':
      return hoverDomain(place, rest, verb);
    case 'chunk-size':
      return hoverChunk(place, rest);
    case 'attribute':
      return hoverAttribute(place, rest, info);
    case 'string':
    case 'url':
    case 'none':
      return undefined;
  }
}

/** `MAIL FROM:` and `RCPT TO:` are one keyword. */
function keywordSpan(written: string, { value, verb }: CommandLine): Span {
  const two = /^\s*(?:MAIL|SEND|SOML|SAML)\s+FROM\s*:|^\s*RCPT\s+TO\s*:/i.exec(written);
  return { start: verb.start, end: two === null ? verb.end : value.start + two[0].length };
}

function describeVerb(info: CommandInfo | undefined, written: string): string {
  if (info === undefined) {
    const meant = suggestCommand(written);
    const suggestion = meant === undefined ? undefined : findCommand(parseVerb(meant).verb);
    return paragraphs(
      'This is no command that is known here.',
      suggestion === undefined
        ? undefined
        : `Meant is perhaps ${code(suggestion.syntax)}: ${suggestion.summary}`,
    );
  }
  return paragraphs(
    code(info.syntax),
    linked(info.summary),
    info.extension === undefined
      ? undefined
      : `The server has to offer ${code(info.extension)} in its reply to EHLO.`,
    info.pipelining === 'last' && info.argument !== 'none'
      ? 'In a pipelined group it has to be the last command.'
      : undefined,
    sourceLink(info.rfc),
  );
}

function hoverPath(place: Place, rest: Span, parametersOf: string, verb: string): Found | undefined {
  const { document } = place;
  const written = textOf(document.text, rest);
  const path = parsePath(written);
  if (path.kind === 'error') return undefined;
  const span = { start: rest.start + path.start, end: rest.start + path.end };
  if (isAt(place, span)) return { span, text: describePath(document, path, parametersOf) };
  const start = rest.start + path.parametersOffset;
  for (const parameter of parseParameters(textOf(document.text, { start, end: rest.end })).parameters) {
    const from = start + parameter.offset;
    const whole = { start: from, end: from + parameter.length };
    if (isAt(place, whole))
      return { span: whole, text: describeParameter(document, parameter.name, parameter.value, verb) };
  }
  return undefined;
}

function hoverAuth(place: Place, rest: Span): Found | undefined {
  const { document } = place;
  const mechanism = /\S+/.exec(textOf(document.text, rest));
  if (mechanism === null) return undefined;
  const [name] = mechanism;
  const start = rest.start + mechanism.index;
  const span = { start, end: start + name.length };
  if (isAt(place, span))
    return { span, text: describeMechanism(name) ?? 'This is no mechanism that is known here.' };
  return hoverClientMessage(place, { start: span.end, end: rest.end }, name.toUpperCase());
}

function hoverDomain(place: Place, rest: Span, verb: string): Found | undefined {
  const word = wordAt(place, rest);
  if (word === undefined) return undefined;
  const whose =
    verb === 'ETRN' || verb === 'ATRN'
      ? 'The host or domain that mail is waiting for.'
      : `What the client calls itself: its name, or an address literal if it has none (${sourceLink('RFC 5321 section 4.1.4')}).`;
  return {
    span: word.span,
    text: paragraphs(quoted(place.document, word.text), whose, describeDomain(place.document, word.text)),
  };
}

function hoverChunk(place: Place, rest: Span): Found | undefined {
  const word = wordAt(place, rest);
  if (word === undefined) return undefined;
  if (/^LAST$/i.test(word.text))
    return {
      span: word.span,
      text: paragraphs(
        '**LAST** This is the last chunk: the message is complete.',
        sourceLink('RFC 3030 section 2'),
      ),
    };
  if (!/^\d+$/.test(word.text)) return undefined;
  const octets = Number(word.text);
  return {
    span: word.span,
    text: paragraphs(
      `The chunk that follows has **${word.text} octets**${octets < 1000 ? '' : ` (${formatOctets(octets)}, ${formatBinaryOctets(octets)})`}, its line ends counted as two.`,
      sourceLink('RFC 3030 section 2'),
    ),
  };
}

/** `ADDR=192.0.2.1` of XCLIENT and XFORWARD. */
function hoverAttribute(place: Place, rest: Span, { verb, rfc }: CommandInfo): Found | undefined {
  const word = wordAt(place, rest);
  const info = findAttribute(verb, /^[^=]*/.exec(word?.text ?? '')?.[0] ?? '');
  if (word === undefined || info === undefined) return undefined;
  const examples = `For example ${info.examples.map(code).join(', ')}.`;
  return {
    span: word.span,
    text: paragraphs(`${code(`${info.name}=`)} ${info.summary}`, examples, sourceLink(rfc)),
  };
}
