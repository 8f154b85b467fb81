import { parsePath, type ParsedPath } from '../smtp/address';
import { findCommand, parseVerb, suggestCommand } from '../smtp/commands';
import { parseParameters } from '../smtp/parameters';
import type { CommandLine, Exchange, TranscriptDocument } from '../syntax/document';
import type { Span } from '../syntax/span';

/** A command line, read as far as somebody asks. */
export interface Command {
  /** In upper case, as it is written: `RCPT:` is no verb but stands here. */
  readonly verb: string;
  /** The verb that a line with a mistake in it was meant to have; the verb itself if there is none. */
  readonly meant: string;
  /** Without the white space around it; empty if there is none. */
  readonly argument: string;
  /** Of the argument; at the end of the line if there is none. */
  readonly argumentSpan: Span;
  /** What goes on the wire, without CRLF. */
  readonly text: string;
  readonly span: Span;
  /** Of the verb, where it stands. */
  readonly verbSpan: Span;
  /** Of MAIL and RCPT; undefined where there is none that can be read, or a `{{…}}` in it leaves it open. */
  readonly path: PlacedPath | undefined;
  /** The ESMTP parameters behind a path that can be read (RFC 5321 section 4.1.2); empty if there are none. */
  readonly parameters: readonly PlacedParameter[];
}

/** What stands after `FROM:` or `TO:`, read, and where the address stands in the document. */
export interface PlacedPath {
  readonly parsed: Exclude<ParsedPath, { kind: 'error' }>;
  /** Without brackets; empty at `<>`. */
  readonly addressSpan: Span;
}

/** An ESMTP parameter in its place. */
export interface PlacedParameter {
  /** In upper case. */
  readonly name: string;
  /** What follows the `=`; absent if there is none. */
  readonly value: string | undefined;
  /** Of keyword, `=` and value. */
  readonly span: Span;
}

/** The command of an exchange, if its request is one. */
export function commandOf({ text }: TranscriptDocument, { request }: Exchange): Command | undefined {
  return request?.kind === 'command' ? new CommandReader(text, request.line) : undefined;
}

/**
 * A class, so that what only some rules want of some commands is read when they ask: files have very many commands, and what
 * is kept of each is what the model of a large file costs.
 */
class CommandReader implements Command {
  readonly verb: string;
  readonly meant: string;
  readonly #document: string;
  readonly #line: CommandLine;
  /** Where the argument stands, once somebody has asked. */
  #argumentStart = -1;
  #argumentEnd = -1;
  #envelope: Envelope | undefined;

  constructor(document: string, line: CommandLine) {
    this.#document = document;
    this.#line = line;
    const { start, end } = line.value;
    const known = findCommand(document.slice(start, endOfWord(document, start, end)))?.verb;
    if (known !== undefined && !isMisdirected(known, document, start)) {
      this.verb = known;
      this.meant = known;
    } else {
      this.verb = parseVerb(this.text).verb;
      this.meant = meantVerb(this.text, this.verb);
    }
  }

  get span(): Span {
    return this.#line.value;
  }

  get text(): string {
    const { start, end } = this.#line.value;
    return this.#document.slice(start, end);
  }

  get argument(): string {
    this.#findArgument();
    return this.#document.slice(this.#argumentStart, this.#argumentEnd);
  }

