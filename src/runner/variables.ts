import type { Argument, Template, TemplatePart } from '../syntax/template';
import { nearest } from '../syntax/words';
import { FUNCTIONS, type Evaluated, type Value } from './functions';
import type { Host } from './host';
import type { Body, Plan, PlanVariable, Problem } from './plan';
import type { Redactor } from './redaction';

/** A filled-in template: what goes on the wire, part by part, so that the secret ones can be masked where they stand. */
export type Filled = { readonly values: readonly Value[] } | { readonly problem: string };

/** The next SASL response for `{{$sasl …}}`; the session knows mechanism and challenge. */
export type SaslSource = (user: Value | undefined, password: Value | undefined) => Evaluated;

/** The names of one run: captures, the transcript's and the file's variables, the host's. */
export class Scope {
  readonly #captures = new Map<string, string>();
  readonly #variables: ReadonlyMap<string, PlanVariable>;
  readonly #settled = new Map<string, Evaluated>();
  readonly #early = new Map<string, Evaluated>();
  readonly #host: Host;
  readonly #redactor: Redactor;

  constructor(plan: Plan, host: Host, redactor: Redactor) {
    this.#variables = new Map(plan.variables.map((variable) => [variable.name, variable]));
    this.#host = host;
    this.#redactor = redactor;
  }

  capture(name: string, value: string): void {
    this.#captures.set(name, value);
  }

  get captures(): ReadonlyMap<string, string> {
    return this.#captures;
  }

  async fill(template: Template, sasl?: SaslSource): Promise<Filled> {
    const values: Value[] = [];
    for (const part of template) {
      const value = await this.#part(part, sasl, []);
      if ('problem' in value) return value;
      if (value.secret) this.#redactor.add(value.text);
      values.push(value);
    }
    return { values };
  }

