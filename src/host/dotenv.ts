/** The names and values of a `.env` file: `NAME=value`, `export NAME=value`, quotes, `#` comments; lines that are neither are passed over. */
export function parseDotenv(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], unquote(match[2] ?? ''));
  }
  return values;
}

function unquote(text: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  if (double?.[1] !== undefined) {
    return double[1].replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
  }
  const single = /^'([^']*)'/.exec(text);
  return single?.[1] ?? text.replace(/\s+#.*$/, '');
}
