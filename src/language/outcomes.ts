import type { Exchange } from '../syntax/document';
import { codeMatches } from '../syntax/pattern';
import type { Step } from './conversationModel';

/**
 * Whether the author records that the server refuses this: then what is wrong with it is the very thing that the
 * transcript shows or tests, and nothing is left to say.
 */
export function isRefused({ outcome }: Step): boolean {
  return outcome === 'refused';
}

/** Whether one of the recorded replies has this code, or may have it. */
export function hasCode({ replies }: Exchange, code: string): boolean {
  return replies.some(({ lines }) =>
    lines.some(({ pattern }) => pattern.kind === 'reply' && codeMatches(pattern.codes, code)),
  );
}