  async #part(
    part: TemplatePart,
    sasl: SaslSource | undefined,
    trail: readonly string[],
  ): Promise<Evaluated> {
    switch (part.kind) {
      case 'text':
        return { text: part.text, secret: false };
      case 'malformed':
        return { problem: part.reason };
      case 'variable':
        return this.#variable(part.name, trail);
      case 'call':
        return this.#call(part.name, part.args, sasl, trail);
    }
  }

  async #variable(name: string, trail: readonly string[]): Promise<Evaluated> {
    const captured = this.#captures.get(name);
    if (captured !== undefined) return { text: captured, secret: false };
    const variable = this.#variables.get(name);
    if (variable === undefined) {
      const outside = this.#host.variables.find((map) => map.has(name))?.get(name);
      return outside === undefined
        ? { problem: unknownName(name, this.#names()) }
        : { text: outside, secret: false };
    }
    if (trail.includes(name)) return { problem: `the variable “${name}” is defined by itself` };
    const settled = this.#settled.get(name);
    if (settled !== undefined) return settled;
    const value = await this.#join(variable.value, undefined, [...trail, name]);
    const result = 'problem' in value || !variable.secret ? value : { ...value, secret: true };
    this.#settled.set(name, result);
    if (!('problem' in result) && result.secret) this.#redactor.add(result.text);
    return result;
  }

  async #call(
    name: string,
    args: readonly Argument[],
    sasl: SaslSource | undefined,
    trail: readonly string[],
  ): Promise<Evaluated> {
    const values: Value[] = [];
    for (const arg of args) {
      const value = await this.#join(arg.value, sasl, trail);
      if ('problem' in value) return value;
      values.push(value);
    }
    if (name === '$sasl') {
      if (sasl === undefined)
        return { problem: '$sasl stands on an AUTH line, or on a line that answers its challenge' };
      if (values[1] !== undefined) this.#redactor.add(values[1].text);
      return sasl(values[0], values[1]);
    }
    const info = FUNCTIONS.get(name);
    if (info === undefined) return { problem: unknownFunction(name) };
    if (name === '$plain' && values[1] !== undefined) this.#redactor.add(values[1].text);
    if (!info.early) return info.call(values, this.#host);
    const key = JSON.stringify([name, ...values.map((value) => value.text)]);
    const known = this.#early.get(key);
    if (known !== undefined) return known;
    const result = await info.call(values, this.#host);
    this.#early.set(key, result);
    if (!('problem' in result) && result.secret) this.#redactor.add(result.text);
    return result;
  }

  async #join(
    template: Template,
    sasl: SaslSource | undefined,
    trail: readonly string[],
  ): Promise<Evaluated> {
    let text = '';
    let secret = false;
    for (const part of template) {
      const value = await this.#part(part, sasl, trail);
      if ('problem' in value) return value;
      if (value.secret) this.#redactor.add(value.text);
      text += value.text;
      secret ||= value.secret;
    }
    return { text, secret };
  }

  #names(): string[] {
    return [
      ...this.#captures.keys(),
      ...this.#variables.keys(),
      ...this.#host.variables.flatMap((map) => [...map.keys()]),
    ];
  }

  /**
   * Asks for whatever has to be asked, and finds what cannot be filled in, before anything is sent: no server waits for a
   * person, and nothing is sent up to a hole.
   */
  async prepare(plan: Plan): Promise<readonly Problem[]> {
    const problems: Problem[] = [];
    const later = new Set(captureNames(plan));
    for (const { line, template } of templatesOf(plan)) {
      for (const part of template) {
        const problem = await this.#check(part, later, []);
        if (problem !== undefined) problems.push({ line, message: problem });
      }
    }
    return problems;
  }

  async #check(
    part: TemplatePart,
    later: ReadonlySet<string>,
    trail: readonly string[],
  ): Promise<string | undefined> {
    if (part.kind === 'text') return undefined;
    if (part.kind === 'malformed') return part.reason;
    if (part.kind === 'variable') {
      if (later.has(part.name)) return undefined;
      const variable = this.#variables.get(part.name);
      if (variable === undefined) {
        const known = this.#host.variables.some((map) => map.has(part.name));
        return known ? undefined : unknownName(part.name, [...this.#names(), ...later]);
      }
      if (trail.includes(part.name)) return `the variable “${part.name}” is defined by itself`;
      for (const inner of variable.value) {
        const problem = await this.#check(inner, later, [...trail, part.name]);
        if (problem !== undefined) return problem;
      }
      return undefined;
    }
    return this.#checkCall(part, later, trail);
  }

  async #checkCall(
    part: Extract<TemplatePart, { kind: 'call' }>,
    later: ReadonlySet<string>,
    trail: readonly string[],
  ): Promise<string | undefined> {
    for (const arg of part.args) {
      for (const inner of arg.value) {
        const problem = await this.#check(inner, later, trail);
        if (problem !== undefined) return problem;
      }
    }
    if (part.name === '$sasl')
      return part.args.length === 0 || part.args.length === 2
        ? undefined
        : '$sasl takes a user and a password';
    const info = FUNCTIONS.get(part.name);
    if (info === undefined) return unknownFunction(part.name);
    const [least, most] = info.arity;
    if (part.args.length < least || part.args.length > most) {
      return `${part.name} takes ${least === most ? least : `${least} to ${most}`} argument${most === 1 ? '' : 's'}, not ${part.args.length}`;
    }
    if (!info.early) return undefined;
    const result = await this.#call(part.name, part.args, undefined, trail);
    return 'problem' in result ? result.problem : undefined;
  }
}

/** The names that the expectations' regular expressions will give values to. */
function captureNames(plan: Plan): string[] {
  const sources = plan.steps.flatMap((step) =>
    step.expects.flatMap((expect) => expect.lines.map((line) => line.regex?.source ?? '')),
  );
  return sources.flatMap((source) =>
    [...source.matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map((match) => match[1] ?? ''),
  );
}

function templatesOf(plan: Plan): { line: number; template: Template }[] {
  const bodies = (body: Body | undefined): { line: number; template: Template }[] =>
    (body?.parts ?? []).flatMap((part) => {
      if (part.kind === 'raw') return [];
      return [{ line: part.line, template: part.kind === 'line' ? part.template : part.path }];
    });
  const server =
    plan.server.kind === 'template' ? [{ line: plan.server.line, template: plan.server.template }] : [];
  return [
    ...server,
    ...plan.steps.flatMap(({ send }) => {
      if (send === undefined || send.kind === 'raw') return [];
      if (send.kind === 'content') return bodies(send.body);
      return [
        { line: send.line, template: send.template },
        ...(send.kind === 'command' ? bodies(send.chunk) : []),
      ];
    }),
  ];
}

function unknownName(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `The variable “${name}” has no value${meant === undefined ? `; define it with “@${name} = …”` : `; did you mean “${meant}”?`}`;
}

function unknownFunction(name: string): string {
  if (name === '$size')
    return '{{$size}} cannot be run yet: count the octets of the chunk and write the number';
  const meant = nearest(name, FUNCTIONS.keys());
  return `There is no function ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
