import { REPLY_LINE, unmarkedLine } from './bareLines';
import { ChatterReader } from './chatter';
import { isConnectionLine } from './connection';
import { contentLine, rawLine } from './contentLines';
import type { Conversation } from './conversation';
import { detached } from './detached';
import type { Diagnostic } from './diagnostic';
import type { LineNode, Mode } from './document';
import type { TemplateChecker } from './filledIn';
import { lengthOfVerb } from './lexemes';
import type { RawText, Source, ValuePlace } from './line';
import * as line from './lineFactories';
import { isDataRefused, marksBelow } from './lookahead';
import { isElision, isHandshake, isNote } from './notes';
import { isSilence, readPattern, ReplyShape } from './pattern';
import { hasReceiver, readPrefix, type Notation, type Prefix } from './prefix';
import { badServerLine } from './problems';
import { connectionLine, directiveLine, trimmed, variableLine } from './settingsLines';
import type { SectionHead, Stretches } from './parsedSection';
import { OpenStretch, type ParsedStretch } from './stretch';

/** What a section reader shares with those of the same document. */
export interface Surroundings {
  readonly text: string;
  /** The document's, to which those of the section are added. */
  readonly lines: LineNode[];
  readonly templates: TemplateChecker;
  /** Lines that a stretch has at least, where it may end at all. */
  readonly stretchLength: number;
  /** Whether all that is left of a section is known, where a stretch may begin with a command; undefined if nothing is. */
  readonly isKnown: ((start: number, head: SectionHead) => boolean) | undefined;
}

/** What a line was: read, the `###` line of the next section, or the first of what {@link Surroundings.isKnown | is known}. */
export type LineRead = 'line' | 'separator' | 'known';

/**
 * The part of a file between two `###` lines while it is read, line by line. What a line means depends on the lines
 * before it in its section, and on nothing else in the file.
 */
export class SectionReader implements SectionHead {
  readonly firstLine: number;
  readonly separated: boolean;
  mode: Mode | undefined;
  notation: Notation | undefined;
  title: string | undefined;
  anchor: number | undefined;
  readonly #text: string;
  readonly #lines: LineNode[];
  readonly #templates: TemplateChecker;
  readonly #stretchLength: number;
  readonly #isKnown: Surroundings['isKnown'];
  /** How many lines there are where a stretch may end at the earliest. */
  #earliestRest = 0;
  readonly #chatter = new ChatterReader();
  readonly #stretches: ParsedStretch[];
  /** The stretch that is being read. */
  #stretch: OpenStretch;
  #conversation: Conversation;
  #source: Source;

  /**
   * @param start where its text begins, or that of its next stretch
   * @param head of a section that is read up to there
   * @param stretches those that are read
   */
  constructor(
    { text, lines, templates, stretchLength, isKnown }: Surroundings,
    start: number,
    head: Pick<SectionHead, 'separated'> & Partial<SectionHead>,
    stretches: readonly ParsedStretch[] = [],
  ) {
    this.#text = text;
    this.#lines = lines;
    this.#templates = templates;
    this.#stretchLength = stretchLength;
    this.#isKnown = isKnown;
    this.separated = head.separated;
    this.firstLine = head.firstLine ?? lines.length;
    this.mode = head.mode;
    this.notation = head.notation;
    this.title = head.title;
    this.anchor = head.anchor;
    this.#stretches = [...stretches];
    this.#stretch = new OpenStretch(text, lines, start);
    this.#conversation = this.#stretch.conversation;
    this.#source = this.#stretch.source;
    if (isKnown === undefined) this.#earliestRest = lines.length + stretchLength;
  }

