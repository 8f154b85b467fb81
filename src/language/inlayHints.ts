import type { InlayHint, InlayHintKind, Range } from 'vscode-languageserver-types';
import { decodeToText, looksLikeBase64 } from '../smtp/base64';
import { visible } from '../smtp/escape';
import type {
  CommandLine,
  IncludeLine,
  ResponseLine,
  ServerLine,
  Transcript,
  TranscriptDocument,
} from '../syntax/document';
import { positionAt } from '../syntax/positions';
import { textOf } from '../syntax/span';
import { clientMessageAt, mechanismOf } from './authExchange';
import type { EnvironmentVariable } from './environments';
import { toSpan } from './lspTypes';
import { masked } from './masking';
import { formatOctets } from './octets';
import { variableOccurrences, type Occurrence } from './variableOccurrences';
import { activeEnvironment, valueOf } from './variableValues';
import type { Workspace } from './workspace';

/** Which hints are wanted. */
export interface InlayHintKinds {
  /** What a server asks in an AUTH exchange, decoded: “Username:”. */
  readonly challenges: boolean;
  /** Whom the client says it is, in an AUTH exchange. */
  readonly userNames: boolean;
  /** Of the files that messages include. */
  readonly fileSizes: boolean;
  /** What stands for a `{{name}}`, where a run is not needed to know it. */
  readonly variables: boolean;
}

export interface InlayHintContext {
  readonly uri: string;
  readonly workspace: Workspace;
  readonly enabled: InlayHintKinds;
}

/** What an editor shows between the letters of a range. No secret is among it. */
export async function inlayHints(
  document: TranscriptDocument,
  range: Range,
  context: InlayHintContext,
): Promise<InlayHint[]> {
  const { start, end } = toSpan(document, range);
  const hints = [
    ...(await lineHints(document, range, context)),
    ...(context.enabled.variables ? await variableHints(document, start, end, context) : []),
  ];
  return hints
    .filter(({ offset }) => start <= offset && offset <= end)
    .sort((a, b) => a.offset - b.offset)
    .map((hint) => toInlayHint(document, hint));
}

interface Hint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
  readonly kind?: InlayHintKind;
}

/** Of the protocol's kinds only this one fits, and only to values. */
const PARAMETER: InlayHintKind = 2;

function toInlayHint(document: TranscriptDocument, { offset, label, tooltip, kind }: Hint): InlayHint {
  return {
    position: positionAt(document, offset),
    label,
    tooltip,
    paddingLeft: true,
    ...(kind === undefined ? {} : { kind }),
  };
}

async function lineHints(
  document: TranscriptDocument,
  range: Range,
  context: InlayHintContext,
): Promise<Hint[]> {
  const { challenges, userNames, fileSizes } = context.enabled;
  const hints: (Hint | undefined)[] = [];
  const lastLine = Math.min(range.end.line, document.lines.length - 1);
  for (let at = range.start.line; at <= lastLine; at++) {
    const line = document.lines[at];
    switch (line?.kind) {
      case 'server':
        if (challenges) hints.push(challengeHint(document, line));
        break;
      case 'command':
      case 'response':
        if (userNames) hints.push(userNameHint(document, line));
        break;
      case 'include':
        if (fileSizes) hints.push(await fileSizeHint(document, line, context));
        break;
      default:
    }
  }
  return hints.filter((hint) => hint !== undefined);
}

function challengeHint(document: TranscriptDocument, { pattern }: ServerLine): Hint | undefined {
  if (pattern.kind !== 'reply' || pattern.text === undefined || !pattern.codes.includes('334'))
    return undefined;
  const { value, span } = pattern.text;
  const written = value.trimEnd();
  if (!looksLikeBase64(written)) return undefined;
  return {
    offset: span.start + written.length,
    label: `“${shortened(masked(document, decodeToText(written) ?? ''))}”`,
    tooltip: 'The server’s challenge, decoded from base64',
  };
}

function userNameHint(document: TranscriptDocument, line: CommandLine | ResponseLine): Hint | undefined {
  if (line.kind === 'command' && mechanismOf(document, line) === undefined) return undefined;
  const message = clientMessageAt(document, line.index);
  // In clear it can be read already.
  if (message?.credential.state !== 'base64') return undefined;
  const user = message.fields?.find(({ kind }) => kind === 'user')?.value ?? '';
  if (user === '') return undefined;
  return {
    offset: message.span.end,
    label: shortened(user),
    tooltip: 'The user name, decoded from base64',
  };
}

async function fileSizeHint(
  { text }: TranscriptDocument,
  { path }: IncludeLine,
  { uri, workspace }: InlayHintContext,
): Promise<Hint | undefined> {
  const name = textOf(text, path);
  if (name === '' || name.includes('{{')) return undefined;
  const size = await workspace.fileSize(uri, name);
  if (size === undefined) return undefined;
  return { offset: path.end, label: formatOctets(size), tooltip: `The size of the file: ${size} octets` };
}

async function variableHints(
  document: TranscriptDocument,
  start: number,
  end: number,
  { uri, workspace }: InlayHintContext,
): Promise<Hint[]> {
  // To find all uses in a file is work, and most ranges have none.
  const first = document.text.indexOf('{{', start);
  if (first === -1 || first >= end) return [];
  const uses = usesBetween(variableOccurrences(document), start, end);
  if (uses.length === 0) return [];
  const environment = await activeEnvironment(uri, workspace);
  const values = new Values(document, environment);
  return uses.flatMap((use) => variableHint(use, values.of(use)) ?? []);
}

/** Looks a name up once for each transcript, unless what it means depends on the line. */
class Values {
  readonly #known = new Map<Transcript | undefined, Map<string, string | undefined>>();
  readonly #captured: ReadonlySet<string>;

  constructor(
    readonly document: TranscriptDocument,
    readonly environment: readonly EnvironmentVariable[],
  ) {
    const captures = variableOccurrences(document).filter(({ role }) => role === 'capture');
    this.#captured = new Set(captures.map(({ name }) => name));
  }

  of({ name, line, transcript }: Occurrence): string | undefined {
    let known = this.#known.get(transcript);
    if (known === undefined) this.#known.set(transcript, (known = new Map<string, string | undefined>()));
    if (known.has(name)) return known.get(name);
    const found = valueOf(this.document, line.index, name, this.environment);
    const isFixed =
      !this.#captured.has(name) && (this.#captured.size === 0 || found?.value?.includes('{{') !== true);
    if (isFixed) known.set(name, found?.value);
    return found?.value;
  }
}

/** Those that end in a stretch of the text. */
function usesBetween(all: readonly Occurrence[], start: number, end: number): Occurrence[] {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.whole.end ?? Infinity) < start) low = middle + 1;
    else high = middle;
  }
  const uses: Occurrence[] = [];
  for (let at = low; at < all.length; at++) {
    const each = all[at];
    if (each === undefined || each.whole.end > end) break;
    // In what a server says a run fills in nothing.
    if (each.role === 'use' && each.line.kind !== 'server' && each.line.kind !== 'raw') uses.push(each);
  }
  return uses;
}

function variableHint({ name, whole }: Occurrence, value = ''): Hint | undefined {
  if (value === '') return undefined;
  return {
    offset: whole.end,
    label: shortened(value),
    tooltip: `The value of ${name}`,
    kind: PARAMETER,
  };
}

const MAX_LENGTH = 40;

function shortened(text: string): string {
  return visible(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);
}
