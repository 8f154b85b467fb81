/**
 * The page of a source as this project's tables name it: `RFC 5321 section 4.1.1.2`, `RFC 1870`, `Postfix XCLIENT_README`.
 * Undefined if it is none of these.
 */
export function rfcUrl(source: string): string | undefined {
  const [, number, section] = /^RFC (\d+)(?: section ([\d.]+))?$/.exec(source) ?? [];
  if (number !== undefined)
    return `https://www.rfc-editor.org/rfc/rfc${number}${section === undefined ? '' : `#section-${section}`}`;
  const readme = /^Postfix ([A-Z]+_README)$/.exec(source)?.[1];
  if (readme !== undefined) return `https://www.postfix.org/${readme}.html`;
  return source === 'Exim PRDR' ? 'https://datatracker.ietf.org/doc/html/draft-hall-prdr-00' : undefined;
}

/** A source as a table writes it in short: `5321 4.1.1.2` is `RFC 5321 section 4.1.1.2`, and what is no number stays. */
export function sourceName(source: string): string {
  return source.replace(/^(\d+)( )?/, (_, number: string, space?: string) =>
    space === undefined ? `RFC ${number}` : `RFC ${number} section `,
  );
}
