import { ChatterReader } from './chatter';
import { isConnectionLine, parseConnection } from './connection';
import { Conversation } from './conversation';
import type { Diagnostic } from './diagnostic';
import { findDirective, DIRECTIVES } from './directives';
import type {
  ConnectionLine,
  DirectiveLine,
  LineNode,
  Mode,
  RawLine,
  Request,
  Settings,
  Transcript,
  TranscriptDocument,
  VariableLine,
} from './document';
import { isSilence, parsePattern } from './pattern';
import { readPrefix, type Prefix } from './prefix';
import { everyPart, parseTemplate } from './template';
import { nearest } from './words';

/**
 * Parses a `.smtp` file. Never throws and loses nothing: whatever the text, the lines of the document cover it, and what
 * is wrong is told in the diagnostics.
 */
export function parse(text: string): TranscriptDocument {
  return new Parser(text).parse();
}

/** The part of the file between two `###` lines, while it is being read. */
class Section {
  readonly conversation = new Conversation();
  readonly chatter = new ChatterReader();
  readonly directives: DirectiveLine[] = [];
  readonly variables: VariableLine[] = [];
  readonly connections: ConnectionLine[] = [];
  mode: Mode | undefined;
  /** The first line that is not blank and not a comment: where lenses stand when there is no `###`. */
  anchor: number | undefined;

  constructor(
    readonly firstLine: number,
    readonly title: string | undefined,
    /** Whether a `###` line starts it: only the text before the first one may be a preamble. */
    readonly separated: boolean,
  ) {}
}

/** A physical line before its kind is known: what every node of a line has. */
type RawText = Pick<LineNode, 'index' | 'span' | 'fullEnd'>;

class Parser {
  readonly #text: string;
  readonly #lines: LineNode[] = [];
  readonly #transcripts: Transcript[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #preamble: Settings = { directives: [], variables: [], connections: [] };
  #section = new Section(0, undefined, false);
  /** Where the next `{{` of the text is, so that lines without one cost nothing. */
  #nextBraces: number;

  constructor(text: string) {
    this.#text = text;
    this.#nextBraces = text.indexOf('{{');
  }

  parse(): TranscriptDocument {
    const { length } = this.#text;
    let start = this.#text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    let newline = -1;
    let carriageReturn = -1;
    while (start < length) {
      if (newline < start) newline = this.#find('\n', start);
      if (carriageReturn < start) carriageReturn = this.#find('\r', start);
      // A lone CR ends a line too, as it does for VS Code and the LSP: nothing could show it inside of one.
      const end = Math.min(newline, carriageReturn);
      const fullEnd = Math.min(length, newline === end + 1 ? newline + 1 : end + 1);
      this.#line({ index: this.#lines.length, span: { start, end }, fullEnd });
      start = fullEnd;
    }
    this.#endSection();
    return {
      text: this.#text,
      lines: this.#lines,
      preamble: this.#preamble,
      transcripts: this.#transcripts,
      diagnostics: this.#diagnostics,
    };
  }

