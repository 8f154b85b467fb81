import type { LineNode, Transcript, TranscriptDocument } from '../syntax/document';
import { occurrencesByName } from './variables';
import type { Occurrence } from './variableOccurrences';

/** All that means one variable: its definitions, and the uses that can get their value from them. */
export interface Binding {
  readonly name: string;
  /** In the order of the text. */
  readonly occurrences: readonly Occurrence[];
  /** Whether an environment may give it a value, so that its keys there are part of it. */
  readonly inEnvironment: boolean;
}

/**
 * The variable that a name means at its place. Names are looked up as a run does: a declaration in a transcript hides the
 * file's, and a capture hides both from the lines below it, unless the reply it is taken from may be missing. A variable's
 * value is filled in where it is used, so a name in one may mean any of that name.
 */
export function bindingOf(document: TranscriptDocument, occurrence: Occurrence): Binding {
  const { name } = occurrence;
  const all = occurrencesByName(document).get(name) ?? [];
  const scopes = new Scopes(all);
  const keys = new Map(all.map((each) => [each, scopes.of(each)]));
  for (const reached of keys.values()) scopes.unite(reached);
  const root = scopes.root(keys.get(occurrence)?.[0] ?? 'environment');
  return {
    name,
    occurrences: all.filter((each) => scopes.root(keys.get(each)?.[0] ?? 'environment') === root),
    inEnvironment: scopes.root('environment') === root,
  };
}

/** Where a name can get its value: replies or lines of one transcript, the file's preamble, or from outside. */
type Scope = 'file' | 'environment' | `captures of ${number}` | `lines of ${number}`;

class Scopes {
  readonly #parents = new Map<Scope, Scope>();
  /** Each capture's line in each transcript, and whether a reply that may be missing has it. */
  readonly #captures = new Map<Transcript, { readonly line: number; readonly certain: boolean }[]>();
  readonly #declaring = new Set<Transcript | undefined>();
  readonly #everywhere: readonly Scope[];

  constructor(all: readonly Occurrence[]) {
    for (const { role, transcript, line } of all) {
      if (role === 'declaration') this.#declaring.add(transcript);
      if (role !== 'capture' || transcript === undefined) continue;
      const captures = this.#captures.get(transcript) ?? [];
      captures.push({ line: line.index, certain: !isOptional(line) });
      this.#captures.set(transcript, captures);
    }
    const declared = [...this.#declaring].map((transcript) => linesOf(transcript));
    const captured = [...this.#captures.keys()].map((transcript) => capturesOf(transcript));
    this.#everywhere = [...captured, ...declared];
  }

  /** Where the value of an occurrence may come from; more than one ties those together. */
  of({ role, transcript, line }: Occurrence): readonly Scope[] {
    if (role === 'declaration') return [linesOf(transcript)];
    if (transcript === undefined) {
      const found = this.#everywhere;
      return this.#declaring.has(undefined) ? found : [...found, 'environment'];
    }
    if (role === 'capture' || role === 'backreference') return [capturesOf(transcript)];
    const captures = this.#captures.get(transcript) ?? [];
    // `@secret` holds for a name wherever its value comes from, and a value is filled in at some later line.
    const anyLine = role === 'secret' || line.kind === 'variable';
    const before = anyLine ? captures : captures.filter((each) => each.line < line.index);
    const found: Scope[] = before.length > 0 ? [capturesOf(transcript)] : [];
    if (!anyLine && before.some(({ certain }) => certain)) return found;
    if (this.#declaring.has(transcript)) found.push(linesOf(transcript));
    else if (this.#declaring.has(undefined)) found.push('file');
    else if (!anyLine || found.length === 0) found.push('environment');
    return found;
  }

  unite([first, ...others]: readonly Scope[]): void {
    if (first === undefined) return;
    for (const other of others) {
      const [a, b] = [this.root(first), this.root(other)];
      if (a !== b) this.#parents.set(b, a);
    }
  }

  root(scope: Scope): Scope {
    let at = scope;
    for (let parent = this.#parents.get(at); parent !== undefined; parent = this.#parents.get(at))
      at = parent;
    return at;
  }
}

function isOptional(line: LineNode): boolean {
  return line.kind === 'server' && line.optional;
}

function capturesOf({ firstLine }: Transcript): Scope {
  return `captures of ${firstLine}`;
}

function linesOf(transcript: Transcript | undefined): Scope {
  return transcript === undefined ? 'file' : `lines of ${transcript.firstLine}`;
}
