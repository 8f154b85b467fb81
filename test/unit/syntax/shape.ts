import assert from 'node:assert/strict';
import type { Exchange, ExpectedReply, Request, TranscriptDocument } from '../../../src/syntax/document';
import type { Span } from '../../../src/syntax/span';
import { parse } from '../../../src/syntax/parse';

/**
 * Parses a picture of a file, `kind | text` on each line, and holds the kinds against those found. Gives the document
 * for further questions.
 */
export function checkLines(picture: string): TranscriptDocument {
  const rows = picture.replace(/^\n|\n *$/g, '').split('\n');
  const text = rows.map((row) => row.slice(row.indexOf('|') + 2)).join('\n');
  const document = parse(text);
  const found = document.lines.map(({ kind, span }) => `${kind} | ${text.slice(span.start, span.end)}`);
  const expected = rows.map(
    (row) => `${row.slice(0, row.indexOf('|')).trim()} | ${row.slice(row.indexOf('|') + 2)}`,
  );
  assert.deepEqual(found, expected);
  return document;
}

/** The conversation, one row an exchange: `request → reply / reply ?? assertion`; `+` before a request of a group. */
export function conversation(document: TranscriptDocument, transcript = 0): string[] {
  return (document.transcripts[transcript]?.exchanges ?? []).map((exchange) =>
    describeExchange(document, exchange),
  );
}

/** The diagnostics as `code @line “text”`, lines from 1. */
export function problems({ text, lines, diagnostics }: TranscriptDocument): string[] {
  return diagnostics.map(({ code, span }) => {
    const line = lines.findLastIndex((each) => each.span.start <= span.start) + 1;
    return `${code} @${line} “${text.slice(span.start, span.end)}”`;
  });
}

/** The text after one fix of its only diagnostic with a code. */
export function fixed(text: string, code: string, fix = 0): string {
  const found = parse(text).diagnostics.filter((diagnostic) => diagnostic.code === code);
  assert.equal(found.length, 1, `one ${code} in ${JSON.stringify(text)}`);
  const changes = [...(found[0]?.fixes[fix]?.changes ?? [])].sort((a, b) => b.span.start - a.span.start);
  assert.ok(changes.length > 0, 'the fix changes something');
  return changes.reduce(
    (result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end),
    text,
  );
}

function describeExchange(document: TranscriptDocument, exchange: Exchange): string {
  const at = (span: Span): string => document.text.slice(span.start, span.end);
  const reply = ({ lines, optional }: ExpectedReply): string =>
    (optional ? '?' : '') + lines.map(({ value }) => at(value)).join('⏎');
  const { request, replies, assertions, grouped } = exchange;
  const asked = request === undefined ? '-' : (grouped ? '+' : '') + describeRequest(request, at);
  const answered = replies.length === 0 ? '' : ` → ${replies.map(reply).join(' / ')}`;
  return asked + answered + assertions.map(({ value }) => ` ?? ${at(value)}`).join('');
}

function describeRequest(request: Request, at: (span: Span) => string): string {
  switch (request.kind) {
    case 'command':
      return (
        at(request.line.value) +
        (request.chunk === undefined ? '' : ` [${describeContent(request.chunk, at)}]`)
      );
    case 'response':
      return `~${at(request.line.value)}`;
    case 'raw':
      return `!${at(request.line.value)}`;
    case 'content':
      return `[${describeContent(request.content, at)}]`;
  }
}

function describeContent(
  { lines, terminator }: Extract<Request, { kind: 'content' }>['content'],
  at: (span: Span) => string,
): string {
  return [...lines, ...(terminator === undefined ? [] : [terminator])]
    .map(({ value }) => at(value))
    .join('⏎');
}
