import { isFilledIn } from '../../syntax/filledIn';
import type { Span } from '../../syntax/span';
import { readEnvironments } from '../environments';
import { FUNCTIONS, type FunctionInfo } from '../functions';
import { definitionsOf, occurrencesByName, type VariableDefinition } from '../variables';
import type { Candidate } from './candidate';
import type { CompletionContext } from './context';
import { textBefore, wordAt, type Place } from './place';
import { seenFrom } from './seen';
import { fromTemplate } from './template';

/** An expression that the cursor stands in. */
export interface OpenExpression {
  /** After its `{{`. */
  readonly start: number;
  /** Of the function, with its `$`, if the cursor is behind it; undefined in the name itself. */
  readonly call: string | undefined;
}

/** The innermost `{{` before the cursor that is not closed; undefined where nothing is filled in. */
export function openExpressionAt(place: Place): OpenExpression | undefined {
  if (place.line === undefined || !isFilledIn(place.line.kind)) return undefined;
  const text = textBefore(place);
  if (!text.includes('{{')) return undefined;
  const open: number[] = [];
  for (const { 0: mark, index } of text.matchAll(/\\\{\{|\{\{|\}\}/g)) {
    if (mark === '{{') open.push(index + 2);
    else if (mark === '}}') open.pop();
  }
  const at = open.at(-1);
  if (at === undefined) return undefined;
  return {
    start: place.span.start + at,
    call: /^\s*(\$[\w.-]*)\s/.exec(text.slice(at))?.[1],
  };
}

/** Variables and functions, or what the function takes that the cursor is behind. */
export async function expressionCandidates(
  place: Place,
  { start, call }: OpenExpression,
  context: CompletionContext,
): Promise<Candidate[]> {
  const word = wordAt(place, { start, end: place.span.end }, /[^\s{}"]/);
  if (call !== undefined) return argumentCandidates(place, call, word, start);
  if (place.document.text.slice(start, word.start).trim() !== '') return [];
  const closing = closingAfter(place, word.end);
  return [
    ...(await variables(place, word, closing, context)),
    ...FUNCTIONS.map((info, rank) => functionCandidate(info, word, closing, rank)),
  ];
}

/** Variables that a line may name, nearest first; without the values of those that are secret. */
async function variables(
  place: Place,
  span: Span,
  closing: string,
  { uri, workspace }: CompletionContext,
): Promise<Candidate[]> {
  const { document, lineIndex } = place;
  const environment = readEnvironments(
    await workspace.environmentFiles(uri),
    workspace.activeEnvironment(uri),
  );
  const names = new Set([...occurrencesByName(document).keys(), ...environment.map(({ name }) => name)]);
  const found: Candidate[] = [];
  for (const name of names) {
    const [definition] = definitionsOf(document, lineIndex, name, environment);
    if (definition === undefined) continue;
    // A variable in its own value would never come to an end.
    if (definition.uri === undefined && definition.line === lineIndex) continue;
    found.push({
      label: name,
      kind: 'variable',
      span,
      text: name + closing,
      detail: describe(definition),
      rank: KIND_RANKS[definition.kind],
    });
  }
  return found;
}

const KIND_RANKS = { capture: -4, transcript: -3, file: -2, environment: -1 } as const;

function describe({ kind, value, secret, environment }: VariableDefinition): string {
  const source = kind === 'environment' ? `environment ${environment ?? ''}`.trim() : kind;
  if (secret) return `•••• (${source})`;
  return value === undefined ? `from a reply above (${source})` : `${value} (${source})`;
}

function functionCandidate(
  { name, syntax, summary }: FunctionInfo,
  span: Span,
  closing: string,
  rank: number,
): Candidate {
  const parameters = syntax.split(' ').slice(1);
  // Where arguments follow already, only the name is wanted.
  const template =
    closing === CONTINUED || parameters.length === 0
      ? name
      : `${name} ${parameters.map((parameter) => ARGUMENTS[parameter] ?? `[[${parameter.toLowerCase()}]]`).join(' ')}`;
  const { text, snippet } = fromTemplate(template + (closing === CONTINUED ? '' : closing));
  return {
    label: name,
    kind: 'function',
    span,
    text,
    snippet,
    detail: `{{${syntax}}}`,
    documentation: summary,
    filter: name,
    rank,
  };
}

/** What stands in the place of a parameter at first. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  MIN: '[[1]]',
  MAX: '[[100]]',
  LABEL: '"[[label]]"',
  NAME: '[[name]]',
  TEXT: '"[[text]]"',
  USER: '[[user@example.com]]',
  PASSWORD: '{{$secret [[name]]}}',
};

/** What has to follow the name: nothing if the braces are closed already. */
function closingAfter({ document, span }: Place, end: number): string {
  const after = document.text.slice(end, span.end);
  if (/^\s*\}\}/.test(after)) return '';
  const own = after.slice(0, after.indexOf('{{') === -1 ? undefined : after.indexOf('{{'));
  return /^\s[^{}]*\}\}/.test(own) ? CONTINUED : '}}';
}

/** Arguments and braces follow. */
const CONTINUED = ' ';

function argumentCandidates(place: Place, call: string, span: Span, start: number): Candidate[] {
  const before = place.document.text.slice(start, span.start);
  const at = argumentsIn(before) - 1;
  const candidate = (text: string, rank: number, detail?: string): Candidate => ({
    label: text,
    kind: 'value',
    span,
    text,
    rank,
    ...(detail === undefined ? {} : { detail }),
  });
  switch (call) {
    case '$testServer':
      return at === 0
        ? [
            candidate('host', 0, 'its address'),
            candidate('port', 1, 'its port for plain text and STARTTLS'),
            candidate('tlsPort', 2, 'its port for TLS from the first byte'),
            candidate('lmtpPort', 3, 'its port for LMTP'),
          ]
        : [];
    case '$plain':
    case '$sasl': {
      if (at === 0)
        return [...seenFrom(place).senders, 'user@example.com'].map((user, rank) => candidate(user, rank));
      if (at !== 1) return [];
      return [
        secretCall(span, '$secret', 0),
        secretCall(span, '$password', 1),
        secretCall(span, '$processEnv', 2),
      ];
    }
    case '$secret':
    case '$processEnv':
    case '$dotenv':
    case '$password':
    case '$prompt':
      return at === 0 ? namesGivenTo(place, call).map((name, rank) => candidate(name, rank)) : [];
    default:
      return [];
  }
}

function secretCall(span: Span, name: string, rank: number): Candidate {
  const { text, snippet } = fromTemplate(`{{${name} [[${name === '$password' ? 'Password' : 'name'}]]}}`);
  return { label: `{{${name} …}}`, kind: 'function', span, text, snippet, filter: text, rank };
}

/** How many words and nested expressions stand before the cursor's word, the function's name among them. */
function argumentsIn(text: string): number {
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*"|\{\{(?:\{\{[^]*?\}\}|[^])*?\}\}|[^\s])+/g)].length;
}

/** The names that the file gives to a function elsewhere: `work` of `{{$secret work}}`. */
function namesGivenTo({ document, span }: Place, call: string): string[] {
  const names = new Set<string>();
  const opening = `{{${call} `;
  const { text } = document;
  for (let at = text.indexOf(opening); at !== -1; at = text.indexOf(opening, at + opening.length)) {
    if (at >= span.start && at < span.end) continue;
    const name = /^\s*([^\s{}"]+)\}\}/.exec(text.slice(at + opening.length, at + opening.length + 80))?.[1];
    if (name !== undefined) names.add(name);
  }
  return [...names];
}
