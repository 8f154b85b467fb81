import { addContent } from './chunks';
import { Conversation } from './conversation';
import type { Diagnostic } from './diagnostic';
import type {
  ConnectionLine,
  ContentLine,
  DirectiveLine,
  Exchange,
  LineNode,
  Request,
  Settings,
  Stretch,
  VariableLine,
} from './document';
import { rawEndsLine, rawEndsMessage, rawOctets } from './lexemes';
import { lineOf, type Source } from './line';
import { missingTerminator } from './problems';

/**
 * A stretch as it was parsed. Its exchanges are made from its lines when somebody asks for them, and then kept: a parse
 * follows the conversation only to know what each line is, and most of a large file's conversations nobody looks at
 * between two keystrokes.
 */
export class ParsedStretch implements Stretch {
  readonly identity: object;
  /** Where its lines read their text. */
  readonly source: Source;
  /** Offsets of its text. */
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly endLine: number;
  readonly settings: Settings;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  #exchanges: readonly Exchange[] | undefined;

  constructor(parts: Omit<ParsedStretch, 'exchanges' | 'copy'>) {
    this.identity = parts.identity;
    this.source = parts.source;
    this.start = parts.start;
    this.end = parts.end;
    this.firstLine = parts.firstLine;
    this.endLine = parts.endLine;
    this.settings = parts.settings;
    this.diagnostics = parts.diagnostics;
  }

  /** The same stretch, with exchanges of its own. */
  copy(): ParsedStretch {
    return new ParsedStretch(this);
  }

  get exchanges(): readonly Exchange[] {
    return (this.#exchanges ??= this.#follow());
  }

  /** Follows the conversation as the parser did, whose lines say already what they are. */
  #follow(): readonly Exchange[] {
    const conversation = new Conversation();
    for (let at = this.firstLine; at < this.endLine;) {
      const line = this.source.lines[at];
      if (line?.kind === 'content' && conversation.insideContent && !conversation.insideChunk) {
        // A message may have a great many lines, and they all mean the same.
        const lines = this.#contentFrom(at);
        conversation.settle();
        conversation.contents(lines);
        at += lines.length;
        continue;
      }
      if (line !== undefined) follow(conversation, line, this.source.text);
      at++;
    }
    return conversation.finish();
  }

  #contentFrom(firstLine: number): ContentLine[] {
    const { lines } = this.source;
    let end = firstLine + 1;
    while (end < this.endLine && lines[end]?.kind === 'content') end++;
    return lines.slice(firstLine, end) as ContentLine[];
  }
}

/** A stretch while it is read. */
export class OpenStretch {
  readonly source: Source;
  readonly conversation = new Conversation();
  readonly directives: DirectiveLine[] = [];
  readonly variables: VariableLine[] = [];
  readonly connections: ConnectionLine[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly firstLine: number;
  readonly #start: number;

  /**
   * @param lines the document's, to which those of the stretch are added
   * @param start where its text begins
   */
  constructor(text: string, lines: readonly LineNode[], start: number) {
    this.source = { text, lines };
    this.firstLine = lines.length;
    this.#start = start;
  }

  /** Ends whatever is open. */
  close(end: number): ParsedStretch {
    for (const { request, replies } of this.conversation.finish()) {
      // A message that the server does not let the client finish has no end.
      const isCutOff = replies[0]?.lines[0]?.pattern.kind === 'close';
      if (request?.kind === 'content' && !isCutOff) this.#checkEnd(request);
    }
    const settings = {
      directives: exact(this.directives),
      variables: exact(this.variables),
      connections: exact(this.connections),
    };
    return new ParsedStretch({
      // Whatever belongs to this stretch alone will do; a moved one passes it on.
      identity: settings,
      source: this.source,
      start: this.#start,
      end,
      firstLine: this.firstLine,
      endLine: this.source.lines.length,
      settings,
      diagnostics: exact(this.diagnostics.sort((a, b) => a.span.start - b.span.start)),
    });
  }

  /** After `C!:` bytes the author decides how, and whether, the message ends. */
  #checkEnd({ content, command }: Extract<Request, { kind: 'content' }>): void {
    if (content.terminator !== undefined || content.lines.at(-1)?.kind === 'raw') return;
    this.diagnostics.push(missingTerminator(this.source.text, content, command));
  }
}

/** An array that has grown keeps room for more; what a document keeps has no use for it. */
function exact<Each>(all: readonly Each[]): readonly Each[] {
  return all.length === 0 ? NONE : all.slice();
}

const NONE: readonly never[] = [];

function follow(conversation: Conversation, line: LineNode, document: string): void {
  switch (line.kind) {
    case 'command': {
      const { start, end } = line.value;
      const text = document.slice(start, end);
      conversation.settle();
      // A response that is due no longer is none: this tells the conversation so.
      conversation.clientState(text);
      conversation.command(line, text, lineOf(line).mark);
      break;
    }
    case 'response':
      conversation.response(line, document.slice(line.value.start, line.value.end));
      break;
    case 'raw': {
      const text = document.slice(line.value.start, line.value.end);
      conversation.settle();
      conversation.raw(line, rawOctets(text), rawEndsMessage(text), rawEndsLine(text));
      break;
    }
    case 'content':
      conversation.settle();
      addContent(
        conversation,
        line,
        conversation.insideChunk ? document.slice(line.value.start, line.value.end) : '',
      );
      break;
    case 'include':
      conversation.settle();
      conversation.content(line, undefined);
      break;
    case 'terminator':
      conversation.settle();
      conversation.terminator(line);
      break;
    case 'server':
      conversation.server(line, lineOf(line).shape);
      break;
    case 'note':
      if (lineOf(line).isServerNote) conversation.serverNote();
      break;
    case 'assertion':
      conversation.assertion(line);
      break;
    case 'blank':
    case 'separator':
    case 'comment':
    case 'directive':
    case 'variable':
    case 'connection':
    case 'chatter':
    case 'bare':
      break;
  }
}
