import { parseTemplate } from '../syntax/template';
import type { TranscriptDocument } from '../syntax/document';
import { readEnvironments, type EnvironmentVariable } from './environments';
import { MASK, masked } from './masking';
import { isSecretVariable } from './secretVariables';
import { definitionsOf, type VariableDefinition } from './variables';
import type { Workspace } from './workspace';

/** What is known of a variable before a run. */
export interface VariableValue {
  readonly definition: VariableDefinition;
  /** With the variables in it filled in, and functions as they are written; undefined for a capture and for a secret. */
  readonly value: string | undefined;
  /** Whether it is, or holds, what must not be shown. */
  readonly secret: boolean;
}

/** The variables of the environment under which a run of the document would take place. */
export async function activeEnvironment(
  uri: string,
  workspace: Workspace,
): Promise<readonly EnvironmentVariable[]> {
  return readEnvironments(await workspace.environmentFiles(uri), workspace.activeEnvironment(uri));
}

/** What a name stands for at a line, from 0; undefined if nothing defines it. */
export function valueOf(
  document: TranscriptDocument,
  line: number,
  name: string,
  environment: readonly EnvironmentVariable[],
): VariableValue | undefined {
  const [definition] = definitionsOf(document, line, name, environment);
  if (definition === undefined) return undefined;
  const { value } = definition;
  const secret = isSecret(document, definition);
  if (value === undefined || secret) return { definition, value: undefined, secret };
  const resolved = resolve({ document, line, environment, budget: { left: MAX_LOOK_UPS } }, value);
  if (resolved === undefined) return { definition, value: undefined, secret: true };
  return { definition, value: masked(document, resolved), secret: false };
}

interface Scope {
  readonly document: TranscriptDocument;
  readonly line: number;
  readonly environment: readonly EnvironmentVariable[];
  readonly budget: { left: number };
}

/** Variables may refer to each other in a circle, or many times over. */
const MAX_LOOK_UPS = 100;

/** The value with what is known filled in; undefined if something in it is secret. */
function resolve(scope: Scope, value: string): string | undefined {
  let result = '';
  for (const part of parseTemplate(value, 0)) {
    if (part.kind === 'text') result += part.text;
    else if (part.kind === 'variable') {
      const found = resolveName(scope, part.name);
      if (found === undefined) return undefined;
      result += found;
    } else if (part.kind === 'call' && (part.name === '$plain' || part.name === '$sasl'))
      result += `{{${part.name} ${MASK}}}`;
    else result += value.slice(part.span.start, part.span.end);
  }
  return result;
}

function resolveName(scope: Scope, name: string): string | undefined {
  const [definition] = definitionsOf(scope.document, scope.line, name, scope.environment);
  if (definition !== undefined && isSecret(scope.document, definition)) return undefined;
  if (definition?.value === undefined || scope.budget.left-- <= 0) return `{{${name}}}`;
  return resolve(scope, definition.value);
}

/** What is secret in one transcript is so in all of them. */
function isSecret(document: TranscriptDocument, { secret, name }: VariableDefinition): boolean {
  return secret || isSecretVariable(document, undefined, name);
}
