import type { Assertion, AssertionPredicate, AssertionSubject, AssertionValue } from '../../syntax/assertion';
import { findPredicate, findSubject } from '../../syntax/assertionTable';
import type { AssertionLine, Exchange } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { findKeyword } from '../../smtp/keywords';
import { parseEnhancedCode } from '../../smtp/enhancedCodes';
import { assertionOn } from '../assertionOn';
import { formatBinaryOctets, formatOctets } from '../octets';
import { transcriptAt } from '../variables';
import { describeEnhancedCode } from './enhancedCode';
import { describeKeyword } from './keyword';
import { code, paragraphs } from './markdown';
import { describeMechanism } from './mechanism';
import { askedBy } from './occasion';
import { isAt, wordAt, type Found, type Place } from './place';
import { describeCodes } from './replyCode';

/** `?? subject predicate value`: the part that the place is on. */
export function hoverAssertion(place: Place, line: AssertionLine): Found | undefined {
  const { document } = place;
  const marks = document.text.indexOf('??', line.span.start);
  const sign = { start: marks, end: marks + 2 };
  if (isAt(place, sign)) return { span: sign, text: ABOUT };
  const assertion = assertionOn(document, line);
  const { subject, negation, predicate, value } = assertion;
  if (subject?.kind === 'fact') {
    if (isAt(place, subject.span)) return { span: subject.span, text: describeSubject(subject) };
    if (subject.keyword !== undefined && isAt(place, subject.keyword.span))
      return describedKeyword(place, subject.keyword);
  }
  if (negation !== undefined && isAt(place, negation))
    return { span: negation, text: '`not` turns the predicate round.' };
  if (predicate !== undefined && isAt(place, predicate.span))
    return { span: predicate.span, text: describePredicate(predicate, negation !== undefined) };
  if (value === undefined || !isAt(place, value.span)) return undefined;
  return hoverValue(place, line, assertion, value);
}

const ABOUT = paragraphs(
  'Checks the latest reply, the connection or the run: subject, predicate, value.',
  `${code('?? code == 250')} ${code('?? duration < 500ms')} ${code('?? ehlo SIZE >= 10MB')} ${code('?? tls.protocol == TLSv1.3')}`,
);

function describeSubject({ name }: Extract<AssertionSubject, { kind: 'fact' }>): string {
  const info = findSubject(name);
  const examples = (info?.examples ?? []).map(code).join(', ');
  return paragraphs(
    `${code(name)} is ${info?.summary ?? ''}.`,
    examples === '' ? undefined : `For example ${examples}.`,
  );
}

function describePredicate({ name }: AssertionPredicate, negated: boolean): string {
  const info = findPredicate(name);
  const meaning = (negated ? info?.opposite : info?.summary) ?? '';
  const takes = name === 'matches' ? ' A named group keeps what it matched, as in an `S:` line.' : '';
  return `${code(negated ? `not ${name}` : name)} holds if the subject ${meaning}${name === 'exists' ? '' : ' the value'}.${takes}`;
}

function describedKeyword(
  place: Place,
  { text, span }: { readonly text: string; readonly span: Found['span'] },
): Found | undefined {
  const info = findKeyword(text);
  return info === undefined ? undefined : { span, text: describeKeyword(place.document, info, []) };
}

/** What a value means by itself: a code, an enhanced code, a mechanism, a size. */
function hoverValue(
  place: Place,
  line: AssertionLine,
  { subject }: Assertion,
  value: AssertionValue,
): Found | undefined {
  if (value.kind === 'regex') return { span: value.span, text: 'A regular expression.' };
  if (subject?.kind !== 'fact') return undefined;
  const written = textOf(place.document.text, value.span);
  switch (subject.name) {
    case 'code': {
      const word = wordAt(place, value.span, /[^|]+/g);
      if (word === undefined || !/^[2-5](?:\d\d|\dx|xx)$/i.test(word.text)) return undefined;
      return {
        span: word.span,
        text: describeCodes(word.text, askedBy(place.document, exchangeOf(place, line))),
      };
    }
    case 'enhanced': {
      const read = parseEnhancedCode(written);
      return read === undefined ? undefined : { span: value.span, text: describeEnhancedCode(read) };
    }
    case 'ehlo': {
      const mechanism = subject.keyword?.text === 'AUTH' ? describeMechanism(written) : undefined;
      if (mechanism !== undefined) return { span: value.span, text: mechanism };
      return value.quantity?.kind === 'size'
        ? { span: value.span, text: octets(value.quantity.amount) }
        : undefined;
    }
    default:
      return undefined;
  }
}

function octets(amount: number): string {
  return `${amount} octets${amount < 1000 ? '' : `: ${formatOctets(amount)}, ${formatBinaryOctets(amount)}`}`;
}

function exchangeOf({ document }: Place, line: AssertionLine): Exchange | undefined {
  return transcriptAt(document, line.index)?.exchanges.find(({ assertions }) =>
    assertions.some(({ index }) => index === line.index),
  );
}
