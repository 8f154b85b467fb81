import { readSeverities, type Severities } from '../language/diagnostics';
import type { InlayHintKinds } from '../language/inlayHints';

/** What a person may set, under the names that the settings have in VS Code, below `smtp`. */
export interface Settings {
  /** Of each diagnostic code that is not to keep its severity. */
  readonly diagnostics: Severities;
  readonly inlayHints: InlayHintKinds;
  readonly upperCaseVerbs: boolean;
  /** The active environment; undefined if none is chosen. */
  readonly environment: string | undefined;
}

/**
 * Reads `{ "diagnostics": {…}, "inlayHints": {…}, "format": {…}, "environment": "dev" }`, be it by itself or below `smtp`.
 * What is missing or of the wrong type has its default.
 */
export function readSettings(value: unknown): Settings {
  const all = toObject(value);
  const smtp = 'smtp' in all ? toObject(all['smtp']) : all;
  const hints = toObject(smtp['inlayHints']);
  const { environment } = smtp;
  return {
    diagnostics: readSeverities(smtp['diagnostics']),
    inlayHints: {
      challenges: hints['challenges'] !== false,
      userNames: hints['userNames'] !== false,
      fileSizes: hints['fileSizes'] !== false,
      variables: hints['variables'] !== false,
    },
    upperCaseVerbs: toObject(smtp['format'])['upperCaseVerbs'] === true,
    environment: typeof environment === 'string' && environment !== '' ? environment : undefined,
  };
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
