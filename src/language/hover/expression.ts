import { isFilledIn } from '../../syntax/filledIn';
import { parseTemplate, type Template, type TemplatePart } from '../../syntax/template';
import { touches } from '../../syntax/span';
import { findFunction } from '../functions';
import { isSecretVariable } from '../secretVariables';
import { occurrenceAt, type Occurrence } from '../variableOccurrences';
import { activeEnvironment, valueOf, type VariableValue } from '../variableValues';
import { transcriptAt } from '../variables';
import { MASK } from '../masking';
import { capital, code, linked, paragraphs } from './markdown';
import type { Found, Place } from './place';

/** A variable, wherever its name stands, or the function in a `{{$…}}`. */
export async function hoverExpression(place: Place): Promise<Found | undefined> {
  const { document, line, offset } = place;
  const occurrence = occurrenceAt(document, offset);
  const isHere =
    occurrence?.line.index === line.index && (occurrence.role !== 'use' || isFilledIn(line.kind));
  if (occurrence !== undefined && isHere) {
    const found = await hoverVariable(place, occurrence);
    // Where a variable ends and something else begins, the latter may know more.
    if (offset < found.span.end || touchesNothingElse(place)) return found;
  }
  return isFilledIn(line.kind) ? hoverFunction(place) : undefined;
}

function touchesNothingElse({ document, offset }: Place): boolean {
  return !/[^\s}>]/.test(document.text.charAt(offset));
}

async function hoverVariable({ document, context }: Place, occurrence: Occurrence): Promise<Found> {
  const { name, whole: span, line, role } = occurrence;
  if (role === 'secret')
    return { span, text: `Whatever the variable ${code(name)} holds is shown as ${MASK}, everywhere.` };
  // What a line declares or captures holds from the line after it.
  const from = role === 'use' ? line.index : line.index + 1;
  const environment = await activeEnvironment(context.uri, context.workspace);
  const value = valueOf(document, from, name, environment);
  if (value === undefined) {
    const secret = isSecretVariable(document, transcriptAt(document, line.index), name);
    return { span, text: paragraphs(`**${name}**${secret ? ` = ${MASK}` : ''}`, NO_VALUE) };
  }
  return { span, text: paragraphs(`**${name}**${shownValue(value)}`, sourceOf(value)) };
}

const NO_VALUE =
  'Nothing here gives it a value: neither a reply before this line, nor the file, nor the active environment. On the command line, `--var name=value` does.';

function shownValue({ value, secret }: VariableValue): string {
  if (secret) return ` = ${MASK}`;
  return value === undefined ? '' : ` = ${code(value)}`;
}

function sourceOf({ definition: { kind, line, uri, environment }, secret }: VariableValue): string {
  const hidden = secret ? ' It is a secret, and never shown.' : '';
  switch (kind) {
    case 'capture':
      return `Captured from the server’s reply at line ${line + 1}; only a run knows its value.${hidden}`;
    case 'transcript':
      return `A variable of this transcript, from line ${line + 1}.${hidden}`;
    case 'file':
      return `A variable of the file, from line ${line + 1}.${hidden}`;
    case 'environment': {
      const file = code(decodeURIComponentSafely((uri ?? '').replace(/^.*\//, '')));
      const of =
        environment === '$shared'
          ? 'Shared by all environments'
          : `Of the environment ${code(environment ?? '')}`;
      return `${of}, in ${file}, line ${line + 1}.${hidden}`;
    }
  }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hoverFunction({ document, line, offset }: Place): Found | undefined {
  const { start, end } = line.span;
  const written = document.text.slice(start, end);
  if (!written.includes('{{')) return undefined;
  const call = callAt(parseTemplate(written, start), offset);
  if (call === undefined) return undefined;
  // Between the braces only the name is the function; its arguments are the author's.
  const inArguments = call.args.some(({ span }) => span.start <= offset && offset < span.end);
  if (inArguments) return undefined;
  const info = findFunction(call.name);
  if (info === undefined) return { span: call.span, text: 'There is no such function.' };
  return {
    span: call.span,
    text: paragraphs(code(`{{${info.syntax}}}`), linked(`${capital(info.summary)}.`)),
  };
}

type Call = Extract<TemplatePart, { readonly kind: 'call' }>;

/** The innermost call around an offset. */
function callAt(template: Template, offset: number): Call | undefined {
  for (const part of template) {
    if (part.kind !== 'call' || !touches(part.span, offset)) continue;
    for (const { value } of part.args) {
      const inner = callAt(value, offset);
      if (inner !== undefined) return inner;
    }
    return part;
  }
  return undefined;
}
