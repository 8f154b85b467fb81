import assert from 'node:assert/strict';
import type { SaslStep } from '../../../../src/smtp/sasl';

/** The text of a response, or the sentence of a refusal. */
export function text(step: SaslStep | undefined): string | undefined {
  return step?.kind === 'response' ? Buffer.from(step.bytes).toString() : step?.message;
}

/** Asserts that a step is refused with words that match. */
export function isRefused(step: SaslStep | undefined, message: RegExp): void {
  assert.ok(step?.kind === 'error', `not refused: ${String(text(step))}`);
  assert.match(step.message, message);
}
