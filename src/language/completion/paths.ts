import type { Span } from '../../syntax/span';
import type { FolderEntry } from '../workspace';
import type { Candidate } from './candidate';
import type { CompletionContext } from './context';
import type { Place } from './place';

/** What a file is for, by the ends of the names that such files have. */
export type PathPurpose = 'message' | 'certificate' | 'key' | 'any';

/**
 * The entries of the folder that a path names so far.
 *
 * @param path from its first character to the end of its last
 */
export async function pathCandidates(
  place: Place,
  path: Span,
  purpose: PathPurpose,
  { uri, workspace }: CompletionContext,
): Promise<Candidate[]> {
  const { document, offset } = place;
  const typed = document.text.slice(path.start, offset);
  if (typed.includes('{{') || /^[a-z][a-z\d+.-]*:/i.test(typed)) return [];
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const rest = document.text.slice(offset, path.end);
  const segmentEnd = rest.includes('/') ? offset + rest.indexOf('/') : path.end;
  const span = { start: path.start + folder.length, end: segmentEnd };
  const beginning = typed.slice(folder.length);
  const entries = await workspace.listFolder(uri, folder === '' ? '.' : folder);
  const shown = entries
    .filter(({ name }) => (beginning.startsWith('.') && folder !== '' ? true : !name.startsWith('.')))
    .map((entry) =>
      toCandidate(entry, span, folder === '' ? './' : '', beginning, purpose, rest.startsWith('/')),
    );
  return folder === '' || /(?:^|\/)\.\.?\/$/.test(folder)
    ? [...shown, parent(span, folder, beginning)]
    : shown;
}

function toCandidate(
  { name, isFolder }: FolderEntry,
  span: Span,
  start: string,
  beginning: string,
  purpose: PathPurpose,
  continued: boolean,
): Candidate {
  const text = `${start}${name}${isFolder && !continued ? '/' : ''}`;
  return {
    label: isFolder ? `${name}/` : name,
    kind: isFolder ? 'folder' : 'file',
    span,
    text,
    filter: beginning.startsWith('.') ? text : name,
    rank: isFolder ? 1 : ENDINGS[purpose].test(name) ? 0 : /\.smtp$/i.test(name) ? 3 : 2,
    goesOn: isFolder,
  };
}

function parent(span: Span, folder: string, beginning: string): Candidate {
  return {
    label: '../',
    kind: 'folder',
    span,
    text: '../',
    rank: 4,
    filter: beginning === '' || folder !== '' ? '../' : '../',
    goesOn: true,
  };
}

const ENDINGS: Readonly<Record<PathPurpose, RegExp>> = {
  message: /\.(?:eml|msg|txt|mime|mbox)$/i,
  certificate: /\.(?:pem|crt|cer|cert)$/i,
  key: /\.(?:key|pem)$/i,
  any: /./,
};
