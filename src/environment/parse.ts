import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../syntax/span';

/** The text of a `smtp.env.json` or `smtp.private.env.json`, read: what is right in it counts whatever else is wrong. */
export interface ParsedEnvironments {
  /** In the order of the text, {@link SHARED} among them. */
  readonly environments: readonly Environment[];
  readonly problems: readonly EnvironmentProblem[];
}

export interface Environment {
  readonly name: string;
  /** Without the quotes; in the text of the file, as all spans here. */
  readonly nameSpan: Span;
  readonly entries: readonly EnvironmentEntry[];
}

export interface EnvironmentEntry {
  readonly name: string;
  /** Without the quotes. */
  readonly nameSpan: Span;
  /** A number or a boolean as JSON writes it. */
  readonly value: string;
  /** Of a string without the quotes. */
  readonly valueSpan: Span;
}

/** What is wrong with a file, in a sentence for a person. */
export interface EnvironmentProblem {
  /** With an error a run cannot know what was meant, and does not begin. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly span: Span;
}

/** The name of the environment whose values hold in all others. */
export const SHARED = '$shared';

/** What a variable may be called, in a transcript as here. */
const VARIABLE_NAME = /^[A-Za-z_][\w.-]*$/;

/** Reads a file of environments. Comments and trailing commas are passed over, as editors allow them in such files. Never throws. */
export function parseEnvironments(text: string): ParsedEnvironments {
  const problems: EnvironmentProblem[] = [];
  if (text.trim() === '') return { environments: [], problems };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  for (const { error, offset, length } of errors)
    problems.push({
      severity: 'error',
      message: `Not JSON: ${inWords(printParseErrorCode(error))}`,
      span: { start: offset, end: offset + length },
    });
  const reader: Reader = { text, problems };
  if (root === undefined) return { environments: [], problems };
  if (root.type !== 'object') {
    problem(reader, root, 'A file of environments is an object: { "dev": { "server": "smtp://localhost" } }');
    return { environments: [], problems };
  }
  const environments = propertiesOf(reader, root, 'environment').flatMap(({ name, nameSpan, value }) => {
    if (name.startsWith('$') && name !== SHARED)
      problem(
        reader,
        nameSpan,
        `Names that start with $ have a meaning of their own; there is only ${SHARED}`,
        'warning',
      );
    if (value.type === 'object') return { name, nameSpan, entries: entriesOf(reader, value) };
    problem(
      reader,
      value,
      `The environment “${name}” is an object of variables, such as { "host": "localhost" }`,
    );
    return [];
  });
  problems.sort((a, b) => a.span.start - b.span.start);
  return { environments, problems };
}

interface Reader {
  readonly text: string;
  readonly problems: EnvironmentProblem[];
}

interface Property {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Node;
}

function entriesOf(reader: Reader, environment: Node): EnvironmentEntry[] {
  return propertiesOf(reader, environment, 'variable').flatMap(({ name, nameSpan, value }) => {
    if (!VARIABLE_NAME.test(name))
      problem(
        reader,
        nameSpan,
        'A variable starts with a letter or _ and goes on with letters, digits, _, . and -',
      );
    if (value.type !== 'string' && value.type !== 'number' && value.type !== 'boolean') {
      problem(reader, value, `The value of “${name}” is a string, a number, true or false`);
      return [];
    }
    const span = value.type === 'string' ? unquoted(reader.text, value) : spanOf(value);
    return { name, nameSpan, value: String(value.value), valueSpan: span };
  });
}

/** Of a name that is there twice the last one counts, as in all of JSON. */
function propertiesOf(reader: Reader, object: Node, what: string): Property[] {
  const byName = new Map<string, Property>();
  for (const { children } of object.children ?? []) {
    const [key, value] = children ?? [];
    if (key === undefined || value === undefined) continue; // there is a problem of the syntax already
    const name = String(key.value);
    const nameSpan = unquoted(reader.text, key);
    if (byName.delete(name))
      problem(reader, nameSpan, `The ${what} “${name}” is there twice; this one counts`, 'warning');
    byName.set(name, { name, nameSpan, value });
  }
  return [...byName.values()];
}

function problem(
  { problems }: Reader,
  where: Node | Span,
  message: string,
  severity: EnvironmentProblem['severity'] = 'error',
): void {
  problems.push({ severity, message, span: 'start' in where ? where : spanOf(where) });
}

function spanOf({ offset, length }: Node): Span {
  return { start: offset, end: offset + length };
}

/** A string that is never closed has only its first quote. */
function unquoted(text: string, node: Node): Span {
  const { start, end } = spanOf(node);
  return { start: start + 1, end: end > start + 1 && text[end - 1] === '"' ? end - 1 : end };
}

/** `CommaExpected` as “comma expected”. */
function inWords(code: string): string {
  return code.replace(/\B[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
