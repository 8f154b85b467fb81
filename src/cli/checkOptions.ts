import type { Severities } from '../language/diagnostics';
import { RULES } from '../language/rules';
import { staysError } from '../language/rules/rule';
import type { Severity } from '../syntax/diagnostic';
import { nearest } from '../syntax/words';
import { readArguments } from './arguments';
import { readPairs } from './runOptions';

/** What `smtp-transcript check` was asked to do. */
export interface CheckOptions {
  readonly operands: readonly string[];
  readonly format: CheckFormat;
  readonly fix: boolean;
  readonly severities: Severities;
  /** How many warnings there may be; any number if absent. */
  readonly maxWarnings: number | undefined;
  /** The environment that a run is to have; undefined if none is chosen. */
  readonly environment: string | undefined;
  readonly variables: ReadonlyMap<string, string>;
}

export type CheckFormat = 'text' | 'json' | 'sarif';

type Problem = { readonly problem: string };

/** Reads the arguments, or says what is wrong with them. */
export function readCheckOptions(args: readonly string[]): CheckOptions | Problem {
  const parsed = readArguments(args, {
    format: { type: 'string' },
    fix: { type: 'boolean' },
    disable: { type: 'string', multiple: true },
    severity: { type: 'string', multiple: true },
    'max-warnings': { type: 'string' },
    env: { type: 'string' },
    var: { type: 'string', multiple: true },
  });
  if ('problem' in parsed) return parsed;
  const { values, positionals } = parsed;
  const { format = 'text', 'max-warnings': warnings } = values;
  if (format !== 'text' && format !== 'json' && format !== 'sarif')
    return { problem: '--format takes text, json or sarif' };
  if (warnings !== undefined && !/^\d+$/.test(warnings))
    return { problem: '--max-warnings takes a number from 0' };
  const variables = readPairs(values.var ?? []);
  if (variables === undefined) return { problem: '--var takes NAME=VALUE' };
  const levels = readPairs(values.severity ?? []);
  if (levels === undefined) return { problem: '--severity takes CODE=LEVEL' };
  const severities = readSeverities([
    ...levels,
    ...(values.disable ?? []).map((code) => [code, 'off'] as const),
  ]);
  if ('problem' in severities) return severities;
  const fix = values.fix ?? false;
  if (fix && positionals.includes('-'))
    return { problem: '--fix takes files: standard input cannot be written to' };
  return {
    operands: positionals,
    format,
    fix,
    severities: severities.of,
    maxWarnings: warnings === undefined ? undefined : Number(warnings),
    environment: values.env,
    variables,
  };
}

const LEVELS = ['error', 'warning', 'information', 'hint', 'off'] as const satisfies readonly (
  Severity | 'off'
)[];

function readSeverities(
  pairs: readonly (readonly [code: string, level: string])[],
): { readonly of: Severities } | Problem {
  const severities: Record<string, Severity | 'off'> = {};
  for (const [code, text] of pairs) {
    const rule = RULES.find((each) => each.code === code);
    if (rule === undefined) {
      const codes = RULES.map((each) => each.code);
      const meant = nearest(code, codes);
      return {
        problem: `there is no diagnostic ${code}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      };
    }
    const level = LEVELS.find((each) => each === text);
    if (level === undefined)
      return { problem: `--severity takes CODE=LEVEL; a level is one of ${LEVELS.join(', ')}` };
    if (staysError(rule)) return { problem: `${code} keeps a file from running: it stays an error` };
    severities[code] = level;
  }
  return { of: severities };
}
