/**
 * What is part of the language and nothing that a run can do. Each is an error at its line before anything is sent: a file must
 * never seem to have been run when a part of it was passed over.
 */
export const notRunnable = {
  serverBytes: 'S!: is what a scripted server (serve) sends; a run expects replies, by S: lines',

  directive(name: string, value: string): string | undefined {
    return value.includes('{{') && NO_TEMPLATES.has(name)
      ? `{{…}} in @${name} cannot be filled in: write the value itself`
      : undefined;
  },
} as const;

/** The directives whose value is needed before a run begins. */
const NO_TEMPLATES: ReadonlySet<string> = new Set(['sleep', 'repeat']);
