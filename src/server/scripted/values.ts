import { filledText, type Values } from './clientLine';

/** What says what `{{name}}` stands for, the first that does going before the others. */
export interface ValueSources {
  /** By the file; may hold `{{…}}`. */
  readonly written: Values;
  /** By who starts the server; taken as it is. */
  readonly given: Values;
  /** By an environment; may hold `{{…}}`. */
  readonly environment: Values;
}

/** Every value that is known without a run: those that hold what only a run could tell are left out. */
export function resolveValues({ written, given, environment }: ValueSources): Values {
  const templates = new Map([...environment, ...given, ...written]);
  const values = new Map<string, string>();
  const settled = new Set<string>();
  const resolve = (name: string, depth: number): string | undefined => {
    const template = templates.get(name);
    // One that is settled and has no value has none, or is being worked out: then it is made of itself.
    if (settled.has(name) || template === undefined || depth > MAX_DEPTH) return values.get(name);
    settled.add(name);
    const asItIs = !template.includes('{{') || (given.has(name) && !written.has(name));
    const value = asItIs ? template : filledText(template, { get: (inner) => resolve(inner, depth + 1) });
    if (value !== undefined) values.set(name, value);
    return value;
  };
  for (const name of templates.keys()) resolve(name, 0);
  return values;
}

/** A longer row of values made of values has no use, and unbounded recursion would end in a stack overflow. */
const MAX_DEPTH = 100;
