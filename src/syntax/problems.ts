import { closeExpression } from './closing';
import { replacement, type Diagnostic } from './diagnostic';
import { findDirective, DIRECTIVES } from './directives';
import type { CommandLine, Content, ServerLine } from './document';
import type { ReplyPattern } from './pattern';
import type { Prefix } from './prefix';
import type { Span } from './span';
import type { TemplatePart } from './template';
import { nearest } from './words';

/** A line without a prefix where every line needs one. `text` is the line, `client` and `server` the prefixes used here. */
export function bareLine(
  text: string,
  start: number,
  isReply: boolean,
  prefixes: { readonly client: string; readonly server: string },
): Diagnostic {
  const indent = start + (text.length - text.trimStart().length);
  const fix = (prefix: string): Diagnostic['fixes'][number] => ({
    title: `Add “${prefix}”`,
    changes: [{ span: { start: indent, end: indent }, newText: `${prefix} ` }],
  });
  const { client, server } = prefixes;
  return {
    code: 'bare-line',
    severity: 'error',
    message: `Who says this? In a transcript with ${client} and ${server} every line of the conversation starts with one of them`,
    span: { start: indent, end: start + text.length },
    fixes: isReply ? [fix(server), fix(client)] : [fix(client), fix(server)],
  };
}

/** A heading or a sentence among the lines of a conversation. `begins`: a conversation begins below it. */
export function proseLine(
  text: string,
  start: number,
  begins: boolean,
  prefixes: { readonly client: string; readonly server: string },
): Diagnostic {
  const line = bareLine(text, start, false, prefixes);
  const at = line.span.start;
  const comment = { title: 'Make it a comment', changes: [{ span: { start: at, end: at }, newText: '# ' }] };
  const title = {
    title: 'Start a transcript with this title',
    changes: [{ span: { start, end: at }, newText: '### ' }],
  };
  const message = `No line of the conversation: a remark is a comment, and what is said starts with ${prefixes.client} or ${prefixes.server}`;
  return { ...line, message, fixes: [...(begins ? [title] : []), comment, ...line.fixes] };
}

/** A line that is marked as in another notation. */
export function foreignMark(
  { speaker, start, valueStart }: Prefix,
  end: number,
  { client, server }: { readonly client: string; readonly server: string },
): Diagnostic {
  const mark = speaker === 'client' || speaker === 'raw' ? client : server;
  const change = { span: { start, end: valueStart }, newText: `${mark} ` };
  return {
    code: 'bare-line',
    severity: 'error',
    message: `The lines of this transcript are marked with ${client} and ${server}, and this one is not`,
    span: { start, end },
    fixes: [{ title: `Change to “${mark}”`, changes: [change] }],
  };
}

function malformedReply(text: string, reason: string, span: Span): Diagnostic {
  const meant = meantReply(text.trim());
  const fixes = meant === undefined ? [] : [replacement(span, meant)];
  return { code: 'malformed-reply', severity: 'error', message: `Not a reply: ${reason}`, span, fixes };
}

/** What a line that is no reply was probably meant to be. */
function meantReply(text: string): string | undefined {
  const [, code, rest = ''] = /^([2-5]\d\d)[:;,.]?\s*([^\d\s].*)?$/s.exec(text) ?? [];
  if (code !== undefined) return rest === '' ? code : `${code} ${rest}`;
  // A letter that looks like a digit.
  const [, digits = '', tail = ''] = /^([2-5][0-9OIl]{2})((?:[ -].*)?)$/s.exec(text) ?? [];
  if (digits !== '') return digits.replaceAll('O', '0').replace(/[Il]/g, '1') + tail;
  if (/^<clos\w*>$/i.test(text)) return '<close>';
  const [, amount, unit] =
    /^<silence\D*(\d+(?:\.\d+)?)\s*(ms|milliseconds?|m|min\w*|s|sec\w*)?\W*>$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return `<silence ${amount}${unit === undefined ? 's' : /^(?:ms|milli)/i.test(unit) ? 'ms' : unit.charAt(0).toLowerCase()}>`;
}

function mixedCodes(open: readonly string[], span: Span): Diagnostic {
  const codes = open.join('|');
  return {
    code: 'mixed-codes',
    severity: 'error',
    message: `This reply began with ${codes}: all lines of a reply carry the same code`,
    span,
    fixes: [{ title: `Change to ${codes}`, changes: [{ span, newText: codes }] }],
  };
}

