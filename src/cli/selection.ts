import { plan, type Plan } from '../runner/plan';
import type { Transcript, TranscriptDocument } from '../syntax/document';
import { parse } from '../syntax/parse';
import { textOf } from '../syntax/span';
import type { Source } from './sources';

/** The transcripts of a file that are to be run. */
export interface SelectedFile {
  readonly source: Source;
  readonly plans: readonly Plan[];
}

/**
 * Parses the files and plans what `only` names in them, or everything: titles, and with an `@` before them tags. What names
 * nothing is a problem, as a run of no transcripts would seem to have passed.
 */
export function select(
  sources: readonly Source[],
  only: readonly string[],
): { readonly files: readonly SelectedFile[] } | { readonly problem: string } {
  const files = sources.map((source) => ({ source, candidates: candidatesOf(parse(source.text)) }));
  const all = files.flatMap(({ source, candidates }) =>
    candidates.map((candidate) => ({ source, candidate })),
  );
  if (all.length === 0)
    return { problem: `there is no transcript in ${sources.map(({ name }) => name).join(', ')}` };
  const missed = only.find((name) => !all.some(({ candidate }) => matches(candidate, name)));
  if (missed !== undefined) {
    const list = all.map(({ source, candidate }) => `  ${source.name}: ${describe(candidate)}`);
    return {
      problem: `no transcript has the ${missed.startsWith('@') ? 'tag' : 'title'} “${missed}”; there are\n${list.join('\n')}`,
    };
  }
  const isWanted = (candidate: Candidate): boolean =>
    only.length === 0 || only.some((name) => matches(candidate, name));
  return {
    files: files
      .map(({ source, candidates }) => ({
        source,
        plans: candidates.filter(isWanted).map((candidate) => candidate.plan),
      }))
      .filter(({ plans }) => plans.length > 0),
  };
}

interface Candidate {
  readonly plan: Plan;
  readonly tags: readonly string[];
}

/** A transcript that says nothing is passed over, but not one that says nothing because its lines are wrong. */
function candidatesOf(document: TranscriptDocument): Candidate[] {
  return document.transcripts.flatMap((transcript) => {
    const made = plan(document, transcript);
    if (transcript.exchanges.length === 0 && made.problems.length === 0) return [];
    return { plan: made, tags: tagsOf(document, transcript) };
  });
}

/** Its own tags and its `@name`, and the tags of the whole file. */
function tagsOf({ text, preamble }: TranscriptDocument, transcript: Transcript): string[] {
  return [...preamble.directives, ...transcript.directives].flatMap((directive) => {
    const name = textOf(text, directive.name).toLowerCase();
    if (name !== 'tag' && name !== 'name') return [];
    return textOf(text, directive.value)
      .split(/[\s,]+/)
      .filter((word) => word !== '');
  });
}

function matches({ plan: { title }, tags }: Candidate, name: string): boolean {
  return title === name || (name.startsWith('@') && tags.includes(name.slice(1)));
}

function describe({ plan: { title }, tags }: Candidate): string {
  return [title, ...tags.map((tag) => `@${tag}`)].join(' ');
}
