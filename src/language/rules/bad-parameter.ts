import { parsePath } from '../../smtp/address';
import { parseParameters } from '../../smtp/parameters';
import { checkParameterValue, findParameter, parametersOf } from '../../smtp/parameterTable';
import type { Fix } from '../../syntax/diagnostic';
import type { TranscriptDocument } from '../../syntax/document';
import { nearest } from '../../syntax/words';
import { removeParameter } from '../conversationFixes';
import type { Command, PlacedParameter } from '../conversationCommand';
import type { Step } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/** A parameter of MAIL or RCPT that is none, stands with the wrong command, or has a wrong value (RFC 5321 section 4.1.1.11). */
export const rule: Rule = {
  code: 'bad-parameter',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['MAIL', 'RCPT'],
    find(step, { document }) {
      const { command } = step;
      if (command?.verb !== 'MAIL' && command?.verb !== 'RCPT') return undefined;
      if (command.parameters.length === 0 && isCovered(command)) return undefined;
      const found = findings(command, step, document);
      return found.map((each) => ({ ...each, ...severityIfAccepted(step.outcome) }));
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `After the address come parameters, \`NAME\` or \`NAME=value\`, with a space before each (RFC 5321 section 4.1.2). A server answers \`501\` to a
wrong value and \`555\` to a parameter that it does not know. What the recorded reply accepts is a warning at most.`,
  bad: `C: MAIL FROM:<ann@example.com> BODY=8BIT`,
  good: `C: MAIL FROM:<ann@example.com> BODY=8BITMIME`,
};

function findings(command: Command, step: Step, document: TranscriptDocument): readonly Finding[] {
  const found = isCovered(command) ? [] : faultsIn(command);
  const seen = new Set<string>();
  for (const parameter of command.parameters) {
    const wrong = seen.has(parameter.name)
      ? {
          message: `${parameter.name} stands here twice`,
          span: parameter.span,
          fixes: [removal(document, parameter, 'Remove the second')],
        }
      : checked(command.verb, parameter, step, document);
    if (wrong !== undefined) found.push(wrong);
    seen.add(parameter.name);
  }
  return found;
}

/** Whether the parameters are all that stands behind the address, which spares a second look at nearly every line. */
function isCovered({ path, parameters, span }: Command): boolean {
  if (path === undefined) return false;
  let end = path.addressSpan.end + (path.parsed.kind === 'path' ? 1 : 0);
  for (const parameter of parameters) {
    if (parameter.span.start !== end + 1) return false;
    end = parameter.span.end;
  }
  return end === span.end;
}

/** Words behind the address that are no parameters at all. */
function faultsIn({ argument, argumentSpan }: Command): Finding[] {
  const offset = parametersAt(argument);
  if (offset === undefined) return [];
  const text = argument.slice(offset);
  if (OPEN.test(text)) return [];
  const start = argumentSpan.start + offset;
  return parseParameters(text).faults.map((fault) => {
    const from = start + fault.offset;
    return { message: fault.message.replace(/\.$/, ''), span: { start: from, end: from + fault.length } };
  });
}

/** What leaves a parameter open: it is filled in later, left out, or stands on the next line, as RFC 1891 wraps them. */
const OPEN = /\{\{|\.\.\.|…|\s\\$/;

/** Where the parameters start, in the argument; undefined if the address is wrong, which is another matter. */
function parametersAt(argument: string): number | undefined {
  const colon = /^(?:FROM|TO)\s*:/i.exec(argument)?.[0].length;
  if (colon === undefined) return undefined;
  const rest = argument.slice(colon);
  // What `{{…}}` in the brackets will be does not matter to what follows them.
  const filledIn = rest.includes('{{') ? /^\s*<[^<>"]*>(?=\s|$)\s*/.exec(rest) : undefined;
  if (filledIn !== undefined) return filledIn === null ? undefined : colon + filledIn[0].length;
  const path = parsePath(rest);
  return path.kind === 'error' ? undefined : colon + path.parametersOffset;
}

function checked(
  verb: string,
  parameter: PlacedParameter,
  { before, outcome }: Step,
  document: TranscriptDocument,
): Finding | undefined {
  const { name, value, span } = parameter;
  const info = findParameter(name);
  const nameSpan = { start: span.start, end: span.start + name.length };
  if (OPEN.test(name) || OPEN.test(value ?? '')) return undefined;
  if (info === undefined) {
    if (outcome === 'accepted' || name.startsWith('X') || before.capabilities?.keywords.has(name) === true)
      return undefined;
    const names = parametersOf(verb).map((each) => each.name);
    const meant = nearest(name, names);
    return {
      message: `Unknown parameter ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      span: nameSpan,
      severity: 'warning',
      fixes:
        meant === undefined
          ? []
          : [{ title: `Change to ${meant}`, changes: [{ span: nameSpan, newText: meant }] }],
    };
  }
  if (!info.commands.includes(verb))
    return {
      message: `${name} is a parameter of ${info.commands.join(' and ')}, not of ${verb}`,
      span: nameSpan,
      fixes: [removal(document, parameter, `Remove ${name}`)],
    };
  const problem = checkParameterValue(name, value);
  if (problem === undefined) return undefined;
  const meant = value === undefined ? undefined : meantValue(name, value, info.values);
  const valueSpan = { start: nameSpan.end + 1, end: span.end };
  return {
    message: problem.replace(/\.$/, ''),
    span,
    fixes:
      meant === undefined
        ? []
        : [{ title: `Change to ${meant}`, changes: [{ span: valueSpan, newText: meant }] }],
  };
}

/** `SIZE=1,000` and `RET=HEADERS`. */
function meantValue(name: string, value: string, values: readonly string[]): string | undefined {
  const meant =
    nearest(value, values) ??
    ALIASES.get(`${name}=${value.toUpperCase()}`) ??
    value.replace(/(?<=\d)[,._'](?=\d{3})/g, '');
  return meant !== value && checkParameterValue(name, meant) === undefined ? meant : undefined;
}

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['RET=HEADERS', 'HDRS'],
  ['RET=HEADER', 'HDRS'],
  ['RET=MESSAGE', 'FULL'],
  ['BODY=8BIT', '8BITMIME'],
  ['BODY=8BITS', '8BITMIME'],
  ['BODY=BINARY', 'BINARYMIME'],
  ['NOTIFY=NONE', 'NEVER'],
]);

function removal(document: TranscriptDocument, parameter: PlacedParameter, title: string): Fix {
  return { title, changes: [removeParameter(document, parameter)] };
}