  #find(character: string, from: number): number {
    const at = this.#text.indexOf(character, from);
    return at === -1 ? this.#text.length : at;
  }

  #line(raw: RawText): void {
    const section = this.#section;
    const prefix = section.mode === 'bare' ? undefined : readPrefix(this.#text, raw.span.start, raw.span.end);
    const node =
      section.conversation.insideContent && !this.#endsContent(prefix, raw)
        ? this.#contentLine(raw, prefix)
        : this.#syntaxLine(raw, prefix);
    this.#lines.push(node);
    this.#checkTemplates(node);
  }

  /** Whether a line inside content is syntax: a recorded reply, or, among prefixed lines, one that has no prefix. */
  #endsContent(prefix: Prefix | undefined, raw: RawText): boolean {
    const { conversation, mode } = this.#section;
    if (mode === 'bare') return conversation.mayBeReply && REPLY_LINE.test(this.#slice(raw));
    if (prefix !== undefined) return prefix.speaker !== 'client' && prefix.speaker !== 'raw';
    const state = conversation.clientState('');
    return state.kind === 'content' && state.style !== 'plain' && this.#isLayout(raw);
  }

  /**
   * In content whose lines carry `C:`, blank lines, comments, elisions, assertions and `###` keep their meaning: nothing
   * is sent without a prefix. So they do before its first line, as no message begins with one of them.
   */
  #isLayout(raw: RawText): boolean {
    const line = this.#slice(raw);
    return (
      line.trim() === '' ||
      SEPARATOR.test(line) ||
      COMMENT.test(line) ||
      ASSERTION.test(line) ||
      ELISION.test(line)
    );
  }

  #contentLine(raw: RawText, prefix: Prefix | undefined): LineNode {
    const { conversation, mode } = this.#section;
    const value = { start: prefix?.valueStart ?? raw.span.start, end: raw.span.end };
    const prefixSpan = prefix === undefined ? undefined : { start: prefix.start, end: value.start };
    if (prefix?.speaker === 'raw' && prefixSpan !== undefined) {
      return this.#rawLine({ kind: 'raw', ...raw, prefix: prefixSpan, value });
    }
    const state = conversation.clientState('');
    if (
      mode === 'annotated' &&
      prefix === undefined &&
      state.kind === 'content' &&
      state.style === 'prefixed'
    ) {
      this.#bareLine(raw);
    }
    const text = this.#text.slice(value.start, value.end);
    const chunk = state.kind === 'content' && state.chunk;
    if (text === '.' && !chunk) {
      const node = { kind: 'terminator', ...raw, prefix: prefixSpan, value } as const;
      conversation.terminator(node);
      return node;
    }
    const include = text.startsWith('<') ? INCLUDE.exec(text.trimEnd()) : null;
    if (include?.[1] !== undefined && include[2] !== undefined) {
      const pathStart = value.start + text.lastIndexOf(include[2]);
      const mode = include[1] === '<' ? 'file' : include[1] === '<@' ? 'template' : 'base64';
      const path = { start: pathStart, end: pathStart + include[2].length };
      const node = { kind: 'include', ...raw, prefix: prefixSpan, value, mode, path } as const;
      conversation.content(node, undefined);
      return node;
    }
    const node = { kind: 'content', ...raw, prefix: prefixSpan, value } as const;
    conversation.content(node, chunk ? this.#octets(text) : undefined);
    return node;
  }

  /** Octets on the wire of a chunk's line: RFC 3030 counts the CRLF too. */
  #octets(text: string): number | undefined {
    return text.includes('{{') ? undefined : UTF8.encode(text).length + 2;
  }

  #rawLine(node: RawLine): RawLine {
    const text = this.#text.slice(node.value.start, node.value.end);
    const octets = this.#octets(text.replace(ESCAPE, unescaped));
    this.#section.conversation.raw(node, octets === undefined ? undefined : octets - 2, RAW_END.test(text));
    return node;
  }

  #syntaxLine(raw: RawText, prefix: Prefix | undefined): LineNode {
    const { start, end } = raw.span;
    if (prefix !== undefined) return this.#prefixedLine(raw, prefix);
    const text = this.#slice(raw);
    if (text.trim() === '') return { kind: 'blank', ...raw };
    const first = text.charCodeAt(0);
    const section = this.#section;
    if (first === 35 /* # */ && SEPARATOR.test(text)) return this.#separator(raw, text);
    if (first !== 36 && first !== 35 && section.chatter.accepts(text)) return { kind: 'chatter', ...raw };
    const comment = COMMENT.test(text);
    const directive = comment ? DIRECTIVE.exec(text.trimEnd()) : null;
    section.anchor ??= comment && directive === null ? undefined : raw.index;
    if (directive?.[1] !== undefined) return this.#directive(raw, text, directive[1], directive[2] ?? '');
    if (comment) return { kind: 'comment', ...raw };
    const variable = first === 64 /* @ */ ? VARIABLE.exec(text.trimEnd()) : null;
    if (variable?.[1] !== undefined) return this.#variable(raw, text, variable[1], variable[2] ?? '');
    if (ASSERTION.test(text)) {
      const node = {
        kind: 'assertion',
        ...raw,
        value: this.#trimmed(start + text.indexOf('??') + 2, end),
      } as const;
      section.conversation.assertion(node);
      return node;
    }
    if (isConnectionLine(text)) return this.#connection(raw, text);
    return this.#unprefixedDialogue(raw, text);
  }

  #unprefixedDialogue(raw: RawText, text: string): LineNode {
    const section = this.#section;
    if (this.#isBareNote(text)) return { kind: 'note', ...raw, prefix: undefined, value: raw.span };
    if (section.mode === 'annotated') {
      this.#bareLine(raw);
      return { kind: 'bare', ...raw, value: raw.span };
    }
    section.mode = 'bare';
    if (REPLY_LINE.test(text)) return this.#serverLine(raw, undefined, raw.span.start, false);
    return this.#clientLine(raw, undefined, raw.span.start);
  }

  /** A note without a prefix, in either mode; a recorded reply and a credential are none, whatever they end in. */
  #isBareNote(text: string): boolean {
    if (!isNote(text) || REPLY_LINE.test(text.trim())) return false;
    const { mode, conversation } = this.#section;
    return mode !== 'bare' || conversation.clientState(text).kind !== 'response';
  }

  #prefixedLine(raw: RawText, prefix: Prefix): LineNode {
    const section = this.#section;
    section.anchor ??= raw.index;
    section.mode ??= 'annotated';
    const prefixSpan = { start: prefix.start, end: prefix.valueStart };
    const value = { start: prefix.valueStart, end: raw.span.end };
    switch (prefix.speaker) {
      case 'both':
        return { kind: 'note', ...raw, prefix: prefixSpan, value };
      case 'client':
        return this.#clientLine(raw, prefixSpan, prefix.valueStart);
      case 'raw':
        return this.#rawLine({ kind: 'raw', ...raw, prefix: prefixSpan, value });
      case 'server':
      case 'optionalServer':
        return this.#serverLine(raw, prefixSpan, prefix.valueStart, prefix.speaker === 'optionalServer');
    }
  }

  #clientLine(
    raw: RawText,
    prefix: { start: number; end: number } | undefined,
    valueStart: number,
  ): LineNode {
    const { conversation } = this.#section;
    const value = { start: valueStart, end: raw.span.end };
    const text = this.#text.slice(valueStart, raw.span.end);
    const state = conversation.clientState(text);
    if (state.kind === 'response') {
      const node = {
        kind: 'response',
        ...raw,
        prefix,
        value,
        command: state.command,
        step: state.step,
      } as const;
      conversation.response(node, text);
      return node;
    }
    if (prefix !== undefined && isNote(text)) return { kind: 'note', ...raw, prefix, value };
    const verbLength = lengthOfVerb(text);
    const verb = { start: valueStart, end: valueStart + verbLength };
    const node = { kind: 'command', ...raw, prefix, value, verb } as const;
    conversation.command(node, text.slice(0, verbLength).toUpperCase(), text.slice(verbLength).trim());
    return node;
  }

  #serverLine(
    raw: RawText,
    prefix: { start: number; end: number } | undefined,
    valueStart: number,
    optional: boolean,
  ): LineNode {
    const { conversation } = this.#section;
    const value = { start: valueStart, end: raw.span.end };
    const text = this.#text.slice(valueStart, raw.span.end);
    const pattern = parsePattern(text, valueStart);
    if (pattern.kind === 'malformed' && isNote(text) && !isSilence(text)) {
      conversation.serverNote();
      return { kind: 'note', ...raw, prefix, value };
    }
    const node = { kind: 'server', ...raw, prefix, value, optional, pattern } as const;
    const open = conversation.openReplyPattern;
    if (pattern.kind === 'malformed')
      this.#report('malformed-reply', 'error', `Not a reply: ${pattern.reason}`, value);
    else if (pattern.kind === 'reply') {
      if (open !== undefined && open.codes.join() !== pattern.codes.join()) {
        const message = `This reply began with ${open.codes.join('|')}: all lines of a reply carry the same code`;
        this.#report('mixed-codes', 'error', message, pattern.code, [
          {
            title: `Change to ${open.codes.join('|')}`,
            changes: [{ span: pattern.code, newText: open.codes.join('|') }],
          },
        ]);
      }
      this.#checkRegex(pattern.regex);
    }
    conversation.server(node);
    return node;
  }

  #checkRegex(
    regex: { source: string; flags: string; span: { start: number; end: number } } | undefined,
  ): void {
    if (regex === undefined) return;
    try {
      new RegExp(regex.source, regex.flags);
    } catch (error) {
      const reason =
        error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
      this.#report('bad-regex', 'error', `Not a regular expression: ${reason}`, regex.span);
    }
  }

  #separator(raw: RawText, text: string): LineNode {
    this.#endSection();
    const title = text.replace(/^#+/, '').trim();
    this.#section = new Section(raw.index, title === '' ? undefined : title, true);
    this.#section.anchor = raw.index;
    const titleStart =
      title === '' ? raw.span.end : raw.span.start + text.indexOf(title, text.search(/[^#]/));
    const titleSpan = { start: titleStart, end: titleStart + title.length };
    return {
      kind: 'separator',
      ...raw,
      title: titleSpan,
    };
  }

  #directive(raw: RawText, text: string, name: string, value: string): LineNode {
    const nameStart = raw.span.start + text.indexOf('@') + 1;
    const nameSpan = { start: nameStart, end: nameStart + name.length };
    const valueStart =
      value === '' ? nameSpan.end : raw.span.start + text.indexOf(value, nameSpan.end - raw.span.start);
    const valueSpan = { start: valueStart, end: valueStart + value.length };
    const node = { kind: 'directive', ...raw, name: nameSpan, value: valueSpan } as const;
    this.#section.directives.push(node);
    const info = findDirective(name);
    if (info === undefined) {
      const meant = nearest(
        name,
        DIRECTIVES.map((each) => each.name),
      );
      this.#report(
        'unknown-directive',
        'warning',
        `Unknown directive @${name}${meant === undefined ? '' : `; did you mean @${meant}?`}`,
        nameSpan,
        meant === undefined
          ? []
          : [{ title: `Change to @${meant}`, changes: [{ span: nameSpan, newText: meant }] }],
      );
    } else if (!value.includes('{{')) {
      const problem = info.check(value);
      if (problem !== undefined)
        this.#report(
          'bad-directive',
          'error',
          `@${info.name} ${info.syntax}: ${problem}`,
          value === '' ? nameSpan : valueSpan,
        );
    }
    return node;
  }

  #variable(raw: RawText, text: string, name: string, value: string): LineNode {
    const nameStart = raw.span.start + 1;
    const valueStart =
      value === '' ? raw.span.end : raw.span.start + text.indexOf(value, text.indexOf('=') + 1);
    const node = {
      kind: 'variable',
      ...raw,
      name: { start: nameStart, end: nameStart + name.length },
      value: { start: valueStart, end: valueStart + value.length },
    } as const;
    this.#section.variables.push(node);
    return node;
  }

  #connection(raw: RawText, text: string): LineNode {
    const connection = text.includes('{{')
      ? { endpoint: undefined, diagnostics: [] }
      : parseConnection(text, raw.span.start);
    this.#diagnostics.push(...connection.diagnostics);
    const node = {
      kind: 'connection',
      ...raw,
      value: this.#trimmed(raw.span.start, raw.span.end),
      connection,
    } as const;
    this.#section.connections.push(node);
    return node;
  }

  #bareLine(raw: RawText): void {
    const text = this.#slice(raw);
    const indent = raw.span.start + (text.length - text.trimStart().length);
    const server = REPLY_LINE.test(text.trim());
    const fix = (
      prefix: string,
    ): { title: string; changes: { span: { start: number; end: number }; newText: string }[] } => ({
      title: `Add “${prefix}”`,
      changes: [{ span: { start: indent, end: indent }, newText: `${prefix} ` }],
    });
    const fixes = server ? [fix('S:'), fix('C:')] : [fix('C:'), fix('S:')];
    this.#report(
      'bare-line',
      'error',
      'Who says this? In a transcript with C: and S: every line of the conversation starts with one of them',
      { start: indent, end: raw.span.end },
      fixes,
    );
  }

  #endSection(): void {
    const section = this.#section;
    const exchanges = section.conversation.finish();
    const { directives, variables, connections } = section;
    if (section.mode === undefined && !section.separated) {
      this.#preamble = { directives, variables, connections };
      return;
    }
    for (const { request } of exchanges) {
      // After `C!:` bytes the author decides how, and whether, the message ends.
      if (
        request?.kind === 'content' &&
        request.content.terminator === undefined &&
        request.content.lines.at(-1)?.kind !== 'raw'
      )
        this.#missingTerminator(request);
    }
    this.#transcripts.push({
      title: section.title,
      mode: section.mode ?? 'annotated',
      anchor: section.anchor ?? section.firstLine,
      firstLine: section.firstLine,
      endLine: this.#lines.length,
      exchanges,
      directives,
      variables,
      connections,
    });
  }

  #missingTerminator({ content, command }: Extract<Request, { kind: 'content' }>): void {
    const last = content.lines.at(-1) ?? command;
    const dot = last.prefix === undefined ? '.' : 'C: .';
    const lastOfFile = last.fullEnd === last.span.end;
    this.#report(
      'missing-terminator',
      'error',
      'The message does not end: a line with a single dot is missing after it',
      last.span,
      [
        {
          title: 'Add the line with the dot',
          changes: [
            {
              span: { start: last.fullEnd, end: last.fullEnd },
              newText: lastOfFile ? `\n${dot}` : `${dot}\n`,
            },
          ],
        },
      ],
    );
  }

  /** Finds what is wrong inside `{{…}}`, on the lines that have any. */
  #checkTemplates(node: LineNode): void {
    if (this.#nextBraces === -1 || this.#nextBraces >= node.span.end) return;
    if (node.kind !== 'comment' && node.kind !== 'chatter' && node.kind !== 'note') {
      const template = parseTemplate(this.#text.slice(node.span.start, node.span.end), node.span.start);
      for (const part of everyPart(template)) {
        if (part.kind === 'malformed')
          this.#report('bad-expression', 'error', `Not a variable: ${part.reason}`, part.span);
      }
    }
    this.#nextBraces = this.#text.indexOf('{{', node.span.end);
  }

  #report(
    code: string,
    severity: Diagnostic['severity'],
    message: string,
    span: Diagnostic['span'],
    fixes: Diagnostic['fixes'] = [],
  ): void {
    this.#diagnostics.push({ code, severity, message, span, fixes });
  }

  #slice(raw: RawText): string {
    return this.#text.slice(raw.span.start, raw.span.end);
  }

  #trimmed(start: number, end: number): { start: number; end: number } {
    const text = this.#text.slice(start, end);
    const left = text.length - text.trimStart().length;
    return { start: start + left, end: Math.max(start + left, start + text.trimEnd().length) };
  }
}

