import type { Diagnostic } from '../../syntax/diagnostic';
import type { TranscriptDocument } from '../../syntax/document';
import { lineAt } from '../../syntax/positions';
import type { Script, ScriptProblem } from './script';
import { ScriptReader } from './scriptReader';
import { ScriptSource, type ReadOptions } from './scriptSource';

/**
 * Makes the scripts of a document: one for each transcript, but for those that are disabled or say nothing. Never rejects:
 * what cannot be played is a problem, and there is no script then.
 */
export async function readScripts(
  document: TranscriptDocument,
  options: ReadOptions,
): Promise<{ readonly scripts: readonly Script[]; readonly problems: readonly ScriptProblem[] }> {
  const problems = syntaxProblems(document);
  const scripts: Script[] = [];
  for (const transcript of document.transcripts) {
    const source = new ScriptSource(document, transcript, options);
    const script = await new ScriptReader(source).read();
    problems.push(...source.problems);
    if (script !== undefined) scripts.push(script);
  }
  return { scripts, problems: eachOnce(problems).sort((a, b) => a.line - b.line) };
}

/** What is wrong above all transcripts is found in each of them. */
function eachOnce(problems: readonly ScriptProblem[]): ScriptProblem[] {
  return [...new Map(problems.map((each) => [`${each.line} ${each.message}`, each])).values()];
}

/** A reply that is none and a message without its end are what a script may well be about. */
const PLAYABLE: ReadonlySet<string> = new Set([
  'malformed-reply',
  'mixed-codes',
  'bad-regex',
  'missing-terminator',
]);

function syntaxProblems(document: TranscriptDocument): ScriptProblem[] {
  const inTheWay = ({ severity, code }: Diagnostic): boolean => severity === 'error' && !PLAYABLE.has(code);
  return document.diagnostics.filter(inTheWay).map(({ message, span }) => ({
    line: (lineAt(document, span.start)?.index ?? 0) + 1,
    message,
  }));
}
