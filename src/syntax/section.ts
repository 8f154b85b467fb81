import { ChatterReader } from './chatter';
import { isConnectionLine } from './connection';
import { addContent } from './chunks';
import { Conversation } from './conversation';
import type { Diagnostic } from './diagnostic';
import type { ConnectionLine, DirectiveLine, LineNode, Mode, Request, VariableLine } from './document';
import * as line from './line';
import { lengthOfVerb, rawEndsLine, rawEndsMessage, rawOctets } from './lexemes';
import { conversationBegins, isDataRefused, marksFollow } from './lookahead';
import { isElision, isHandshake, isNote, isPrintedTerminator } from './notes';
import { isSilence, readPattern, ReplyShape } from './pattern';
import { hasReceiver, readPrefix, type Notation, type Prefix } from './prefix';
import * as problem from './problems';
import { isProse } from './prose';
import * as settings from './settingsLines';
import { everyPart, parseTemplate } from './template';

/** Where the next `{{` of the text is, so that lines without one cost nothing. */
export interface NextBraces {
  at: number;
}

/** Where the first `{{` from an offset on stands; infinitely far away if there is none. */
export function nextBraces(text: string, from: number): number {
  const at = text.indexOf('{{', from);
  return at === -1 ? Infinity : at;
}

/**
 * The part of a file between two `###` lines while it is read, line by line. What a line means depends on the lines
 * before it in its section, and on nothing else in the file.
 */
