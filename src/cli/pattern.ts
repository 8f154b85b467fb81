import * as path from 'node:path';

/** Which files a pattern means: `*` and `?` stand for what is within a name, `**` for any folders. */
export interface Matcher {
  /** The folder that all of them are in; empty for the working folder. */
  readonly folder: string;
  /** Takes a path that begins with the folder, with `/` between its parts. */
  readonly matches: (file: string) => boolean;
}

export function matcherOf(pattern: string): Matcher {
  const normal = path.normalize(pattern).split(path.sep).join('/');
  const parts = normal.split('/');
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?]/.test(part)),
  );
  const folder = fixed.length === 1 && fixed[0] === '' ? '/' : fixed.join('/');
  const source = parts
    .map((part, at) => {
      const last = at === parts.length - 1;
      if (part === '**') return last ? '.*' : '(?:[^/]+/)*';
      return part.replace(/[.+^${}()|[\]\\]|\*+|\?/g, replaced) + (last ? '' : '/');
    })
    .join('');
  const expression = new RegExp(`^${source}$`);
  return { folder, matches: (file) => expression.test(file) };
}

/** The same order on every machine. */
export function compareNames(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function replaced(special: string): string {
  if (special.startsWith('*')) return '[^/]*';
  return special === '?' ? '[^/]' : `\\${special}`;
}
