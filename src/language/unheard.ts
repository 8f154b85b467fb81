import type { TranscriptDocument } from '../syntax/document';
import { startTranscript } from './conversationFixes';
import type { Step } from './conversationModel';
import type { ConversationState } from './conversationState';
import type { Finding } from './rules/rule';

/** What is wrong with a command on a connection that is closed; undefined if a command before it was told the same. */
export function unheardCommand(
  document: TranscriptDocument,
  step: Step,
  connection: ConversationState['connection'],
  message: string,
): Finding | undefined {
  const { before, command } = step;
  if (before.connection !== connection || command === undefined || isTold(step, connection)) return undefined;
  return {
    message: `${message}: nobody hears this`,
    span: command.verbSpan,
    fixes: [
      { title: 'Start a transcript, on a connection of its own', changes: startTranscript(document, step) },
    ],
  };
}

/** Goes back to the command before at most. */
function isTold({ previous }: Step, connection: ConversationState['connection']): boolean {
  for (let step = previous; step !== undefined; step = step.previous) {
    if (step.before.connection !== connection) return false;
    if (step.command !== undefined) return true;
  }
  return false;
}
