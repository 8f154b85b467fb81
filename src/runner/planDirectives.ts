import { findDirective } from '../syntax/directives';
import { parseTemplate } from '../syntax/template';
import type { PlanSource } from './planSource';
import type { PlanDirectives } from './planTypes';

/** What the file says by directives, by name: the last one of each counts, and the transcript's come after the file's. */
export type Directives = ReadonlyMap<string, Directive>;

interface Directive {
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
  /** The values of all directives of this name, for those that add up. */
  readonly all: readonly string[];
}

export function readDirectives(source: PlanSource): Directives {
  const found = new Map<string, Directive>();
  for (const line of [...source.document.preamble.directives, ...source.transcript.directives]) {
    // An unknown directive is a warning of the parser and no reason not to run.
    const info = findDirective(source.text(line.name));
    if (info === undefined) continue;
    const value = source.text(line.value);
    found.set(info.name, { value, line: line.index + 1, all: [...(found.get(info.name)?.all ?? []), value] });
  }
  return found;
}

/** Those whose values the run needs: as they stand, or to be filled in when it begins. */
export function planDirectives(directives: Directives): PlanDirectives {
  const all = [...directives].filter(([name]) => !READ_ELSEWHERE.has(name));
  return {
    values: new Map(
      all.filter(([, { value }]) => !value.includes('{{')).map(([name, { value }]) => [name, value]),
    ),
    templates: all
      .filter(([, { value }]) => value.includes('{{'))
      .map(([name, { value, line }]) => ({ name, line, template: parseTemplate(value, 0) })),
  };
}

/** The server is filled in where it is looked for; the others say what a transcript is called and which parts of it run. */
const READ_ELSEWHERE: ReadonlySet<string> = new Set([
  'server',
  'name',
  'tag',
  'disabled',
  'secret',
  'sleep',
  'confirm',
  'disable',
  'disable-next-line',
]);
