import type { Fix } from '../../syntax/diagnostic';
import { captureNamesOf } from '../../syntax/assertion';
import type { LineNode, Transcript, TranscriptDocument } from '../../syntax/document';
import { nearest } from '../../syntax/words';
import { assertionOn } from '../assertionOn';
import { declaredNames, type Expression } from '../expressions';
import { withPauses } from '../steps';
import type { Rule, RuleContext, RuleDocumentation } from './rule';

/** `{{name}}` that nothing gives a value: a run would stop there, as nothing is ever sent with a hole in it. */
export const rule: Rule = {
  code: 'unknown-variable',
  group: 'syntax',
  severity: 'error',
  *check(context) {
    const scopes = new Map<Transcript | undefined, Scope>();
    let declaredAnywhere: ReadonlySet<string> | undefined;
    for (const expression of withPauses(context.expressions)) {
      if (expression === undefined) {
        yield undefined;
        continue;
      }
      const { part, line, transcript } = expression;
      if (part.kind !== 'variable') continue;
      let scope = scopes.get(transcript);
      if (scope === undefined) scopes.set(transcript, (scope = scopeOf(context, transcript)));
      const captured = scope.captures.get(part.name);
      if (scope.names.has(part.name) || (captured !== undefined && captured < line.index)) continue;
      const start = part.span.start + 2 + nameOffset(context.document, part);
      const span = { start, end: start + part.name.length };
      const known = [
        ...scope.names,
        ...[...scope.captures].filter(([, at]) => at < line.index).map(([name]) => name),
      ];
      const meant = nearest(part.name, known);
      declaredAnywhere ??= namesOfTranscripts(context.document);
      yield {
        message: `Unknown variable ${part.name}${explanation(captured, meant, declaredAnywhere.has(part.name))}`,
        span,
        fixes: [
          ...(meant === undefined
            ? []
            : [{ title: `Change to ${meant}`, changes: [{ span, newText: meant }] }]),
          declaration(context.document, part.name, transcript),
        ],
      };
    }
  },
};

export const documentation: RuleDocumentation = {
  why: `Nothing gives the name a value: no \`@name = value\` above it in the transcript or in the file's preamble, no named group of a regular
expression that comes before, and not the active environment. A run would stop there, as nothing is ever sent with a hole in it.`,
  bad: `@sender = ann@example.com

### Send
C: MAIL FROM:<{{sendr}}>`,
  good: `@sender = ann@example.com

### Send
C: MAIL FROM:<{{sender}}>`,
};

function namesOfTranscripts(document: TranscriptDocument): ReadonlySet<string> {
  return new Set(document.transcripts.flatMap((transcript) => [...declaredNames(document, transcript)]));
}

interface Scope {
  readonly names: ReadonlySet<string>;
  /** Each named group of a regular expression, and the line from which on it has a value. */
  readonly captures: ReadonlyMap<string, number>;
}

function scopeOf({ document, environmentNames }: RuleContext, transcript: Transcript | undefined): Scope {
  const names = new Set([...environmentNames, ...declaredNames(document, document.preamble)]);
  const captures = new Map<string, number>();
  if (transcript === undefined) return { names, captures };
  for (const name of declaredNames(document, transcript)) names.add(name);
  for (let at = transcript.firstLine; at < transcript.endLine; at++) {
    const line = document.lines[at];
    for (const name of line === undefined ? [] : captureNamesOn(document, line))
      if (!captures.has(name)) captures.set(name, at);
  }
  return { names, captures };
}

/** The named groups of a line's regular expression. */
function captureNamesOn(document: TranscriptDocument, line: LineNode): readonly string[] {
  if (line.kind === 'assertion') return captureNamesOf(assertionOn(document, line));
  if (line.kind !== 'server' || line.pattern.kind !== 'reply') return [];
  return [...(line.pattern.regex?.source ?? '').matchAll(GROUP)].map(([, name = '']) => name);
}

const GROUP = /\(\?<([A-Za-z_$][\w$]*)>/g;

function explanation(captured: number | undefined, meant: string | undefined, elsewhere: boolean): string {
  if (captured !== undefined) return ': it is captured only further down';
  if (meant !== undefined) return `; did you mean ${meant}?`;
  return elsewhere ? ': another transcript declares it; above the first ### it would hold for all' : '';
}

/** Declares the variable where its transcript starts, for the author to fill in. */
function declaration(
  { lines, text }: TranscriptDocument,
  name: string,
  transcript: Transcript | undefined,
): Fix {
  const anchor = lines[transcript?.anchor ?? 0];
  const afterTitle = anchor?.kind === 'separator';
  const at = (afterTitle ? anchor.fullEnd : anchor?.span.start) ?? 0;
  const needsLineEnd = afterTitle && anchor.fullEnd === anchor.span.end;
  const [first] = lines;
  const lineEnd = text.slice(first?.span.end, first?.fullEnd) === '\r\n' ? '\r\n' : '\n';
  return {
    title: `Declare @${name}`,
    changes: [
      { span: { start: at, end: at }, newText: `${needsLineEnd ? lineEnd : ''}@${name} = ${lineEnd}` },
    ],
  };
}

function nameOffset({ text }: TranscriptDocument, { span, name }: Expression['part']): number {
  return text.slice(span.start + 2, span.end).indexOf(name);
}
