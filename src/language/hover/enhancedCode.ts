import {
  describeEnhancedClass,
  describeEnhancedSubject,
  findEnhancedCode,
  parseEnhancedCode,
  type EnhancedClass,
  type EnhancedCode,
} from '../../smtp/enhancedCodes';
import { textOf, type Span } from '../../syntax/span';
import { capital, paragraphs, sourceLink } from './markdown';
import { isAt, type Found, type Place } from './place';

/** The enhanced status code that the text of a reply begins with. */
export function hoverEnhancedCode(place: Place, text: Span): Found | undefined {
  const written = textOf(place.document.text, text);
  const blank = written.length - written.trimStart().length;
  const code = parseEnhancedCode(written.slice(blank));
  if (code === undefined) return undefined;
  const start = text.start + blank;
  const span = { start, end: start + (/^[\d.]+/.exec(written.slice(blank))?.[0].length ?? 0) };
  if (!isAt(place, span)) return undefined;
  return { span, text: describeEnhancedCode(code) };
}

/** In Markdown. */
export function describeEnhancedCode(code: EnhancedCode): string {
  const info = findEnhancedCode(code);
  const subject = describeEnhancedSubject(code.subject);
  const meaning = info?.text ?? 'not registered';
  return paragraphs(
    `**${code.text}** ${capital(meaning)}`,
    info?.explanation,
    `${code.class}.x.x: ${describeEnhancedClass(code.class)}${ADVICE[code.class]}.` +
      (subject === undefined || code.subject === 0 ? '' : ` x.${code.subject}.x: ${subject}.`),
    sourceLink(info?.rfc ?? 'RFC 3463 section 2'),
  );
}

const ADVICE: Readonly<Record<EnhancedClass, string>> = {
  2: '',
  4: ', try again later',
  5: ', the same attempt will fail again',
};
