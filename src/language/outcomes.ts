import type { Exchange } from '../syntax/document';
import { codeMatches } from '../syntax/pattern';

/**
 * What the recorded replies to a request amount to: `refused` if every code is 4yz or 5yz, `accepted` if every one is 2yz
 * or 3yz, `either` if they leave it open, `unrecorded` if there are none.
 */
export type Outcome = 'accepted' | 'refused' | 'either' | 'unrecorded';

/**
 * Whether the author records that the server refuses this: then what is wrong with it is the very thing that the
 * transcript shows or tests, and nothing is left to say.
 */
export function isRefused({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === 'refused';
}

/** Whether one of the recorded replies has this code, or may have it. */
export function hasCode({ replies }: Exchange, code: string): boolean {
  for (const { lines } of replies)
    for (const { pattern } of lines)
      if (pattern.kind === 'reply' && codeMatches(pattern.codes, code)) return true;
  return false;
}

/** What the replies of an exchange amount to. */
export function outcomeOf({ replies }: Exchange): Outcome {
  let found: Outcome = 'unrecorded';
  for (const { lines, optional } of replies) {
    if (optional) return 'either';
    const pattern = lines[0]?.pattern;
    if (pattern?.kind === 'reply') {
      for (const code of pattern.codes) {
        const outcome = isFailure(code) ? 'refused' : 'accepted';
        if (found === 'unrecorded') found = outcome;
        else if (found !== outcome) return 'either';
      }
    } else if (found === 'unrecorded') {
      // Behind a reply, that the server then closes the connection or says no more changes nothing of what it said.
      if (pattern?.kind !== 'close') return 'either';
      found = 'refused';
    }
  }
  return found;
}

/** Whether a code of a pattern is 4yz or 5yz. */
function isFailure(code: string): boolean {
  return code.startsWith('4') || code.startsWith('5');
}
