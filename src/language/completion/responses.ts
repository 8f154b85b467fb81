import type { CommandLine } from '../../syntax/document';
import { textOf, type Span } from '../../syntax/span';
import type { Candidate } from './candidate';
import type { Place } from './place';
import { seenFrom } from './seen';
import { fromTemplate } from './template';

/** What may follow the mechanism on an AUTH line (RFC 4954 section 4). */
export function initialResponseCandidates(place: Place, line: CommandLine, span: Span): Candidate[] {
  const before = place.document.text.slice(line.verb.end, place.offset).trimStart();
  if (/\s\S*\s/.test(before)) return []; // only one word follows the mechanism, or one {{…}}
  const mechanism = mechanismOf(place, line);
  const user = userOf(place);
  return [
    ...(mechanism === 'PLAIN' ? [plain(span, user, 0)] : []),
    ...(mechanism === 'LOGIN' ? [] : [sasl(span, user, 1)]),
    ...(mechanism === 'LOGIN' ? [base64(span, `[[${user}]]`, 'the user name', 0)] : []),
    response(span, '=', 'an empty initial response', 3),
  ];
}

/** What may stand on a line of an AUTH exchange. */
export function responseCandidates(
  place: Place,
  line: CommandLine,
  step: number,
  span: Span,
  prefix = '',
): Candidate[] {
  const mechanism = mechanismOf(place, line);
  const user = userOf(place);
  const written = textOf(place.document.text, line.value);
  const initial = /^\s*\S+\s+\S+\s+\S/.test(written);
  const begun = written.includes('{{$sasl ');
  const found: Candidate[] = [];
  if (begun || mechanism.startsWith('SCRAM-')) found.push(next(span, begun ? 0 : 2));
  if (!begun && mechanism === 'PLAIN') found.push(plain(span, user, 0));
  else if (!begun && mechanism === 'LOGIN')
    found.push(
      step === 0 && !initial
        ? base64(span, `[[${user}]]`, 'the user name', 0)
        : base64(span, '{{$secret [[work]]}}', 'the password', 0),
    );
  if (!begun && mechanism !== 'LOGIN') found.push(sasl(span, user, 1));
  found.push(response(span, '*', 'gives up: the server answers 501', 3));
  return found.map(({ text, snippet, filter, ...rest }) => ({
    ...rest,
    text: prefix + text,
    ...(snippet === undefined ? {} : { snippet: prefix + snippet }),
    filter: filter ?? text,
  }));
}

function mechanismOf({ document }: Place, line: CommandLine): string {
  const argument = document.text.slice(line.verb.end, line.value.end).trim();
  return (/^\S*/.exec(argument)?.[0] ?? '').toUpperCase();
}

/** Who would log in: the sender of the file, if there is one. */
function userOf(place: Place): string {
  const sender = seenFrom(place).senders.find((address) => !/[[\]{}\s"]/.test(address));
  return sender ?? 'user@example.com';
}

function plain(span: Span, user: string, rank: number): Candidate {
  return call(
    span,
    `{{$plain [[${user}]] {{$secret [[work]]}}}}`,
    '$plain',
    'user and password of PLAIN',
    rank,
  );
}

function sasl(span: Span, user: string, rank: number): Candidate {
  return call(
    span,
    `{{$sasl [[${user}]] {{$secret [[work]]}}}}`,
    '$sasl',
    'the mechanism’s first response',
    rank,
  );
}

function next(span: Span, rank: number): Candidate {
  return call(span, '{{$sasl}}', '{{$sasl}}', 'the mechanism’s next response', rank);
}

function base64(span: Span, template: string, detail: string, rank: number): Candidate {
  return call(span, `{{$base64 ${template}}}`, '$base64', detail, rank);
}

function call(span: Span, template: string, name: string, detail: string, rank: number): Candidate {
  const { text, snippet } = fromTemplate(template);
  return { label: name.startsWith('{{') ? name : text, kind: 'function', span, text, snippet, detail, rank };
}

function response(span: Span, text: string, detail: string, rank: number): Candidate {
  return { label: text, kind: 'value', span, text, detail, rank };
}