export class SectionReader {
  readonly directives: DirectiveLine[] = [];
  readonly variables: VariableLine[] = [];
  readonly connections: ConnectionLine[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly source: line.Source;
  readonly firstLine: number;
  /** Whether a `###` line starts it: only the text before the first one may be a preamble. */
  readonly separated: boolean;
  mode: Mode | undefined;
  /** How its lines of dialogue are marked; undefined before the first, and where none is. */
  notation: Notation | undefined;
  title: string | undefined;
  /** The first line that is not blank and not a comment: where lenses stand when there is no `###`. */
  anchor: number | undefined;
  readonly #text: string;
  readonly #lines: LineNode[];
  readonly #conversation = new Conversation();
  readonly #chatter = new ChatterReader();
  readonly #braces: NextBraces;

  /**
   * @param lines the document's, to which those of the section are added
   * @param separated whether a `###` line starts it
   * @param braces one for the whole document
   */
  constructor(text: string, lines: LineNode[], separated: boolean, braces: NextBraces) {
    this.#text = text;
    this.#lines = lines;
    this.source = { text, lines };
    this.firstLine = lines.length;
    this.separated = separated;
    this.#braces = braces;
  }

  /** Reads a line; false, and nothing is read, if it is the `###` line of the next section. */
  line(raw: line.RawText): boolean {
    const { start, end } = raw;
    const first = this.#text.charCodeAt(start);
    const starts = this.separated && this.#lines.length === this.firstLine;
    if (first === HASH && !starts && this.#isSeparator(start, end)) return false;
    const prefix = this.mode === 'bare' ? undefined : readPrefix(this.#text, start, end, this.notation);
    const node = starts
      ? this.#separator(raw)
      : this.#inContent(prefix, raw)
        ? this.#contentLine(raw, prefix)
        : this.#syntaxLine(raw, prefix);
    this.#lines.push(node);
    if (this.#braces.at < end) this.#checkTemplates(node);
    return true;
  }

  /** Ends whatever is open. */
  finish(): void {
    for (const { request, replies } of this.#conversation.finish()) {
      // A message that the server does not let the client finish has no end.
      const isCutOff = replies[0]?.lines[0]?.pattern.kind === 'close';
      if (request?.kind === 'content' && !isCutOff) this.#checkEnd(request);
    }
  }

  #isSeparator(start: number, end: number): boolean {
    return SEPARATOR.test(this.#slice(start, end)) && !this.#inContent(undefined, { start, end });
  }

  /** Whether a line is message content and no syntax. */
  #inContent(prefix: Prefix | undefined, raw: Pick<line.RawText, 'start' | 'end'>): boolean {
    const conversation = this.#conversation;
    if (!conversation.insideContent) return false;
    if (!this.#speaksClient(prefix, raw)) return false;
    // Only now that the client speaks is it known which replies answered DATA.
    if (conversation.isUnsettled) conversation.settle();
    if (prefix?.speaker === 'client') this.#checkRefusal(raw.start);
    return conversation.insideContent;
  }

  /** Below a DATA with nothing between: whether the replies further down tell that no message follows. */
  #checkRefusal(start: number): void {
    const waiting = this.#conversation.waitingWithData;
    if (waiting !== undefined && isDataRefused(this.#text, start, waiting, this.notation))
      this.#conversation.refuseData();
  }

  /** Inside content: whether a line is the client's, and not a recorded reply, or layout among prefixed lines. */
  #speaksClient(prefix: Prefix | undefined, { start, end }: Pick<line.RawText, 'start' | 'end'>): boolean {
    const conversation = this.#conversation;
    if (this.mode === 'bare') return !(conversation.mayBeReply && REPLY_LINE.test(this.#slice(start, end)));
    if (prefix !== undefined) return prefix.speaker === 'client' || prefix.speaker === 'raw';
    return conversation.contentStyle === 'plain' || !this.#isLayout(start, end);
  }

  /**
   * In content whose lines carry `C:`, blank lines, comments, elisions, assertions, wrapped lines and `###` keep their
   * meaning: nothing is sent without a prefix. So they do before its first line, as no message begins with one of them.
   */
  #isLayout(start: number, end: number): boolean {
    const text = this.#slice(start, end);
    return (
      text.trim() === '' ||
      SEPARATOR.test(text) ||
      COMMENT.test(text) ||
      ASSERTION.test(text) ||
      isElision(text) ||
      this.#isWrapped(text)
    );
  }

  #contentLine(raw: line.RawText, prefix: Prefix | undefined): LineNode {
    const conversation = this.#conversation;
    const { source } = this;
    const place = placeOf(raw, prefix);
    if (prefix?.speaker === 'raw') return this.#rawLine(raw, prefix);
    if (prefix === undefined && this.mode === 'annotated' && conversation.contentStyle === 'prefixed')
      this.#bareLine(raw);
    const start = raw.start + place.valueOffset;
    const first = this.#text.charCodeAt(start);
    const chunk = conversation.insideChunk;
    if (!chunk && (first === DOT || first === LESS)) {
      const text = this.#slice(start, raw.end);
      if (text === '.' || isPrintedTerminator(text)) {
        const node = line.valueLine(source, 'terminator', raw, place);
        conversation.terminator(node);
        return node;
      }
    }
    if (first === LESS) {
      const node = this.#includeLine(raw, place);
      if (node !== undefined) return node;
    }
    const node = line.valueLine(source, 'content', raw, place);
    addContent(conversation, node, chunk ? this.#slice(start, raw.end) : '');
    return node;
  }

  #includeLine(raw: line.RawText, place: line.ValuePlace): LineNode | undefined {
    const text = this.#slice(raw.start + place.valueOffset, raw.end);
    const [, mark, name] = INCLUDE.exec(text.trimEnd()) ?? [];
    if (mark === undefined || name === undefined) return undefined;
    const start = place.valueOffset + text.lastIndexOf(name);
    const mode = mark === '<' ? 'file' : mark === '<@' ? 'template' : 'base64';
    const path = { start, end: start + name.length };
    const node = line.includeLine(this.source, raw, place, mode, path);
    this.#conversation.content(node, undefined);
    return node;
  }

  #rawLine(raw: line.RawText, prefix: Prefix): LineNode {
    const conversation = this.#conversation;
    if (conversation.isUnsettled) conversation.settle();
    const node = line.valueLine(this.source, 'raw', raw, placeOf(raw, prefix));
    const text = this.#slice(prefix.valueStart, raw.end);
    conversation.raw(node, rawOctets(text), rawEndsMessage(text), rawEndsLine(text));
    return node;
  }

  #syntaxLine(raw: line.RawText, prefix: Prefix | undefined): LineNode {
    if (prefix !== undefined) return this.#prefixedLine(raw, prefix);
    const { source } = this;
    const text = this.#slice(raw.start, raw.end);
    const first = text.charCodeAt(0);
    if ((first <= SPACE || first > 126 || text === '') && text.trim() === '')
      return line.plainLine(source, 'blank', raw);
    if (first !== HASH && (first !== DOLLAR || text.trim() === '$') && this.#chatter.accepts(text))
      return line.plainLine(source, 'chatter', raw);
    const comment = COMMENT.test(text);
    const [, directive, value = ''] = (comment ? DIRECTIVE.exec(text.trimEnd()) : null) ?? [];
    if (!comment || directive !== undefined) this.anchor ??= raw.index;
    if (directive !== undefined) {
      const read = settings.directive(source, raw, text, directive, value);
      this.directives.push(read.node);
      return this.#told(read);
    }
    if (comment) return line.plainLine(source, 'comment', raw);
    const [, name, given = ''] = (first === AT ? VARIABLE.exec(text.trimEnd()) : null) ?? [];
    if (name !== undefined) {
      const node = settings.variable(source, raw, text, name, given);
      this.variables.push(node);
      return node;
    }
    if (ASSERTION.test(text)) {
      const node = line.assertionLine(source, raw, settings.trimmed(text, text.indexOf('??') + 2));
      this.#conversation.assertion(node);
      return node;
    }
    if (isConnectionLine(text)) {
      const read = settings.connection(source, raw, text);
      this.connections.push(read.node);
      return this.#told(read);
    }
    return this.#unprefixedDialogue(raw, text);
  }

  #told({ node, diagnostics }: settings.Read): LineNode {
    this.diagnostics.push(...diagnostics);
    return node;
  }

  #unprefixedDialogue(raw: line.RawText, text: string): LineNode {
    const { source } = this;
    if (this.#isBareNote(text)) return line.noteLine(source, raw, line.NO_PREFIX, 'remark');
    if (this.#isWrapped(text)) return line.noteLine(source, raw, line.NO_PREFIX, 'wrapped');
    if (this.mode === 'annotated' || (this.mode === undefined && marksFollow(this.#text, raw))) {
      this.#bareLine(raw);
      return line.plainLine(source, 'bare', raw);
    }
    this.mode = 'bare';
    if (REPLY_LINE.test(text)) return this.#serverLine(raw, undefined, false);
    return this.#clientLine(raw, undefined);
  }

  /** A note without a prefix, in either mode; a recorded reply and a credential are none, whatever they end in. */
  #isBareNote(text: string): boolean {
    if (!isNote(text) || REPLY_LINE.test(text.trim())) return false;
    return this.mode !== 'bare' || this.#conversation.clientState(text).kind !== 'response';
  }

  /** The rest of a line that was wrapped to fit the page, as in the RFCs: indented, below a line with a prefix. */
  #isWrapped(text: string): boolean {
    const first = text.charCodeAt(0);
    if ((first !== SPACE && first !== TAB) || this.mode !== 'annotated') return false;
    const above = this.#lines.at(-1);
    if (above === undefined || this.#lines.length === this.firstLine) return false;
    const wraps = above.kind === 'note' ? above.wrapped : 'prefix' in above && above.prefix !== undefined;
    return wraps && !REPLY_LINE.test(text.trim());
  }

  #prefixedLine(raw: line.RawText, found: Prefix): LineNode {
    this.anchor ??= raw.index;
    const prefix = this.mode === undefined ? this.#firstPrefix(raw, found) : found;
    switch (prefix.speaker) {
      case 'both':
        return line.noteLine(this.source, raw, placeOf(raw, prefix), 'remark');
      case 'client':
        return this.#clientLine(raw, prefix);
      case 'raw':
        return this.#rawLine(raw, prefix);
      case 'server':
      case 'optionalServer':
        return this.#serverLine(raw, prefix, prefix.speaker === 'optionalServer');
      case 'rawServer':
        return this.#serverBytes(raw, prefix);
    }
  }

  /** The first line of dialogue says how the others are marked. */
  #firstPrefix(raw: line.RawText, prefix: Prefix): Prefix {
    this.mode = 'annotated';
    this.notation = prefix.notation;
    if (prefix.notation !== 'letters' || prefix.speaker !== 'server') return prefix;
    if (!hasReceiver(this.#text, raw.start)) return prefix;
    this.notation = 'sender-receiver';
    return { ...prefix, speaker: 'client', notation: 'sender-receiver' };
  }

  #clientLine(raw: line.RawText, prefix: Prefix | undefined): LineNode {
    const conversation = this.#conversation;
    if (conversation.isUnsettled) conversation.settle();
    const place = placeOf(raw, prefix);
    const text = this.#slice(raw.start + place.valueOffset, raw.end);
    const state = conversation.clientState(text);
    if (state.kind === 'response') {
      const node = line.responseLine(this.source, raw, place, state.command, state.step);
      conversation.response(node, text);
      return node;
    }
    if (prefix !== undefined && isNote(text)) return line.noteLine(this.source, raw, place, 'remark');
    const length = lengthOfVerb(text);
    const node = line.commandLine(this.source, raw, place, length);
    conversation.command(node, text, length);
    return node;
  }

  #serverLine(raw: line.RawText, prefix: Prefix | undefined, optional: boolean): LineNode {
    const conversation = this.#conversation;
    const place = placeOf(raw, prefix);
    const text = this.#slice(raw.start + place.valueOffset, raw.end);
    const pattern = readPattern(text);
    if (
      !(pattern instanceof ReplyShape) &&
      pattern.kind === 'malformed' &&
      (isNote(text) || isHandshake(text)) &&
      !isSilence(text)
    ) {
      conversation.serverNote();
      return line.noteLine(this.source, raw, place, 'server');
    }
    const node = line.serverLine(this.source, raw, place, optional, pattern);
    if (!conversation.isPlainReply(pattern))
      this.diagnostics.push(...problem.badServerLine(node, text, conversation.openReplyCodes));
    conversation.server(node, pattern);
    return node;
  }

  #serverBytes(raw: line.RawText, prefix: Prefix): LineNode {
    const pattern = { kind: 'bytes' } as const;
    const node = line.serverLine(this.source, raw, placeOf(raw, prefix), false, pattern);
    this.#conversation.server(node, pattern);
    return node;
  }

  #separator(raw: line.RawText): LineNode {
    const text = this.#slice(raw.start, raw.end);
    const title = text.replace(/^#+/, '').trim();
    const start = title === '' ? text.length : text.indexOf(title, text.search(/[^#]/));
    this.title = title === '' ? undefined : settings.detached(title);
    this.anchor = raw.index;
    return line.separatorLine(this.source, raw, { start, end: start + title.length });
  }

  #bareLine({ start, end, fullEnd }: line.RawText): void {
    const text = this.#slice(start, end);
    const prefixes = PREFIXES[this.notation ?? 'letters'];
    const foreign = readPrefix(this.#text, start, end);
    if (foreign !== undefined && foreign.speaker !== 'both')
      this.diagnostics.push(problem.foreignMark(foreign, end, prefixes));
    else if (isProse(text) && !this.#conversation.insideContent) {
      const begins = conversationBegins(this.#text, fullEnd, isConnectionLine);
      this.diagnostics.push(problem.proseLine(text, start, begins, prefixes));
    } else this.diagnostics.push(problem.bareLine(text, start, REPLY_LINE.test(text.trim()), prefixes));
  }

  /** After `C!:` bytes the author decides how, and whether, the message ends. */
  #checkEnd({ content, command }: Extract<Request, { kind: 'content' }>): void {
    if (content.terminator !== undefined || content.lines.at(-1)?.kind === 'raw') return;
    this.diagnostics.push(problem.missingTerminator(this.#text, content, command));
  }

  /** Finds what is wrong inside `{{…}}`, on the lines that have any. */
  #checkTemplates({ kind, span }: LineNode): void {
    if (isFilledIn(kind)) {
      for (const part of everyPart(parseTemplate(this.#slice(span.start, span.end), span.start)))
        if (part.kind === 'malformed') this.diagnostics.push(problem.badExpression(part));
    }
    this.#braces.at = nextBraces(this.#text, span.end);
  }

  #slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }
}

function placeOf({ start }: line.RawText, prefix: Prefix | undefined): line.ValuePlace {
  if (prefix === undefined) return line.NO_PREFIX;
  return { prefixOffset: prefix.start - start, valueOffset: prefix.valueStart - start };
}

/** Whether a run fills in the `{{…}}` of a line: not in what is only read, nor in exact bytes and expectations. */
export function isFilledIn(kind: LineNode['kind']): boolean {
  switch (kind) {
    case 'command':
    case 'response':
    case 'content':
    case 'include':
    case 'connection':
    case 'directive':
    case 'variable':
    case 'assertion':
    case 'bare':
      return true;
    case 'blank':
    case 'separator':
    case 'comment':
    case 'chatter':
    case 'note':
    case 'terminator':
    case 'raw':
    case 'server':
      return false;
  }
}

/** How to mark a line that has no mark. */
const PREFIXES: Readonly<Record<Notation, { readonly client: string; readonly server: string }>> = {
  letters: { client: 'C:', server: 'S:' },
  'sender-receiver': { client: 'S:', server: 'R:' },
  angles: { client: '>>>', server: '<<<' },
  swaks: { client: ' ->', server: '<- ' },
};

const HASH = 35;
const DOLLAR = 36;
const DOT = 46;
const LESS = 60;
const AT = 64;
const SPACE = 32;
const TAB = 9;
const SEPARATOR = /^###(?:#*)(?:\s|$)/;
const COMMENT = /^\s*(?:#|\/\/)/;
const DIRECTIVE = /^\s*(?:#|\/\/)\s*@([A-Za-z][\w-]*)(?:[ \t]+(.*))?$/s;
const VARIABLE = /^@([A-Za-z_][\w.-]*)\s*=\s*(.*)$/s;
const ASSERTION = /^\s*\?\?/;
const INCLUDE = /^(<@?|<base64)\s+(\S.*)$/s;
const REPLY_LINE = /^[2-5]\d\d(?:[ -]|$)/;
