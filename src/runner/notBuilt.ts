import type { Endpoint } from './planTypes';

/**
 * The parts of the language that are designed but that the run does not do yet. Each is an error at its line before anything
 * is sent: a file must never seem to have been run when a part of it was passed over.
 */
export const notBuiltYet = {
  directive(name: string, value: string): string | undefined {
    switch (name) {
      case 'proxy-protocol':
      case 'tls-policy':
        return `@${name} cannot be run yet`;
      default:
        return value.includes('{{') && !TEMPLATES.has(name)
          ? `{{…}} in @${name} cannot be filled in yet: write the value itself`
          : undefined;
    }
  },

  endpoint({ scheme }: Endpoint): string | undefined {
    return scheme === 'mx' ? 'mx:// cannot be run yet: look the MX record up and name the host' : undefined;
  },

  include(mode: 'file' | 'template' | 'base64'): string | undefined {
    if (mode === 'template') return '“<@ file” cannot be run yet: “< file” sends a file as it is';
    if (mode === 'base64')
      return '“<base64 file” cannot be run yet: encode the file first and include it with “< file”';
    return undefined;
  },
} as const;

/** The directives whose value may hold `{{…}}`, and those whose value the run has no use for. */
const TEMPLATES: ReadonlySet<string> = new Set(['server', 'name', 'tag', 'disabled', 'secret', 'confirm']);
