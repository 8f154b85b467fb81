import assert from 'node:assert/strict';
import type { Exchange, LineNode, TranscriptDocument } from '../../src/syntax/document';
import { withoutEscapes } from '../../src/syntax/template';

/** All that a document says, in values that can be compared. */
export function picture({ text, lines, preamble, transcripts, diagnostics }: TranscriptDocument): unknown {
  const indexes = (nodes: readonly LineNode[]): number[] =>
    nodes.map((node) => {
      assert.equal(lines[node.index], node, 'a node of this document');
      return node.index;
    });
  const exchange = ({ request, replies, assertions, grouped }: Exchange): unknown => ({
    request: requestPicture(request, indexes),
    replies: replies.map((reply) => [reply.optional, indexes(reply.lines)]),
    assertions: indexes(assertions),
    grouped,
  });
  return {
    lines: lines.map((line) => linePicture(text, line)),
    preamble: [preamble.directives, preamble.variables, preamble.connections].map(indexes),
    transcripts: transcripts.map((transcript) => ({
      title: transcript.title,
      mode: transcript.mode,
      notation: transcript.notation,
      anchor: transcript.anchor,
      range: [transcript.firstLine, transcript.endLine],
      settings: [transcript.directives, transcript.variables, transcript.connections].map(indexes),
      exchanges: transcript.exchanges.map(exchange),
    })),
    diagnostics,
  };
}

function requestPicture(
  request: Exchange['request'],
  indexes: (nodes: readonly LineNode[]) => number[],
): unknown {
  switch (request?.kind) {
    case undefined:
      return undefined;
    case 'content':
      return [indexes([request.command]), indexes(request.content.lines), request.content.terminator?.index];
    case 'command':
      return [indexes([request.line]), request.chunk && indexes(request.chunk.lines)];
    case 'response':
    case 'raw':
      return [request.kind, indexes([request.line])];
  }
}

function linePicture(text: string, line: LineNode): unknown[] {
  const common = [line.kind, line.index, line.span, line.fullEnd];
  switch (line.kind) {
    case 'directive':
    case 'variable':
      return [...common, line.name, line.value];
    case 'separator':
      return [...common, line.title];
    case 'connection':
      return [...common, line.value, line.connection];
    case 'command':
      return [...common, line.prefix, line.value, line.verb];
    case 'response':
      return [...common, line.prefix, line.value, line.command.index, line.step];
    case 'include':
      return [...common, line.prefix, line.value, line.mode, line.path];
    case 'server':
      return [...common, line.prefix, line.value, line.optional, patternPicture(text, line.pattern)];
    case 'note':
      return [...common, line.prefix, line.value, line.wrapped];
    case 'content':
    case 'terminator':
    case 'raw':
      return [...common, line.prefix, line.value];
    case 'assertion':
    case 'bare':
      return [...common, line.value];
    case 'blank':
    case 'comment':
    case 'chatter':
      return common;
  }
}

function patternPicture(text: string, pattern: Extract<LineNode, { kind: 'server' }>['pattern']): unknown {
  if (pattern.kind !== 'reply') return pattern;
  const recorded = pattern.text;
  if (recorded !== undefined)
    assert.equal(recorded.value, withoutEscapes(text.slice(recorded.span.start, recorded.span.end)));
  return [pattern.codes, pattern.code, pattern.continues, recorded, pattern.regex];
}
