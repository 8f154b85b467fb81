/**
 * The URI of a file that a document names: an absolute path, or one that starts at the document's folder. Undefined where
 * the document is in no folder, an unsaved one say, and for a path on another machine (`\server\share`): an editor that only
 * peeks at it would tell that machine who the user is.
 */
export function resolveUri(documentUri: string, path: string): string | undefined {
  if (/^[\\/]{2}/.test(path)) return undefined;
  const slashes = /^[A-Za-z]:[\\/]/.test(path) ? path.replaceAll('\\', '/') : path;
  const encoded = slashes.split('/').map(encodeURIComponent).join('/');
  try {
    const base = new URL(documentUri);
    if (!base.pathname.startsWith('/')) return undefined;
    return new URL(/^[A-Za-z]%3A\//.test(encoded) ? `/${encoded}` : encoded, base).href;
  } catch {
    return undefined;
  }
}
