import type { IncludeLine, TranscriptDocument } from '../../syntax/document';
import { textOf, type Span } from '../../syntax/span';
import { nearest } from '../../syntax/words';
import type { Workspace } from '../workspace';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** A file that a line names and that is not there. The document alone does not tell: see {@link missingFiles}. */
export const rule: Rule = { code: 'missing-file', group: 'syntax', severity: 'error', foundBy: 'files' };

export const documentation: RuleDocumentation = {
  why: `The file is not there. Its path starts at the folder of the \`.smtp\` file. A run opens every file before it connects, so nothing is sent.`,
  bad: `C: DATA
S: 354
C: < ./no-such-message.eml
C: .
S: 250`,
  good: `C: DATA
S: 354
C: Subject: written here
C:
C: Hello
C: .
S: 250`,
};

/**
 * The files that a document names and that are not there, in the order of the text. One whose name is made by `{{…}}` is
 * not looked for.
 */
export async function missingFiles(
  document: TranscriptDocument,
  uri: string,
  workspace: Workspace,
): Promise<readonly Finding[]> {
  const named = [...filesNamedBy(document)];
  const paths = new Set(named.map(({ path }) => path));
  const missing = new Set<string>();
  for (const path of paths) if ((await workspace.fileSize(uri, path)) === undefined) missing.add(path);
  const found: Finding[] = [];
  for (const { path, span } of named) {
    if (!missing.has(path)) continue;
    const meant = await similar(path, uri, workspace);
    found.push({
      message: `There is no file ${path}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      span,
      fixes:
        meant === undefined ? [] : [{ title: `Change to ${meant}`, changes: [{ span, newText: meant }] }],
    });
  }
  return found;
}

interface NamedFile {
  readonly path: string;
  readonly span: Span;
}

/** Line by line: to follow the conversations of a large file for the few that include something would cost far more. */
function* filesNamedBy(document: TranscriptDocument): Generator<NamedFile> {
  for (const line of document.lines) {
    const file = line.kind === 'include' ? named(document, line) : undefined;
    if (file !== undefined) yield file;
  }
}

function named({ text }: TranscriptDocument, { path: span }: IncludeLine): NamedFile | undefined {
  const path = textOf(text, span);
  return path.includes('{{') ? undefined : { path, span };
}

/** The path of a file beside the missing one that has nearly its name. */
async function similar(path: string, uri: string, workspace: Workspace): Promise<string | undefined> {
  const folder = /^(?:.*[/\\])?/.exec(path)?.[0] ?? '';
  const entries = await workspace.listFolder(uri, folder === '' ? '.' : folder);
  const names = entries.filter(({ isFolder }) => !isFolder).map(({ name }) => name);
  const meant = nearest(path.slice(folder.length), names);
  return meant === undefined ? undefined : folder + meant;
}