const UTF8 = new TextEncoder();
const SEPARATOR = /^###(?:#*)(?:\s|$)/;
const COMMENT = /^\s*(?:#|\/\/)/;
const DIRECTIVE = /^\s*(?:#|\/\/)\s*@([A-Za-z][\w-]*)(?:[ \t]+(.*))?$/s;
const VARIABLE = /^@([A-Za-z_][\w.-]*)\s*=\s*(.*)$/s;
const ASSERTION = /^\s*\?\?/;
const INCLUDE = /^(<@?|<base64)\s+(\S.*)$/s;
const REPLY_LINE = /^[2-5]\d\d(?:[ -]|$)/;
const VERB = /^[^\s:]*/;
const NOTE = /^(?:<(?=[^<>@\s]*\s)[^<>]*>|\[[^\]]*\]|\([^)]*\))$/;
const ELISION = /^\s*\.\.\.\s*$/;
/** `C!:` bytes that end a message: the line with the dot, from its start or from the end of the line before. */
const RAW_END = /(?:^|\\r\\n)\.\\r\\n$/;
const ESCAPE = /\\(?:x[\da-f]{2}|u\{([\da-f]+)\}|.)/gi;
const BYTE_ORDER_MARK = '\uFEFF';

/** An action in brackets, or an elision: `<negotiates TLS>`, `[86 octets]`, `(and so on)`, `...`, `Blah blah blah...`. */
function isNote(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith('...') || trimmed.endsWith('...') || NOTE.test(trimmed);
}

/** As many octets as an escape of a `C!:` line stands for; which ones does not matter to the count. */
function unescaped(_: string, codePoint?: string): string {
  const code = codePoint === undefined ? 0 : parseInt(codePoint, 16);
  return '.'.repeat(code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
}

/** A verb ends at white space or a colon, but not inside `{{…}}`. */
function lengthOfVerb(text: string): number {
  const [first] = text.startsWith('{{') ? parseTemplate(text, 0) : [];
  return first?.span.end ?? VERB.exec(text)?.[0].length ?? text.length;
}
