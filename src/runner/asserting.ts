import { describeSubject, evaluate, textOfSubject } from './assertion';
import type { AssertionFacts } from './assertionFacts';
import { fillAssertion } from './fillAssertion';
import type { PlanAssertion } from './planTypes';
import type { Outcome, SessionState } from './sessionState';

/** Holds assertions against what is known by now: all of them, as each tells something of its own. */
export async function assertAll(state: SessionState, assertions: readonly PlanAssertion[]): Promise<Outcome> {
  let outcome: Outcome = 'on';
  for (const assertion of assertions) if ((await assertOne(state, assertion)) === 'stop') outcome = 'stop';
  return outcome;
}

async function assertOne(state: SessionState, assertion: PlanAssertion): Promise<Outcome> {
  const { line, source } = assertion;
  const filled = await fillAssertion(assertion, state.scope);
  const facts = factsOf(state);
  const { held, problem, captures } =
    'problem' in filled ? { held: false, problem: filled.problem, captures: {} } : evaluate(filled, facts);
  const actual = 'problem' in filled ? 'nothing' : describeSubject(filled, seen(state, facts));
  const comparedWith =
    'value' in filled && filled.value !== undefined && isFilledIn(assertion)
      ? textOf(filled.value)
      : undefined;
  state.verdict({
    line,
    isAssertion: true,
    status: held ? 'passed' : 'failed',
    expected: source,
    actual,
    message: held ? '' : messageOf({ source, actual, problem, comparedWith }),
  });
  for (const [name, value] of Object.entries(captures)) {
    state.scope.capture(name, value);
    if (!('problem' in filled)) state.captured(line, name, value, textOfSubject(filled, facts));
  }
  return held ? 'on' : state.afterFailure;
}

/** What is known by now. */
export function factsOf({
  latest,
  now: elapsed,
  capabilities,
  envelope,
  connection,
}: SessionState): AssertionFacts {
  return {
    reply: latest?.reply,
    replyTook: latest?.milliseconds ?? 0,
    elapsed,
    ehlo: capabilities?.keywords,
    tls: connection.transport.tls,
    recipients: envelope.recipients,
  };
}

/** The same as they may be told of. */
function seen(state: SessionState, facts: AssertionFacts): AssertionFacts {
  return facts.reply === undefined ? facts : { ...facts, reply: state.seen(facts.reply) };
}

function isFilledIn({ value }: PlanAssertion): boolean {
  return value?.template.some(({ kind }) => kind !== 'text') === true;
}

/** What was compared with, where it is not to be read in the file. */
function textOf(
  value:
    { readonly kind: 'text'; readonly text: string } | { readonly kind: 'regex'; readonly regex: RegExp },
): string {
  return value.kind === 'text' ? `“${value.text}”` : String(value.regex);
}

function messageOf({
  source,
  actual,
  problem,
  comparedWith,
}: {
  readonly source: string;
  readonly actual: string;
  readonly problem: string | undefined;
  readonly comparedWith: string | undefined;
}): string {
  const filled = comparedWith !== undefined ? `, with ${comparedWith}` : '';
  return problem === undefined
    ? `expected ${source}${filled}, got ${actual}`
    : `expected ${source}${filled}, but ${problem}`;
}
