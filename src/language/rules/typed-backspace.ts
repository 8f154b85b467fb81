import type { Command } from '../conversationModel';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** What a terminal that does not edit lines leaves of a slip that was taken back. */
export const rule: Rule = {
  code: 'typed-backspace',
  group: 'syntax',
  severity: 'warning',
  checkStep: {
    on: ['command'],
    find({ command }) {
      return command !== undefined && hasBackspace(command.text) ? finding(command) : undefined;
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `Not every telnet edits the line that you type: then a backspace is sent like any other character (shown as \`^H\` or \`^?\`), and the server gets what was
typed before it as well. The fix leaves what was meant. To send the character on purpose, write the line as bytes: \`C!: NOOP\\x08\\r\\n\`.`,
  bad: 'C: EHLOO^H client.example.com',
  good: 'C: EHLO client.example.com',
};

/** Whether a line holds a backspace or a delete, as it is or as terminals show it. */
export function hasBackspace(text: string): boolean {
  return BACKSPACE.test(text);
}

const BACKSPACE = /[\b\x7f]|\^[H?]/;

function finding({ text, span }: Command): Finding {
  const at = BACKSPACE.exec(text);
  const start = span.start + (at?.index ?? 0);
  return {
    message: 'A backspace takes nothing back here: the server gets it, and what stands before it',
    span: { start, end: start + (at?.[0].length ?? 0) },
    // The line may be a login, so nothing of it is quoted.
    fixes: [{ title: 'Take back what it was to take back', changes: [{ span, newText: takenBack(text) }] }],
  };
}

function takenBack(text: string): string {
  const kept: string[] = [];
  for (const [part] of text.matchAll(/\^[H?]|[^]/gu))
    if (hasBackspace(part)) kept.pop();
    else kept.push(part);
  return kept.join('');
}
