import type { Step } from '../conversationModel';

/**
 * Whether the author records that the server refuses this: then what is wrong with it is the very thing that the
 * transcript shows or tests, and nothing is left to say.
 */
export function isRefused({ outcome }: Step): boolean {
  return outcome === 'refused';
}
