import type { Exchange, Mode, Settings, Transcript } from './document';
import type { Notation } from './prefix';
import type { ParsedStretch } from './stretch';

/** What the whole section goes by, from its first line of dialogue on. */
export interface SectionHead {
  /** Whether a `###` line starts it: only the text before the first one may be a preamble. */
  readonly separated: boolean;
  readonly firstLine: number;
  readonly mode: Mode | undefined;
  /** How its lines of dialogue are marked; undefined before the first, and where none is. */
  readonly notation: Notation | undefined;
  readonly title: string | undefined;
  /** The first line that is not blank and not a comment: where lenses stand when there is no `###`. */
  readonly anchor: number | undefined;
}

export type Stretches = readonly [ParsedStretch, ...ParsedStretch[]];

/**
 * A part of a document as it was parsed: from a `###` line, or the file's start, to the next. It is a transcript, unless it is
 * the file's preamble. A large file has very many, all kept: what can be had from the stretches is had from them.
 */
export class ParsedSection implements Transcript {
  readonly title: string | undefined;
  readonly mode: Mode;
  readonly notation: Notation;
  readonly anchor: number;
  readonly isPreamble: boolean;
  readonly stretches: Stretches;
  readonly settings: Settings;
  #exchanges: readonly Exchange[] | undefined;

  constructor(
    section: Pick<ParsedSection, 'title' | 'mode' | 'notation' | 'isPreamble'>,
    anchor: number,
    stretches: Stretches,
  ) {
    this.title = section.title;
    this.mode = section.mode;
    this.notation = section.notation;
    this.anchor = anchor;
    this.isPreamble = section.isPreamble;
    this.stretches = stretches;
    this.settings = stretches.length === 1 ? stretches[0].settings : joined(stretches);
  }

  /** The same section, with exchanges of its own. */
  copy(): ParsedSection {
    return new ParsedSection(
      this,
      this.anchor,
      mapStretches(this.stretches, (stretch) => stretch.copy()),
    );
  }

  get identity(): object {
    return this.stretches.length === 1 ? this.stretches[0].identity : this.settings;
  }

  get firstLine(): number {
    return this.stretches[0].firstLine;
  }

  get endLine(): number {
    return (this.stretches.at(-1) ?? this.stretches[0]).endLine;
  }

  get directives(): Settings['directives'] {
    return this.settings.directives;
  }

  get variables(): Settings['variables'] {
    return this.settings.variables;
  }

  get connections(): Settings['connections'] {
    return this.settings.connections;
  }

  get exchanges(): readonly Exchange[] {
    if (this.stretches.length === 1) return this.stretches[0].exchanges;
    return (this.#exchanges ??= this.stretches.flatMap(({ exchanges }) => exchanges));
  }
}

/** @param head of a section all of which is read */
export function parsedSection(head: SectionHead, stretches: Stretches): ParsedSection {
  const { mode, notation, title, anchor } = head;
  const section = {
    title,
    mode: mode ?? 'annotated',
    notation: notation ?? 'letters',
    isPreamble: mode === undefined && !head.separated,
  } as const;
  return new ParsedSection(section, anchor ?? head.firstLine, stretches);
}

/** The head of a section of several stretches, with which the lines behind any of them can be read on. */
export function headOf({ title, mode, notation, anchor, firstLine }: ParsedSection): SectionHead {
  // In a terminal's session nothing is marked.
  return {
    title,
    mode,
    notation: mode === 'bare' ? undefined : notation,
    anchor,
    firstLine,
    separated: true,
  };
}

/**
 * The same transcript for somebody who looks at it once: the exchanges that this makes are kept with the copy and go with it,
 * where those of the document's own transcript stay for as long as the document does.
 */
export function forOneLook(transcript: Transcript): Transcript {
  return transcript instanceof ParsedSection ? transcript.copy() : transcript;
}

/** Something of each stretch. */
export function mapStretches(
  stretches: Stretches,
  make: (stretch: ParsedStretch) => ParsedStretch,
): Stretches {
  const first = make(stretches[0]);
  return stretches.length === 1 ? [first] : [first, ...stretches.slice(1).map(make)];
}

function joined(stretches: Stretches): Settings {
  return {
    directives: stretches.flatMap(({ settings: { directives } }) => directives),
    variables: stretches.flatMap(({ settings: { variables } }) => variables),
    connections: stretches.flatMap(({ settings: { connections } }) => connections),
  };
}
