import { isConnectionLine, promptLength } from '../../syntax/connection';
import type { LineNode, TranscriptDocument } from '../../syntax/document';
import { parse } from '../../syntax/parse';
import { textOf } from '../../syntax/span';
import type { SessionLine } from './session';

/** A shell's prompt before one of the commands that connect, on Unix or on Windows. */
const PROMPT =
  /^(?:\[[^\]]*\]\s*[$#%]|[A-Za-z]:\\[^>]*>|PS [^>]*>|[^\s$#%>]*(?::\S*)?\s*[$#%>])\s*(?=(?:telnet|nc|ncat|openssl\s+s_client)\s)/i;
const CLOSED = /^(?:Connection closed by foreign host\.?|Connection to .* (?:closed|lost)\b.*|closed|DONE)$/;
const COMMAND = /^(?:telnet|nc|ncat|openssl\s+s_client)\s/i;

/**
 * Reads what stood in a terminal where somebody spoke SMTP by hand, with telnet, nc or `openssl s_client`. The language
 * itself reads such a session, so its parser is asked who said what.
 */
export function readTerminal(lines: readonly string[]): SessionLine[] {
  const document = parse(sessionsOf(lines).join('\n'));
  if (document.transcripts.some(({ mode }) => mode !== 'bare')) return [];
  return document.lines.flatMap((line) => toSessionLine(document, line));
}

/** Without the prompts, and without what the shell says after a session has ended. */
function sessionsOf(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let inside = true;
  for (const line of lines) {
    const text = withoutPrompt(line);
    if (COMMAND.test(text)) inside = true;
    if (!inside) continue;
    kept.push(text);
    if (CLOSED.test(text)) inside = false;
  }
  return kept;
}

/** A host that was named inside of telnet is written as its argument. */
function withoutPrompt(line: string): string {
  if (!isConnectionLine(line)) return line.replace(PROMPT, '');
  return line.slice(promptLength(line)).replace(/^o(?:pen)?(?=\s)/i, 'telnet');
}

function toSessionLine({ text }: TranscriptDocument, line: LineNode): readonly SessionLine[] {
  switch (line.kind) {
    case 'connection':
      return [{ kind: 'connectionLine', text: textOf(text, line.span).trim() }];
    case 'command':
    case 'response':
    case 'content':
    case 'include':
    case 'terminator':
      return [{ kind: 'client', text: textOf(text, line.value) }];
    case 'server':
      return [{ kind: 'server', text: textOf(text, line.value) }];
    case 'note':
    case 'bare':
      return [{ kind: 'remark', text: textOf(text, line.value) }];
    case 'comment':
    case 'directive':
    case 'variable':
    case 'separator':
    case 'blank':
    case 'chatter':
    case 'assertion':
    case 'raw':
      return [];
  }
}
