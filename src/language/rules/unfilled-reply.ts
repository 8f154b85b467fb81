import type { LineNode, TranscriptDocument } from '../../syntax/document';
import { lineAt } from '../../syntax/positions';
import { parseTemplate } from '../../syntax/template';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** `{{…}}` in the text of an `S:` line, which is compared as it stands. */
export const rule: Rule = {
  code: 'unfilled-reply',
  group: 'syntax',
  severity: 'warning',
  *check({ document }) {
    const { text } = document;
    for (let at = text.indexOf('{{'), looks = 1; at !== -1; looks++) {
      const line = lineAt(document, at);
      if (line === undefined) return;
      yield* inReply(document, line);
      if (looks % LINES === 0) yield undefined;
      at = text.indexOf('{{', line.fullEnd);
    }
  },
};

/** That are looked at in a row: a millisecond or so. */
const LINES = 500;

function* inReply({ text }: TranscriptDocument, line: LineNode): Generator<Finding> {
  if (line.kind !== 'server' || line.pattern.kind !== 'reply' || line.pattern.text === undefined) return;
  const { start, end } = line.pattern.text.span;
  for (const part of parseTemplate(text.slice(start, end), start)) {
    if (part.kind !== 'variable' && part.kind !== 'call') continue;
    const written = text.slice(part.span.start, part.span.end);
    yield {
      message: `Nothing fills in ${written} in an S: line: write “?? text includes ${written}” below it`,
      span: part.span,
    };
  }
}

export const documentation: RuleDocumentation = {
  why: `The text of an \`S:\` line is what a server once said, and is compared as it stands: \`{{name}}\` in it is braces and letters that no server
sends. An assertion below it, \`?? text includes {{name}}\`, looks for the value.`,
  bad: `@recipient = bob@example.org

### Send
C: RCPT TO:<{{recipient}}>
S: 250 2.1.5 {{recipient}} is welcome`,
  good: `@recipient = bob@example.org

### Send
C: RCPT TO:<{{recipient}}>
S: 250
?? text includes {{recipient}}`,
};
