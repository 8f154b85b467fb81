/** The pages of the documentation as everybody can read them: those of the repository in package.json. */
const DOCUMENTATION = 'https://github.com/smtp-transcript/smtp-transcript/blob/main/docs/';

/** Where a diagnostic is explained, with examples. */
export function pageOf(code: string): string {
  return `${DOCUMENTATION}diagnostics.md#${code}`;
}
