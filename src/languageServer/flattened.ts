import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver/node';

/** The same symbols one after the other, for editors that know no tree of them. */
export function flattened(
  symbols: readonly DocumentSymbol[],
  uri: string,
  containerName?: string,
): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    { name, kind, location: { uri, range }, ...(containerName === undefined ? {} : { containerName }) },
    ...flattened(children, uri, name),
  ]);
}
