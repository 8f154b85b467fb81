import type { Fix } from './diagnostic';
import { parseTemplate } from './template';

/**
 * How an expression that does not end can be made to, if there is a natural place for its end: where one of two braces
 * stands, behind a variable's name, behind a function's last argument, or where its quoted string ends.
 *
 * @param text starts with the `{{`, and ends with the line
 * @param offset where the text stands in the document
 */
export function closeExpression(text: string, offset: number): Fix | undefined {
  for (const { at, newText, title } of candidates(text)) {
    const [first] = parseTemplate(`${text.slice(0, at)}${newText}${text.slice(at)}`, 0);
    if (first?.kind !== 'variable' && first?.kind !== 'call') continue;
    return { title, changes: [{ span: { start: offset + at, end: offset + at }, newText }] };
  }
  return undefined;
}

interface Insertion {
  readonly at: number;
  readonly newText: string;
  readonly title: string;
}

/** The likeliest comes first. */
function* candidates(text: string): Generator<Insertion> {
  const braces = (at: number, count: number): Insertion => ({
    at,
    newText: '}'.repeat(count),
    title: 'Close it with }}',
  });
  const lone = /(?<!\})\}(?!\})/.exec(text);
  if (lone !== null) yield braces(lone.index, 1);
  const end = text.indexOf('}}');
  if (end !== -1 && text.includes('"')) yield { at: end, newText: '"', title: 'Close the quoted string' };
  const name = /^\{\{\s*(\$?)[A-Za-z_](?:[\w.-]*\w)?/.exec(text);
  if (name === null) return;
  if (name[1] === '') yield braces(name[0].length, 2);
  // Behind a function stand its arguments, and some of them may be expressions that do not end either.
  else for (let count = 1; count <= MOST_BRACES; count++) yield braces(text.trimEnd().length, count);
}

/** Of two expressions, one in the other. */
const MOST_BRACES = 4;