  /** Reads a line, if it is one that is to be read here. */
  line(raw: RawText): LineRead {
    const { start, end } = raw;
    const first = this.#text.charCodeAt(start);
    const starts = this.separated && this.#lines.length === this.firstLine;
    if (first === HASH && !starts && this.#isSeparator(start, end)) return 'separator';
    const prefix = this.mode === 'bare' ? undefined : readPrefix(this.#text, start, end, this.notation);
    const node = starts
      ? this.#separator(raw)
      : this.#inContent(prefix, raw)
        ? this.#contentLine(raw, prefix)
        : this.#syntaxLine(raw, prefix);
    if (node === undefined) return 'known';
    this.#lines.push(node);
    if (this.#templates.isIn(end)) this.#tell(this.#templates.check(node));
    return 'line';
  }

  /** Ends whatever is open. */
  finish(end: number): Stretches {
    const [first, ...others] = this.#stretches;
    if (first === undefined) return [this.#stretch.close(end)];
    return this.#lines.length > this.#stretch.firstLine
      ? [first, ...others, this.#stretch.close(end)]
      : [first, ...others];
  }

  /** A command with which a stretch could begin: whether it begins something that is known. If not, a new one may begin. */
  #rests({ start }: RawText, text: string): boolean {
    if (!this.#chatter.isAtRest) return false;
    if (this.#isKnown?.(start, this) === true) return true;
    const length = this.#lines.length - this.#stretch.firstLine;
    // With a MAIL a transaction begins, and with another stretch the next: they are looked at together.
    const enough = this.#stretchLength;
    if (length < enough || (length < 2 * enough && !/^MAIL\b/i.test(text))) return false;
    this.#stretches.push(this.#stretch.close(start));
    this.#stretch = new OpenStretch(this.#text, this.#lines, start);
    this.#conversation = this.#stretch.conversation;
    this.#source = this.#stretch.source;
    if (this.#isKnown === undefined) this.#earliestRest = this.#lines.length + enough;
    return false;
  }

  #tell(diagnostics: readonly Diagnostic[]): void {
    this.#stretch.diagnostics.push(...diagnostics);
  }

  #isSeparator(start: number, end: number): boolean {
    return SEPARATOR.test(this.#slice(start, end)) && !this.#inContent(undefined, { start, end });
  }

  /** Whether a line is message content and no syntax. */
  #inContent(prefix: Prefix | undefined, raw: Pick<RawText, 'start' | 'end'>): boolean {
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
  #speaksClient(prefix: Prefix | undefined, { start, end }: Pick<RawText, 'start' | 'end'>): boolean {
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

  #contentLine(raw: RawText, prefix: Prefix | undefined): LineNode {
    const isUnmarked = prefix === undefined && this.mode === 'annotated';
    if (isUnmarked && this.#conversation.contentStyle === 'prefixed') this.#bareLine(raw);
    const place = placeOf(raw, prefix);
    return prefix?.speaker === 'raw'
      ? rawLine(this.#stretch, raw, place)
      : contentLine(this.#stretch, raw, place);
  }

  #syntaxLine(raw: RawText, prefix: Prefix | undefined): LineNode | undefined {
    if (prefix !== undefined) return this.#prefixedLine(raw, prefix);
    const source = this.#source;
    const text = this.#slice(raw.start, raw.end);
    const first = text.charCodeAt(0);
    if ((first <= SPACE || first > 126 || text === '') && text.trim() === '')
      return line.plainLine(source, 'blank', raw);
    if (isConnectionLine(text)) {
      this.anchor ??= raw.index;
      this.#chatter.connect();
      return connectionLine(this.#stretch, raw, text);
    }
    if (first !== HASH && this.#chatter.accepts(text)) return line.plainLine(source, 'chatter', raw);
    const isComment = COMMENT.test(text);
    const directive = isComment ? directiveLine(this.#stretch, raw, text) : undefined;
    if (!isComment || directive !== undefined) this.anchor ??= raw.index;
    if (isComment) return directive ?? line.plainLine(source, 'comment', raw);
    const variable = first === AT ? variableLine(this.#stretch, raw, text) : undefined;
    if (variable !== undefined) return variable;
    if (ASSERTION.test(text)) {
      const node = line.assertionLine(source, raw, trimmed(text, text.indexOf('??') + 2));
      this.#conversation.assertion(node);
      return node;
    }
    return this.#unprefixedDialogue(raw, text);
  }

  #unprefixedDialogue(raw: RawText, text: string): LineNode | undefined {
    const source = this.#source;
    if (this.#isBareNote(text)) return line.noteLine(source, raw, line.NO_PREFIX, 'remark');
    if (this.#isWrapped(text)) return line.noteLine(source, raw, line.NO_PREFIX, 'wrapped');
    const notation = this.mode === undefined ? marksBelow(this.#text, raw) : this.notation;
    if (this.mode === 'annotated' || (this.mode === undefined && notation !== undefined)) {
      this.#bareLine(raw, notation);
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

  #prefixedLine(raw: RawText, found: Prefix): LineNode | undefined {
    this.anchor ??= raw.index;
    const prefix = this.mode === undefined ? this.#firstPrefix(raw, found) : found;
    switch (prefix.speaker) {
      case 'both':
        return line.noteLine(this.#source, raw, placeOf(raw, prefix), 'remark');
      case 'client':
        return this.#clientLine(raw, prefix);
      case 'raw':
        return rawLine(this.#stretch, raw, placeOf(raw, prefix));
      case 'server':
      case 'optionalServer':
        return this.#serverLine(raw, prefix, prefix.speaker === 'optionalServer');
      case 'rawServer':
        return this.#serverBytes(raw, prefix);
    }
  }

  /** The first line of dialogue says how the others are marked. */
  #firstPrefix(raw: RawText, prefix: Prefix): Prefix {
    this.mode = 'annotated';
    this.notation = prefix.notation;
    if (prefix.notation !== 'letters' || prefix.speaker !== 'server') return prefix;
    if (!hasReceiver(this.#text, raw.start)) return prefix;
    this.notation = 'sender-receiver';
    return { ...prefix, speaker: 'client', notation: 'sender-receiver' };
  }

  /** Undefined, and nothing is read, if a stretch that is known begins here. */
  #clientLine(raw: RawText, prefix: Prefix | undefined): LineNode | undefined {
    const conversation = this.#conversation;
    if (conversation.isUnsettled) conversation.settle();
    const place = placeOf(raw, prefix);
    const text = this.#slice(raw.start + place.valueOffset, raw.end);
    const state = conversation.clientState(text);
    if (state.kind === 'response') {
      const node = line.responseLine(this.#source, raw, place, state.command, state.step);
      conversation.response(node, text);
      return node;
    }
    if (prefix !== undefined && isNote(text)) return line.noteLine(this.#source, raw, place, 'remark');
    const mayRest = this.#lines.length >= this.#earliestRest && conversation.isAtRest;
    if (mayRest && this.#rests(raw, text)) return undefined;
    const length = lengthOfVerb(text);
    const node = line.commandLine(this.#source, raw, place, length);
    this.#conversation.command(node, text, length);
    return node;
  }

  #serverLine(raw: RawText, prefix: Prefix | undefined, optional: boolean): LineNode {
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
      return line.noteLine(this.#source, raw, place, 'server');
    }
    const node = line.serverLine(this.#source, raw, place, optional, pattern);
    if (!conversation.isPlainReply(pattern))
      this.#tell(badServerLine(node, text, conversation.openReplyCodes));
    conversation.server(node, pattern);
    return node;
  }

  #serverBytes(raw: RawText, prefix: Prefix): LineNode {
    const pattern = { kind: 'bytes' } as const;
    const node = line.serverLine(this.#source, raw, placeOf(raw, prefix), false, pattern);
    this.#conversation.server(node, pattern);
    return node;
  }

  #separator(raw: RawText): LineNode {
    const text = this.#slice(raw.start, raw.end);
    const title = text.replace(/^#+/, '').trim();
    const start = title === '' ? text.length : text.indexOf(title, text.search(/[^#]/));
    this.title = title === '' ? undefined : detached(title);
    this.anchor = raw.index;
    return line.separatorLine(this.#source, raw, { start, end: start + title.length });
  }

  #bareLine(raw: RawText, notation = this.notation): void {
    this.#tell([unmarkedLine(this.#text, raw, notation, this.#conversation.insideContent)]);
  }

  #slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }
}

function placeOf({ start }: RawText, prefix: Prefix | undefined): ValuePlace {
  if (prefix === undefined) return line.NO_PREFIX;
  return { prefixOffset: prefix.start - start, valueOffset: prefix.valueStart - start };
}

const HASH = 35;
const AT = 64;
const SPACE = 32;
const TAB = 9;
const SEPARATOR = /^###(?:#*)(?:\s|$)/;
const COMMENT = /^\s*(?:#|\/\/)/;
const ASSERTION = /^\s*\?\?/;