/** What is wrong with the regular expression of a reply; undefined if it is one. */
function badRegex({ source, flags, span }: NonNullable<ReplyPattern['regex']>): Diagnostic | undefined {
  try {
    new RegExp(source, flags);
    return undefined;
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    const message = `Not a regular expression: ${reason}`;
    return { code: 'bad-regex', severity: 'error', message, span, fixes: [] };
  }
}

/** What is wrong with a directive; undefined if nothing is, or if only a run can tell. */
export function badDirective(
  name: string,
  nameSpan: Span,
  value: string,
  valueSpan: Span,
): Diagnostic | undefined {
  const info = findDirective(name);
  if (info === undefined) return unknownDirective(name, nameSpan);
  const problem = value.includes('{{') ? undefined : info.check(value);
  if (problem === undefined) return undefined;
  const meant = value === '' ? undefined : info.suggest?.(value);
  return {
    code: 'bad-directive',
    severity: 'error',
    message: `@${info.name} ${info.syntax}: ${problem}`,
    span: value === '' ? nameSpan : valueSpan,
    fixes: meant === undefined ? [] : [replacement(valueSpan, meant)],
  };
}

function unknownDirective(name: string, span: Span): Diagnostic {
  const names = DIRECTIVES.map((each) => each.name);
  const meant = nearest(name, names);
  return {
    code: 'unknown-directive',
    severity: 'warning',
    message: `Unknown directive @${name}${meant === undefined ? '' : `; did you mean @${meant}?`}`,
    span,
    fixes: meant === undefined ? [] : [{ title: `Change to @${meant}`, changes: [{ span, newText: meant }] }],
  };
}

export function badExpression(part: Extract<TemplatePart, { readonly kind: 'malformed' }>): Diagnostic {
  const { reason, text, ends, span } = part;
  const at = { start: span.start, end: span.start };
  const closing = ends ? undefined : closeExpression(text, span.start);
  const literal = replacement(at, '\\', 'Take {{ as text: \\{{');
  const fixes = closing === undefined ? [literal] : [closing, literal];
  return { code: 'bad-expression', severity: 'error', message: `Not a variable: ${reason}`, span, fixes };
}

/**
 * A message without its end. The line with the dot is written as the message's last line is: with its prefix and its
 * line end.
 */
export function missingTerminator(text: string, { lines }: Content, command: CommandLine): Diagnostic {
  const last = lines.at(-1) ?? command;
  const prefix = last.prefix === undefined ? '' : text.slice(last.span.start, last.prefix.end);
  const dot = prefix === '' || /\s$/.test(prefix) ? `${prefix}.` : `${prefix} .`;
  const lineEnd = text.slice(command.span.end, command.fullEnd) || '\n';
  const isQuit = last.kind === 'content' && /^QUIT\s*$/i.test(text.slice(last.value.start, last.value.end));
  const lastOfFile = !isQuit && last.fullEnd === last.span.end;
  // A QUIT at the end was meant as one.
  const place = isQuit ? last.span.start : last.fullEnd;
  const at = { start: place, end: place };
  return {
    code: 'missing-terminator',
    severity: 'error',
    message: `The message does not end: a line with a single dot is missing ${isQuit ? 'before this' : 'after it'}`,
    span: last.span,
    fixes: [
      {
        title: 'Add the line with the dot',
        changes: [{ span: at, newText: lastOfFile ? `${lineEnd}${dot}` : `${dot}${lineEnd}` }],
      },
    ],
  };
}

/** What is wrong with an `S:` line, whose value is `text`; `open` are the codes of the reply that it goes on with, if it does. */
export function badServerLine(
  { pattern, value }: ServerLine,
  text: string,
  open: readonly string[] | undefined,
): Diagnostic[] {
  if (pattern.kind === 'malformed') return [malformedReply(text, pattern.reason, value)];
  if (pattern.kind !== 'reply') return [];
  const found: Diagnostic[] = [];
  if (open !== undefined && open.join() !== pattern.codes.join()) found.push(mixedCodes(open, pattern.code));
  const regex = pattern.regex === undefined ? undefined : badRegex(pattern.regex);
  if (regex !== undefined) found.push(regex);
  return found;
}
