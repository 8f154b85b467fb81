import { decodeEscapes, isPlain } from '../smtp/escape';
import type { Content, RawLine } from '../syntax/document';
import { hasTemplate } from '../syntax/template';
import type { PlanSource } from './planSource';
import type { Body, BodyPart } from './planTypes';

/** Characters of a piece of constant text: a message that is long is written, and told, in pieces. */
const PIECE = 32_768;

/** Makes the content of a message, or a chunk, ready to be sent: what needs nothing filled in is one piece of text. */
export function planBody(source: PlanSource, content: Content): Body {
  const parts: BodyPart[] = [];
  let lines: string[] = [];
  let first = 0;
  let length = 0;
  const settle = (): void => {
    if (lines.length > 0) {
      const text = `${lines.join('\r\n')}\r\n`;
      parts.push({ kind: 'text', line: first, text, isPlain: isPlain(text) });
    }
    lines = [];
    length = 0;
  };
  const add = (line: number, text: string): void => {
    if (lines.length === 0) first = line;
    lines.push(text);
    length += text.length;
    if (length > PIECE) settle();
  };
  for (const line of content.lines) {
    const number = line.index + 1;
    if (line.kind === 'content') {
      const text = source.text(line.value);
      if (!hasTemplate(text)) {
        add(number, text);
        continue;
      }
    }
    settle();
    parts.push(planPart(source, line));
  }
  const terminator = content.terminator === undefined ? undefined : content.terminator.index + 1;
  if (terminator !== undefined) add(terminator, '.');
  settle();
  return { parts, terminator };
}

/** The bytes of a `C!:` line. */
export function planRaw(source: PlanSource, line: RawLine): { bytes: Uint8Array; source: string } {
  const text = source.text(line.value);
  const decoded = decodeEscapes(text);
  if (decoded.ok) return { bytes: decoded.bytes, source: text };
  source.problem(line.index + 1, decoded.error);
  return { bytes: new Uint8Array(), source: text };
}

function planPart(source: PlanSource, line: Content['lines'][number]): BodyPart {
  const number = line.index + 1;
  switch (line.kind) {
    case 'content':
      return { kind: 'line', line: number, template: source.template(line.value) };
    case 'raw':
      return { kind: 'raw', line: number, ...planRaw(source, line) };
    case 'include':
      return { kind: 'file', line: number, mode: line.mode, path: source.template(line.path) };
  }
}
