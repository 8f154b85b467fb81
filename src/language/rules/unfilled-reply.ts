import type { LineNode, TranscriptDocument } from '../../syntax/document';
import { isHandshake } from '../../syntax/notes';
import { lineAt } from '../../syntax/positions';
import { textOf } from '../../syntax/span';
import { parseTemplate } from '../../syntax/template';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** `{{…}}` in the text of an `S:` line, which a run compares as it stands. */
export const rule: Rule = {
  code: 'unfilled-reply',
  group: 'syntax',
  severity: 'warning',
  *check({ document }) {
    const { text } = document;
    for (let at = text.indexOf('{{'), looks = 1; at !== -1; looks++) {
      const line = lineAt(document, at);
      if (line === undefined) return;
      if (looks === 1 && isScript(document)) return;
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
      message: `A run does not fill in ${written} in an S: line, only a scripted server does: write “?? text includes ${written}” below it`,
      span: part.span,
    };
  }
}

/** Whether a file shows that it is there for a scripted server to play, which fills `{{…}}` in. */
function isScript({ text, lines }: TranscriptDocument): boolean {
  return lines.some(
    (line) =>
      (line.kind === 'server' && line.pattern.kind === 'bytes') ||
      (line.kind === 'note' && isHandshake(textOf(text, line.value))) ||
      (line.kind === 'directive' && SCRIPT_DIRECTIVES.has(textOf(text, line.name).toLowerCase())),
  );
}

/** That say how a scripted server sends. */
const SCRIPT_DIRECTIVES: ReadonlySet<string> = new Set(['split', 'pace', 'line-end']);

export const documentation: RuleDocumentation = {
  why: `The text of an \`S:\` line is what a server once said, and a run compares it as it stands: \`{{name}}\` in it is braces and letters that no
server sends. An assertion below it, \`?? text includes {{name}}\`, looks for the value.

Where the file is a [scripted server's](test-server.md#what-it-sends), its value is what the server says. So nothing is said of it in a file with an
\`S!:\` line, \`S: <tls>\`, \`@split\`, \`@pace\` or \`@line-end\`; in another one \`# @disable unfilled-reply\` says that it is meant. To have the braces
themselves, in a run and in a scripted server, write \`\\{{\`.`,
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
