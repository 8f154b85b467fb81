import type { Step } from './conversationModel';
import { isRefused } from './outcomes';
import { RULES } from './rules';
import type { Rule, StepKind } from './rules/rule';

export type StepRule = Rule & Required<Pick<Rule, 'checkStep'>>;

/** The rules to be asked about a step. */
export function rulesAbout(step: Step): readonly StepRule[] {
  const table = isRefused(step) ? ABOUT_REFUSED : ABOUT_ALL;
  const { command } = step;
  if (command === undefined) return table.about(step.exchange.request?.kind ?? 'greeting', undefined);
  return table.about(command.meant, command.verb === command.meant ? undefined : command.verb);
}

/** Rules by what they are about, looked up once for each kind of step. */
class Table {
  readonly #rules: readonly StepRule[];
  /** What rules name; anything else is one kind, as there is no end to what a file may hold. */
  readonly #named: ReadonlySet<string>;
  readonly #known = new Map<string, readonly StepRule[]>();

  constructor(rules: readonly StepRule[]) {
    this.#rules = rules;
    this.#named = new Set(rules.flatMap(({ checkStep }) => checkStep.on));
  }

  /** @param written what a command's verb looks like, where something else was meant */
  about(kind: string, written: string | undefined): readonly StepRule[] {
    const key = written === undefined ? kind : `${this.#name(written)} ${this.#name(kind)}`;
    let rules = this.#known.get(key);
    if (rules === undefined) {
      if (written === undefined && this.#name(kind) !== kind) return this.about(this.#name(kind), undefined);
      const kinds = new Set<StepKind>(['any', ...(isCommand(kind) ? (['command'] as const) : [])]);
      rules = this.#rules.filter(({ checkStep: { on } }) =>
        on.some((each) => kinds.has(each) || each === kind || each === written),
      );
      this.#known.set(key, rules);
    }
    return rules;
  }

  #name(kind: string): string {
    return this.#named.has(kind) || !isCommand(kind) ? kind : OTHER;
  }
}

/** Verbs are in upper case, other requests are not. */
function isCommand(kind: string): boolean {
  return !OTHERS.has(kind);
}

const OTHERS: ReadonlySet<string> = new Set(['greeting', 'content', 'response', 'raw']);
const OTHER = '*';

const STEP_RULES = RULES.filter((rule): rule is StepRule => rule.checkStep !== undefined);
const ABOUT_ALL = new Table(STEP_RULES);
const ABOUT_REFUSED = new Table(STEP_RULES.filter(({ checkStep }) => checkStep.evenRefused === true));
