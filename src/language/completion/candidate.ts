import type { CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import { toRange } from '../lspTypes';

/** One thing to offer, before it is put into the protocol's terms. */
export interface Candidate {
  readonly label: string;
  readonly kind: CandidateKind;
  /** What the text takes the place of: the word that the cursor stands in, on one line. */
  readonly span: Span;
  /** What is inserted where an editor has no snippets. */
  readonly text: string;
  /** The same in the snippet syntax of the protocol, with places to fill in. */
  readonly snippet?: string;
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** What typed text is held against, if that is not the inserted text. */
  readonly filter?: string;
  /** The most useful have the lowest; candidates of one rank stay in the order in which they were found. */
  readonly rank: number;
  /** Whether something is to be completed directly behind the inserted text. */
  readonly goesOn?: boolean;
}

export type CandidateKind =
  | 'command'
  | 'parameter'
  | 'value'
  | 'address'
  | 'header'
  | 'code'
  | 'directive'
  | 'function'
  | 'variable'
  | 'file'
  | 'folder'
  | 'snippet'
  | 'text';

/** Candidates as the editor's items: the most useful first, each once. */
export function toItems(
  { document, offset }: { readonly document: TranscriptDocument; readonly offset: number },
  candidates: Iterable<Candidate>,
  snippets: boolean,
): CompletionItem[] {
  const sorted = [...unique(candidates)].sort((a, b) => a.rank - b.rank);
  const digits = String(sorted.length).length;
  return sorted.map((candidate, at) => ({
    label: candidate.label,
    kind: KINDS[candidate.kind],
    ...(candidate.detail === undefined ? {} : { detail: candidate.detail }),
    ...(candidate.documentation === undefined
      ? {}
      : { documentation: { kind: 'markdown', value: candidate.documentation } }),
    sortText: String(at).padStart(digits, '0'),
    filterText: filterTextOf(candidate, document.text.slice(candidate.span.start, offset)),
    insertTextFormat: snippets && candidate.snippet !== undefined ? SNIPPET : PLAIN_TEXT,
    textEdit: {
      range: toRange(document, candidate.span),
      newText: snippets ? (candidate.snippet ?? candidate.text) : candidate.text,
    },
    ...(candidate.goesOn === true ? { data: GOES_ON } : {}),
  }));
}

/** The `data` of an item behind which an editor may at once ask for the next completion. */
export const GOES_ON = 'goesOn';

/** The protocol's numbers, as its constants would be most of a bundle that has to stay small. */
const PLAIN_TEXT = 1;
const SNIPPET = 2;
const KINDS: Readonly<Record<CandidateKind, CompletionItemKind>> = {
  text: 1,
  command: 3, // Function
  function: 3,
  parameter: 5, // Field
  variable: 6,
  header: 10, // Property
  value: 12,
  code: 20, // EnumMember
  directive: 14, // Keyword
  snippet: 15,
  file: 17,
  address: 18, // Reference
  folder: 19,
};

/** Not every editor compares without regard to case, so what was typed in lower case is held against lower case. */
function filterTextOf({ filter, text, label }: Candidate, typed: string): string {
  const filterText = filter ?? (text === '' ? label : text);
  return /[a-z]/.test(typed) && !/[A-Z]/.test(typed) ? filterText.toLowerCase() : filterText;
}

/** The best of those that read the same. */
function unique(candidates: Iterable<Candidate>): Iterable<Candidate> {
  const byLabel = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = candidate.label;
    const known = byLabel.get(key);
    if (known === undefined || candidate.rank < known.rank) byLabel.set(key, candidate);
  }
  return byLabel.values();
}
