import { FUNCTIONS } from './functions';
import type { Host } from './host';
import { templatesOfAssertion } from './planAssertions';
import type { Body, Plan, PlanVariable, Problem, Send, Template, TemplatePart } from './planTypes';
import { SIZE_ELSEWHERE, unknownFunction, unknownName, type Scope } from './variables';

/**
 * Asks for whatever has to be asked, and finds what cannot be filled in, before anything is sent: no server waits for a
 * person, and nothing is sent up to a hole.
 */
export async function prepare(plan: Plan, host: Host, scope: Scope): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const names = namesOf(plan, host);
  for (const { line, template, hasSize = false } of templatesOf(plan)) {
    for (const part of template) {
      const problem = await check(part, { ...names, hasSize }, scope, []);
      if (problem !== undefined) problems.push({ line, message: problem });
    }
  }
  return problems;
}

/** The same for the text of a file that is filled in as it is sent: what is wrong with a template of it, if anything is. */
export function createChecker(
  plan: Plan,
  host: Host,
  scope: Scope,
): (template: Template) => Promise<string | undefined> {
  const names = { ...namesOf(plan, host), hasSize: false };
  return (template) => checkAll(template, names, scope, []);
}

function namesOf(plan: Plan, host: Host): Omit<Names, 'hasSize'> {
  return {
    variables: new Map(plan.variables.map((variable) => [variable.name, variable])),
    given: new Set(host.variables.flatMap((map) => [...map.keys()])),
    environment: new Map(plan.environment.map((variable) => [variable.name, variable])),
    captured: plan.captures,
  };
}

interface Names {
  readonly variables: ReadonlyMap<string, PlanVariable>;
  /** By the command line. */
  readonly given: ReadonlySet<string>;
  readonly environment: ReadonlyMap<string, PlanVariable>;
  /** Those that a reply will give a value: whether one does is known only then. */
  readonly captured: ReadonlySet<string>;
  /** Whether `{{$size}}` has something to count here. */
  readonly hasSize: boolean;
}

async function check(
  part: TemplatePart,
  names: Names,
  scope: Scope,
  trail: readonly string[],
): Promise<string | undefined> {
  switch (part.kind) {
    case 'text':
      return undefined;
    case 'malformed':
      return part.reason;
    case 'call':
      return checkCall(part, names, scope, trail);
    case 'variable': {
      if (names.captured.has(part.name)) return undefined;
      const own = names.variables.get(part.name);
      if (own === undefined && names.given.has(part.name)) return undefined;
      const variable = own ?? names.environment.get(part.name);
      if (variable === undefined) return unknownName(part.name, knownNames(names));
      if (trail.includes(part.name)) return `the variable “${part.name}” is defined by itself`;
      return checkAll(variable.value, { ...names, hasSize: false }, scope, [...trail, part.name]);
    }
  }
}

function knownNames({ variables, given, environment, captured }: Names): string[] {
  return [...captured, ...variables.keys(), ...given, ...environment.keys()];
}

async function checkAll(
  template: Template,
  names: Names,
  scope: Scope,
  trail: readonly string[],
): Promise<string | undefined> {
  for (const part of template) {
    const problem = await check(part, names, scope, trail);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function checkCall(
  part: Extract<TemplatePart, { kind: 'call' }>,
  names: Names,
  scope: Scope,
  trail: readonly string[],
): Promise<string | undefined> {
  for (const arg of part.args) {
    const problem = await checkAll(arg.value, names, scope, trail);
    if (problem !== undefined) return problem;
  }
  if (part.name === '$sasl')
    return part.args.length <= 3
      ? undefined
      : '$sasl takes a user, a password and the identity to act for, and no more';
  if (part.name === '$size' && !names.hasSize) return SIZE_ELSEWHERE;
  if (part.name === '$size') return part.args.length === 0 ? undefined : '$size takes no arguments';
  const info = FUNCTIONS.get(part.name);
  if (info === undefined) return unknownFunction(part.name);
  const [least, most] = info.arity;
  if (part.args.length < least || part.args.length > most)
    return `${part.name} takes ${least === most ? least : `${least} to ${most}`} argument${most === 1 ? '' : 's'}, not ${part.args.length}`;
  // Asked now and remembered; what depends on a reply can only be asked once that is there.
  if (!info.early || !scope.isFixed([part])) return undefined;
  const filled = await scope.fill([part]);
  return 'problem' in filled ? filled.problem : undefined;
}

interface Placed {
  readonly line: number;
  readonly template: Template;
  readonly hasSize?: boolean;
}

function templatesOf(plan: Plan): Placed[] {
  const { server } = plan;
  return [
    ...(server.kind === 'template' ? [{ line: server.line, template: server.template }] : []),
    ...plan.directives.templates,
    ...plan.openSteps.flatMap(({ send, asserts, sleeps }) => [
      ...sleeps,
      ...(send === undefined ? [] : templatesOfSend(send)),
      ...asserts.flatMap(templatesOfAssertion),
    ]),
  ];
}

function templatesOfSend(send: Send): Placed[] {
  if (send.kind === 'raw') return [];
  if (send.kind === 'content') return templatesOfBody(send.body);
  const hasSize = send.kind === 'command' && send.measured.length > 0;
  return [
    { line: send.line, template: send.template, hasSize },
    ...(send.kind === 'command' && send.chunk !== undefined ? templatesOfBody(send.chunk) : []),
  ];
}

function templatesOfBody(body: Body): Placed[] {
  return body.parts.flatMap((part) => {
    if (part.kind === 'raw' || part.kind === 'text') return [];
    return [{ line: part.line, template: part.kind === 'line' ? part.template : part.path }];
  });
}