  get argumentSpan(): Span {
    this.#findArgument();
    return { start: this.#argumentStart, end: this.#argumentEnd };
  }

  get verbSpan(): Span {
    const { text } = this;
    const start = this.#line.value.start + (text.length - text.trimStart().length);
    return { start, end: start + this.verb.length };
  }

  get path(): PlacedPath | undefined {
    return (this.#envelope ??= readEnvelope(this)).path;
  }

  get parameters(): readonly PlacedParameter[] {
    return (this.#envelope ??= readEnvelope(this)).parameters;
  }

  /** Letter by letter, as nearly every rule asks this of every command. */
  #findArgument(): void {
    if (this.#argumentStart !== -1) return;
    const text = this.#document;
    const { start, end } = this.#line.value;
    let at = start;
    while (at < end && isWhiteSpace(text, at)) at++;
    while (at < end && !isWhiteSpace(text, at)) at++;
    while (at < end && isWhiteSpace(text, at)) at++;
    let to = end;
    while (to > at && isWhiteSpace(text, to - 1)) to--;
    this.#argumentStart = at;
    this.#argumentEnd = to;
  }
}

interface Envelope {
  readonly path: PlacedPath | undefined;
  readonly parameters: readonly PlacedParameter[];
}

function readEnvelope({ verb, argument, argumentSpan }: Command): Envelope {
  const preposition = PREPOSITION[verb]?.exec(argument);
  if (preposition === undefined || preposition === null) return NO_ENVELOPE;
  const start = argumentSpan.start + preposition[0].length;
  const rest = argument.slice(preposition[0].length);
  if (rest.includes('{{')) {
    const end = endOfTemplatePath(rest);
    return end === undefined ? NO_ENVELOPE : { path: undefined, parameters: parametersIn(rest, end, start) };
  }
  const parsed = parsePath(rest);
  if (parsed.kind === 'error') return NO_ENVELOPE;
  const from = start + parsed.addressOffset;
  const addressSpan = { start: from, end: from + parsed.address.length };
  return { path: { parsed, addressSpan }, parameters: parametersIn(rest, parsed.parametersOffset, start) };
}

const NO_PARAMETERS: readonly PlacedParameter[] = [];
const NO_ENVELOPE: Envelope = { path: undefined, parameters: NO_PARAMETERS };

const PREPOSITION: Readonly<Record<string, RegExp>> = { MAIL: /^FROM\s*:/i, RCPT: /^TO\s*:/i };

// A template is matched up to its first `}}`, and one inside of it with it.
const TEMPLATE = /\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}/g;

/** The same text with a word in the place of each `{{…}}`, which may hold white space. */
function withoutTemplates(text: string): string {
  return text.replace(TEMPLATE, (template) => 'x'.repeat(template.length));
}

/** The value of the `{{…}}` is known when it is run: that it is an address, or a part of one, is taken for granted. */
function endOfTemplatePath(rest: string): number | undefined {
  const path = /^\s*(?:<[^<>]*>|[^\s<>]+)(?=\s|$)/.exec(withoutTemplates(rest))?.[0];
  return path?.length;
}

/** @param start where `rest` stands in the document */
function parametersIn(rest: string, offset: number, start: number): readonly PlacedParameter[] {
  if (offset >= rest.length) return NO_PARAMETERS;
  return parseParameters(withoutTemplates(rest.slice(offset))).parameters.flatMap((parameter) => {
    const { value } = parameter;
    const from = offset + parameter.offset;
    const word = rest.slice(from, from + parameter.length);
    const name = value === undefined ? word : word.slice(0, -value.length - 1);
    if (name.includes('{{')) return [];
    return {
      name: name.toUpperCase(),
      value: value === undefined ? undefined : word.slice(-value.length),
      span: { start: start + from, end: start + from + word.length },
    };
  });
}

/** What `\s` is to a regular expression. */
function isWhiteSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code <= 0x7f ? code === 0x20 || (code >= 0x09 && code <= 0x0d) : /\s/.test(text.charAt(at));
}

/** Where a verb ends: at white space or the end. */
function endOfWord(text: string, start: number, end: number): number {
  let at = start;
  // No verb is longer; what is longer is read another way.
  const limit = Math.min(end, start + 9);
  while (at < limit && text.charCodeAt(at) > 0x20) at++;
  return at;
}

/** Somebody who writes MAIL TO means a recipient. */
function isMisdirected(verb: string, text: string, start: number): boolean {
  return verb === 'MAIL' && /^\s+TO\b/i.test(text.slice(start + 4, start + 12));
}

/** What a line was meant for that is no command as it is written. */
function meantVerb(line: string, verb: string): string {
  if (verb.includes('{{')) return verb;
  const suggestion = suggestCommand(line);
  return suggestion === undefined ? verb : parseVerb(suggestion).verb;
}
