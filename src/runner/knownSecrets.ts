import { findCommand, parseVerb } from '../smtp/commands';
import { isMechanism } from '../smtp/mechanisms';
import { soundsSecret } from '../syntax/secretNames';
import { everyPart } from '../syntax/template';
import { credentialKind } from './authentication';
import type { Host } from './host';
import type { Plan, Send, Step, Template, TemplatePart } from './planTypes';
import type { Redactor } from './redaction';
import type { Scope } from './variables';

/**
 * Keeps the secrets that a plan spells out, before anything is told: a server may say one before the line that holds it
 * is sent, and a title may.
 */
export function keepWrittenSecrets(plan: Plan, host: Host, redactor: Redactor): void {
  for (const { value, secret } of [...plan.variables, ...plan.environment])
    if (secret) redactor.add(literalText(value) ?? '');
  for (const given of host.variables)
    for (const [name, value] of given)
      if (plan.secrets.includes(name) || soundsSecret(name)) redactor.add(value);
  for (const part of partsOf(plan)) redactor.add(literalText(passwordOf(part) ?? []) ?? '');
  const exchange = new Exchange(redactor);
  for (const step of plan.steps) exchange.follow(step);
}

/** Keeps the secrets whose value will be the same in all of the run, once everything has been asked for. */
export async function keepFixedSecrets(plan: Plan, scope: Scope, redactor: Redactor): Promise<void> {
  for (const part of partsOf(plan)) {
    // A variable or a function that is a secret tells the redactor itself when it is worked out.
    const template = passwordOf(part) ?? (part.kind === 'variable' ? [part] : []);
    if (template.length === 0 || !scope.isFixed(template)) continue;
    const filled = await scope.fill(template);
    if (!('problem' in filled) && part.kind === 'call')
      redactor.add(filled.values.map(({ text }) => text).join(''));
  }
}

/** The parts of all that a plan sends, and of the values of its variables. */
function* partsOf(plan: Plan): Generator<TemplatePart> {
  for (const { value } of [...plan.variables, ...plan.environment])
    for (const part of everyPart(value)) if (part.kind === 'call') yield part;
  for (const { send } of plan.openSteps) for (const template of templatesOf(send)) yield* everyPart(template);
}

function templatesOf(send: Send | undefined): readonly Template[] {
  if (send === undefined || send.kind === 'raw') return [];
  if (send.kind === 'content')
    return send.body.parts.flatMap((part) => (part.kind === 'line' ? [part.template] : []));
  return [send.template];
}

/** `$plain` and `$sasl` take the password after the user. */
function passwordOf(part: TemplatePart): Template | undefined {
  if (part.kind !== 'call' || !['$plain', '$sasl'].includes(part.name)) return undefined;
  return part.args[1]?.value;
}

/** The text of a template that has nothing to be filled in. */
function literalText(template: Template): string | undefined {
  const texts = template.map((part) => (part.kind === 'text' ? part.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** The AUTH exchanges of a plan, as far as their lines are written out. */
class Exchange {
  readonly #redactor: Redactor;
  /** Undefined outside of an exchange. */
  #mechanism: string | undefined;
  #responses = 0;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  follow({ send, expects }: Step): void {
    if (this.#mechanism === undefined && !mayBegin(send)) return;
    switch (send?.kind) {
      case 'command':
        if (send.verb === 'AUTH' || send.verb === '') this.#command(literalText(send.template) ?? '');
        else this.#mechanism = undefined;
        break;
      case 'response':
        this.#response(literalText(send.template));
        break;
      case 'raw':
        for (const line of Buffer.from(send.bytes).toString('utf8').split('\n')) this.#raw(line.trim());
        break;
      case 'content':
      case undefined:
        this.#mechanism = undefined;
    }
    const last = expects.at(-1);
    if (last?.codes.every((code) => !'334'.startsWith(code.replaceAll('x', ''))) === true)
      this.#mechanism = undefined;
  }

  #command(text: string): void {
    this.#mechanism = undefined;
    const { verb, argument } = parseVerb(text.trim());
    if (verb.toUpperCase() !== 'AUTH') return;
    const [mechanism = '', ...initial] = argument.split(/\s+/);
    if (!isMechanism(mechanism)) this.#redactor.addCredential(mechanism, 'both');
    this.#mechanism = mechanism;
    this.#responses = 0;
    if (initial.length > 0) this.#response(initial.join(' '));
  }

  #raw(line: string): void {
    const isCommand = findCommand(parseVerb(line).verb) !== undefined;
    if (isCommand || this.#mechanism === undefined) this.#command(line);
    else this.#response(line);
  }

  /** @param text undefined if it is known only when it is sent */
  #response(text: string | undefined): void {
    if (this.#mechanism === undefined || text === '') return;
    if (text !== undefined)
      this.#redactor.addCredential(text, credentialKind(this.#mechanism, this.#responses));
    this.#responses++;
  }
}

/** Whether what is sent may begin an exchange: of nearly all lines the verb says at once that they do not. */
function mayBegin(send: Send | undefined): boolean {
  return send?.kind === 'raw' || (send?.kind === 'command' && (send.verb === 'AUTH' || send.verb === ''));
}
