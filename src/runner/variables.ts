import { soundsSecret } from '../syntax/secretNames';
import { FUNCTIONS, type Evaluated, type NoValue, type Value } from './functions';
import type { Host } from './host';
import { didYouMean } from './planNames';
import type { Argument, Plan, PlanVariable, Step, Template, TemplatePart } from './planTypes';
import type { Redactor } from './redaction';

/**
 * A filled-in template: what goes on the wire, one value for each part of the template, so that the secret ones can be
 * masked where they stand.
 */
export type Filled = { readonly values: readonly Value[] } | NoValue;

/**
 * The next SASL response for `{{$sasl …}}`; the session knows mechanism and challenge.
 *
 * @param before what stands on the line before it, filled in
 */
export type SaslSource = (args: readonly Value[], before: string) => Promise<Evaluated>;

/** What only the session knows, where a line is filled in. */
export interface LineSources {
  readonly sasl?: SaslSource;
  /** For `{{$size}}`: octets of what follows the line; undefined where nothing was counted. */
  readonly size?: number | undefined;
}

/** Where a part is being evaluated. */
interface Place extends LineSources {
  readonly before: string;
  /** The variables that are being evaluated, outermost first: one of them again would never end. */
  readonly trail: readonly string[];
}

/** The names of one run: captures, the transcript's and the file's variables, the host's, the environment's. */
export class Scope {
  readonly #captures = new Map<string, string>();
  readonly #variables: ReadonlyMap<string, PlanVariable>;
  readonly #environment: ReadonlyMap<string, PlanVariable>;
  readonly #secrets: ReadonlySet<string>;
  readonly #captureNames: ReadonlySet<string>;
  readonly #settled = new Map<string, Evaluated>();
  readonly #early = new Map<string, Evaluated>();
  readonly #plan: Pick<Plan, 'repetition'>;
  readonly #host: Host;
  readonly #redactor: Redactor;

  constructor(plan: Plan, host: Host, redactor: Redactor) {
    this.#variables = new Map(plan.variables.map((variable) => [variable.name, variable]));
    this.#environment = new Map(plan.environment.map((variable) => [variable.name, variable]));
    this.#secrets = new Set(plan.secrets);
    this.#captureNames = plan.captures;
    this.#plan = plan;
    this.#host = host;
    this.#redactor = redactor;
  }

