import { addContent } from './chunks';
import { Conversation } from './conversation';
import type { Exchange, LineNode, Mode, Settings, Transcript } from './document';
import { rawEndsLine, rawEndsMessage, rawOctets } from './lexemes';
import { lineOf, type Source } from './line';
import type { Notation } from './prefix';

/**
 * A transcript of a document. Its exchanges are made from its lines when somebody asks for them, and then kept: a parse
 * follows the conversation only to know what each line is, and most of a large file's conversations nobody looks at
 * between two keystrokes.
 */
export class ParsedTranscript implements Transcript {
  readonly identity: object;
  readonly title: string | undefined;
  readonly mode: Mode;
  readonly notation: Notation;
  readonly anchor: number;
  readonly firstLine: number;
  readonly endLine: number;
  readonly directives: Settings['directives'];
  readonly variables: Settings['variables'];
  readonly connections: Settings['connections'];
  readonly #source: Source;
  #exchanges: readonly Exchange[] | undefined;

  constructor(transcript: Omit<Transcript, 'exchanges'>, source: Source) {
    this.identity = transcript.identity;
    this.title = transcript.title;
    this.mode = transcript.mode;
    this.notation = transcript.notation;
    this.anchor = transcript.anchor;
    this.firstLine = transcript.firstLine;
    this.endLine = transcript.endLine;
    this.directives = transcript.directives;
    this.variables = transcript.variables;
    this.connections = transcript.connections;
    this.#source = source;
  }

  /** The same transcript, with exchanges of its own. */
  copy(): ParsedTranscript {
    return new ParsedTranscript(this, this.#source);
  }

  get exchanges(): readonly Exchange[] {
    return (this.#exchanges ??= this.#follow());
  }

  /** Follows the conversation as the parser did, whose lines say already what they are. */
  #follow(): readonly Exchange[] {
    const conversation = new Conversation();
    for (let at = this.firstLine; at < this.endLine; at++) {
      const line = this.#source.lines[at];
      if (line !== undefined) follow(conversation, line, this.#source.text);
    }
    return conversation.finish();
  }
}

/**
 * The same transcript for somebody who looks at it once: the exchanges that this makes are kept with the copy and go with it,
 * where those of the document's own transcript stay for as long as the document does.
 */
export function forOneLook(transcript: Transcript): Transcript {
  return transcript instanceof ParsedTranscript ? transcript.copy() : transcript;
}

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
