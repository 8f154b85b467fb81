import { COMMANDS, findCommand, type CommandInfo } from '../../smtp/commands';
import { textOf, type Span } from '../../syntax/span';
import type { CommandLine } from '../../syntax/document';
import { argumentCandidates } from './commandArguments';
import type { Candidate } from './candidate';
import { documentationOf } from './documentation';
import type { CompletionContext } from './context';
import type { Place } from './place';
import { situationAt, type Situation } from './state';

/** What may stand on a line that holds a command: the command itself, or what it takes. */
export async function commandLineCandidates(
  place: Place,
  line: CommandLine,
  context: CompletionContext,
): Promise<Candidate[]> {
  const { document, offset } = place;
  const written = headOf(textOf(document.text, line.value));
  const head = { start: line.value.start + written.start, end: line.value.start + written.end };
  const verb = textOf(document.text, line.verb);
  const info = findCommand(verb);
  const argumentStart = written.complete ? head.end : line.verb.end;
  const inArgument = written.complete
    ? offset >= head.end
    : info !== undefined && !takesPath(info) && offset > line.verb.end;
  if (inArgument && info !== undefined) return argumentCandidates(place, line, info, argumentStart, context);
  if (offset > head.end || offset < head.start) return [];
  const rest = document.text.slice(head.end, line.value.end);
  return commandCandidates(place, situationAt(place, context.workspace), {
    span: head,
    prefix: '',
    continued: rest.trim() !== '',
  });
}

/** How commands are written at a place. */
export interface CommandForm {
  /** What they take the place of. */
  readonly span: Span;
  /** `C: ` where the line has none. */
  readonly prefix: string;
  /** Whether an argument follows already. */
  readonly continued: boolean;
}

/** Every command, those that fit the state of the conversation first. */
export function commandCandidates(place: Place, situation: Situation, form: CommandForm): Candidate[] {
  const typed = place.document.text.slice(form.span.start, Math.max(form.span.start, place.offset));
  const lower = /[a-z]/.test(typed) && !/[A-Z]/.test(typed);
  return COMMANDS.map((info, at) => {
    const written = headTemplate(info);
    const head = lower ? written.toLowerCase() : written;
    const text = form.continued ? head.trimEnd().replace(/<$/, '') : head;
    const closed = takesPath(info) && !form.continued;
    return {
      label: written.trimEnd(),
      kind: 'command',
      span: form.span,
      text: form.prefix + text,
      ...(closed ? { snippet: `${form.prefix}${text}$1>$0` } : {}),
      filter: written.trimEnd(),
      detail: info.syntax,
      documentation: documentationOf(info),
      rank: rankOf(info, at, situation),
      goesOn: !form.continued && info.argument === 'required',
    };
  });
}

interface Head {
  /** In the text given; `complete` if the path may follow. */
  readonly start: number;
  readonly end: number;
  readonly complete: boolean;
}

/** The part of a command line that a command stands for: the verb, and of MAIL and RCPT all up to the path. */
function headOf(text: string): Head {
  const start = text.length - text.trimStart().length;
  const path = /^\s*(?:MAIL|SEND|SOML|SAML)\s+FROM\s*:\s*/i.exec(text) ?? /^\s*RCPT\s+TO\s*:\s*/i.exec(text);
  if (path !== null) return { start, end: path[0].length, complete: true };
  // A wrong verb is put right together with what follows it.
  const begun =
    /^\s*[^\s:<]*\s+(?:FROM|TO)\s*:\s*/i.exec(text) ??
    /^\s*(?:(?:MAIL|RCPT|SEND|SOML|SAML)(?:\s+[A-Z]*:?|:)|[^\s:]*)/i.exec(text);
  return { start, end: begun?.[0].length ?? start, complete: false };
}

function takesPath({ takes }: CommandInfo): boolean {
  return takes === 'reverse-path' || takes === 'forward-path';
}

/** What the line begins with: `MAIL FROM:<`, `EHLO `, `DATA`. */
function headTemplate(info: CommandInfo): string {
  if (takesPath(info)) return info.syntax.slice(0, info.syntax.indexOf('<') + 1);
  return info.argument === 'required' ? `${info.verb} ` : info.verb;
}

/** The usual next steps first, in their order; then what fits, what may fit, what is out of order or not offered, what is obsolete. */
function rankOf(info: CommandInfo, at: number, situation: Situation): number {
  const { verb, extension, rfc } = info;
  const { offered, endpoint } = situation;
  const lmtp = endpoint.kind === 'endpoint' && endpoint.endpoint.scheme.startsWith('lmtp');
  const steps = usualSteps(situation, lmtp);
  const count = COMMANDS.length;
  if (rfc.startsWith('RFC 821 ')) return 4 * count + at;
  const elsewhere = lmtp ? verb === 'EHLO' || verb === 'HELO' : verb === 'LHLO';
  const denied = extension !== undefined && offered !== undefined && !offered.keywords.has(extension);
  if (elsewhere || denied || steps.wrong.includes(verb)) return 3 * count + at;
  const next = [...steps.first, ...steps.then].indexOf(verb);
  return next === -1 ? 2 * count + at : next;
}

interface Steps {
  readonly first: readonly string[];
  readonly then: readonly string[];
  readonly wrong: readonly string[];
}

/** What a session does next (RFC 5321 section 4.1.4). */
function usualSteps({ state, offered, lastVerb }: Situation, lmtp: boolean): Steps {
  const greet = lmtp ? ['LHLO'] : ['EHLO'];
  const started =
    lastVerb === undefined ||
    state.greeted === 'forgotten' ||
    state.greeted === 'no' ||
    lastVerb === 'STARTTLS';
  if (lastVerb === 'QUIT') return { first: [], then: [], wrong: [] };
  if (state.transaction === 'yes') {
    const content = offered?.keywords.has('CHUNKING') === true ? ['DATA', 'BDAT'] : ['DATA'];
    return state.recipients === 'some'
      ? { first: [...content, 'RCPT'], then: ['RSET', 'QUIT'], wrong: [...OPENING, 'MAIL'] }
      : { first: ['RCPT'], then: ['RSET', 'QUIT'], wrong: [...OPENING, 'MAIL', 'DATA', 'BDAT'] };
  }
  if (started)
    return {
      first: greet,
      then: ['HELO', 'QUIT', 'NOOP'],
      wrong: ['RCPT', 'DATA', 'BDAT', ...(state.greeted === 'no' ? ['MAIL', 'AUTH'] : [])],
    };
  const secure = state.tls !== 'yes' && offered?.keywords.has('STARTTLS') === true ? ['STARTTLS'] : [];
  const login = state.authenticated !== 'yes' && offered?.keywords.has('AUTH') === true ? ['AUTH'] : [];
  const done = [
    ...(state.tls === 'yes' ? ['STARTTLS'] : []),
    ...(state.authenticated === 'yes' ? ['AUTH'] : []),
  ];
  const early = state.transaction === 'no' ? ['RCPT', 'DATA', 'BDAT'] : [];
  return {
    first: lastVerb === 'DATA' || lastVerb === 'BDAT' ? ['QUIT', 'MAIL'] : [...secure, ...login, 'MAIL'],
    then: ['QUIT', 'RSET', 'NOOP', 'VRFY', 'EXPN', 'HELP'],
    wrong: [...early, ...done, ...(state.greeted === 'yes' ? ['HELO', 'LHLO'] : [])],
  };
}

const OPENING = ['EHLO', 'HELO', 'LHLO', 'STARTTLS', 'AUTH'];