  /** Gives a name the value that a reply had for it. */
  capture(name: string, value: string): void {
    this.#captures.set(name, value);
    if (this.#isSecret(name)) this.#redactor.add(value);
  }

  async fill(template: Template, sources: LineSources = {}): Promise<Filled> {
    const values: Value[] = [];
    let before = '';
    for (const part of template) {
      const value = this.#keep(await this.#part(part, { ...sources, before, trail: [] }));
      if ('problem' in value) return value;
      before += value.text;
      values.push(value);
    }
    return { values };
  }

  /** Whether a template's value is the same now as at any later time of the run. */
  isFixed(template: Template, trail: readonly string[] = []): boolean {
    return template.every((part) => {
      if (part.kind === 'text') return true;
      if (part.kind === 'variable') {
        if (this.#captureNames.has(part.name) || trail.includes(part.name)) return false;
        const variable = this.#defined(part.name);
        // What a variable's functions gave once is what the variable holds; only captures change it.
        return variable === undefined || !this.#dependsOnCapture(variable.value, [...trail, part.name]);
      }
      if (part.kind === 'call')
        return (
          FUNCTIONS.get(part.name)?.early === true && part.args.every((arg) => this.isFixed(arg.value, trail))
        );
      return false;
    });
  }

  async #part(part: TemplatePart, place: Place): Promise<Evaluated> {
    switch (part.kind) {
      case 'text':
        return { text: part.text, secret: false };
      case 'malformed':
        return { problem: part.reason };
      case 'variable':
        return this.#variable(part.name, place.trail);
      case 'call':
        return this.#call(part.name, part.args, place);
    }
  }

  async #variable(name: string, trail: readonly string[]): Promise<Evaluated> {
    const captured = this.#captures.get(name);
    if (captured !== undefined) return { text: captured, secret: this.#isSecret(name) };
    const variable = this.#defined(name);
    if (variable === undefined) {
      const given = this.#given(name);
      return given === undefined
        ? { problem: this.#withoutValue(name) }
        : { text: given, secret: this.#isSecret(name) };
    }
    if (trail.includes(name)) return { problem: `the variable “${name}” is defined by itself` };
    const settled = this.#settled.get(name);
    if (settled !== undefined) return settled;
    const value = await this.#join(variable.value, { before: '', trail: [...trail, name] });
    const result = 'problem' in value || !variable.secret ? value : { ...value, secret: true };
    // A captured value may be captured anew; all else keeps its first value, so that {{id}} is one $guid.
    if (!this.#dependsOnCapture(variable.value, [name])) this.#settled.set(name, result);
    return this.#keep(result);
  }

  async #call(name: string, args: readonly Argument[], place: Place): Promise<Evaluated> {
    const values: Value[] = [];
    for (const arg of args) {
      const value = await this.#join(arg.value, place);
      if ('problem' in value) return value;
      values.push(value);
    }
    const [, password] = values;
    if ((name === '$sasl' || name === '$plain') && password !== undefined) this.#redactor.add(password.text);
    if (name === '$sasl')
      return this.#derive((await place.sasl?.(values, place.before)) ?? { problem: SASL_ELSEWHERE });
    if (name === '$size')
      return place.size === undefined
        ? { problem: SIZE_ELSEWHERE }
        : { text: String(place.size), secret: false };
    const info = FUNCTIONS.get(name);
    if (info === undefined) return { problem: unknownFunction(name) };
    if (!info.early) return this.#derive(await info.call(values, this.#host, this.#plan));
    const key = JSON.stringify([name, ...values.map((value) => value.text)]);
    const known = this.#early.get(key);
    if (known !== undefined) return known;
    const result = await this.#ask(() => info.call(values, this.#host, this.#plan), name);
    this.#early.set(key, result);
    return this.#keep(result);
  }

  /** The host reads files and asks people; that it cannot is the author's to know and no bug. */
  async #ask(call: () => Evaluated | Promise<Evaluated>, name: string): Promise<Evaluated> {
    try {
      return await call();
    } catch (error) {
      return { problem: `${name}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  async #join(template: Template, place: Place): Promise<Evaluated> {
    let text = '';
    let secret = false;
    let derived = true;
    for (const part of template) {
      const value = this.#keep(await this.#part(part, place));
      if ('problem' in value) return value;
      text += value.text;
      secret ||= value.secret;
      derived &&= !value.secret || value.derived === true;
    }
    return { text, secret, ...(secret && derived ? { derived } : {}) };
  }

  /** What a function makes of secrets is masked as a whole: parts of it, such as a user name, are in much else. */
  #derive(value: Evaluated): Evaluated {
    if ('problem' in value || !value.secret) return value;
    this.#redactor.addCredential(value.text, 'both');
    return { ...value, derived: true };
  }

  /** Whoever makes a secret value tells the redactor, so that none is forgotten on the way out. */
  #keep(value: Evaluated): Evaluated {
    if (!('problem' in value) && value.secret && value.derived !== true) this.#redactor.add(value.text);
    return value;
  }

  #dependsOnCapture(template: Template, trail: readonly string[]): boolean {
    return template.some((part) => {
      if (part.kind === 'call') return part.args.some((arg) => this.#dependsOnCapture(arg.value, trail));
      if (part.kind !== 'variable' || trail.includes(part.name)) return false;
      if (this.#captureNames.has(part.name)) return true;
      const variable = this.#defined(part.name);
      return variable !== undefined && this.#dependsOnCapture(variable.value, [...trail, part.name]);
    });
  }

  #isSecret(name: string): boolean {
    return this.#secrets.has(name) || soundsSecret(name);
  }

  /** What defines a name by a text with `{{…}}` of its own: the file, or the environment where nothing goes before it. */
  #defined(name: string): PlanVariable | undefined {
    return (
      this.#variables.get(name) ?? (this.#given(name) === undefined ? this.#environment.get(name) : undefined)
    );
  }

  /** The value that the command line gives a name. */
  #given(name: string): string | undefined {
    return this.#host.variables.find((map) => map.has(name))?.get(name);
  }

  #withoutValue(name: string): string {
    return this.#captureNames.has(name)
      ? `The variable “${name}” has no value here: no reply so far has given it one`
      : unknownName(name, this.#names());
  }

  #names(): string[] {
    return [
      ...this.#captures.keys(),
      ...this.#variables.keys(),
      ...this.#host.variables.flatMap((map) => [...map.keys()]),
      ...this.#environment.keys(),
    ];
  }
}

/** The names that the regular expressions of expectations and assertions will give values to. */
export function captureNames(steps: readonly Step[]): ReadonlySet<string> {
  const sources = steps.flatMap((step) =>
    step.expects.flatMap((expect) =>
      expect.lines.flatMap(({ regex }) => (regex === undefined ? [] : [regex.source])),
    ),
  );
  return new Set([
    ...sources.flatMap((source) =>
      [...source.matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map((match) => match[1] ?? ''),
    ),
    ...steps.flatMap(({ asserts }) => asserts.flatMap(({ captures }) => captures)),
  ]);
}

export function unknownName(name: string, known: readonly string[]): string {
  return `The variable “${name}” has no value${didYouMean(name, known) ?? `; define it with “@${name} = …”`}`;
}

export function unknownFunction(name: string): string {
  return `There is no function ${name}${didYouMean(name, FUNCTIONS.keys()) ?? ''}`;
}

export const SIZE_ELSEWHERE =
  '$size stands on a BDAT line, for its chunk, which goes up to the next S: line, or on a MAIL line, for the message';
const SASL_ELSEWHERE = '$sasl stands on an AUTH line, or on a line that answers its challenge';
