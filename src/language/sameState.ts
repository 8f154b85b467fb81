import { nothingKnown, type ConversationState } from './conversationState';

/** Whether two states say the same. */
export function sameState(a: ConversationState, b: ConversationState): boolean {
  if (a === b) return true;
  return (
    KEYS.every((key) => a[key] === b[key]) &&
    sameValues(a.recipientDomains, b.recipientDomains) &&
    sameAuthentication(a, b) &&
    sameCapabilities(a, b)
  );
}

/** All that can be compared as it is. */
const KEYS = (Object.keys(nothingKnown()) as (keyof ConversationState)[]).filter(
  (key) => key !== 'recipientDomains' && key !== 'authentication' && key !== 'capabilities',
);

function sameAuthentication(
  { authentication: a }: ConversationState,
  { authentication: b }: ConversationState,
): boolean {
  return a?.mechanism === b?.mechanism && a?.step === b?.step;
}

function sameCapabilities(
  { capabilities: a }: ConversationState,
  { capabilities: b }: ConversationState,
): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.domain !== b.domain) return false;
  if (a.keywords === b.keywords) return true;
  const others = [...b.keywords];
  const isSame = ([keyword, values]: [string, readonly string[]], at: number): boolean => {
    const [other, otherValues = []] = others[at] ?? [];
    return keyword === other && sameValues(values, otherValues);
  };
  return a.keywords.size === b.keywords.size && [...a.keywords].every(isSame);
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((value, at) => value === b[at]));
}
