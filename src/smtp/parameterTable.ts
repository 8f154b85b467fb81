import { checkValue } from './parameterValues';
import { sourceName } from './rfc';

/** One ESMTP parameter, `SIZE=octets` of MAIL (RFC 5321 section 4.1.1.11). */
export interface ParameterInfo {
  /** In upper case. */
  readonly name: string;
  /** The verbs of the commands that it may stand with. */
  readonly commands: readonly string[];
  /** As a person would write it, `SIZE=octets`. */
  readonly syntax: string;
  readonly value: 'none' | 'optional' | 'required';
  /** The values to choose from, in upper case; empty if it takes something else. */
  readonly values: readonly string[];
  /** What it does, in a sentence. */
  readonly summary: string;
  /** Where it is defined, `RFC 1870 section 3`; `rfcUrl` makes a link of it. */
  readonly rfc: string;
  /** The EHLO keywords that allow it: any one will do, but for a value of BODY, which has to be its keyword's own. */
  readonly keywords: readonly string[];
  /** How many octets longer it lets the command line be than RFC 5321 section 4.5.3.1.4 says. */
  readonly lineIncrease: number;
}

/** The parameter with this name in any case, or undefined if it is not known. */
export function findParameter(name: string): ParameterInfo | undefined {
  return BY_NAME.get(name.toUpperCase());
}

/** The parameters that a command takes; empty if it takes none. */
export function parametersOf(verb: string): readonly ParameterInfo[] {
  return PARAMETERS.filter(({ commands }) => commands.includes(verb));
}

/**
 * What is wrong with a parameter's value, as a sentence without the value itself; undefined if nothing is, or if the
 * parameter is not known. `value` is what follows the `=`, and undefined if there is none.
 */
export function checkParameterValue(name: string, value: string | undefined): string | undefined {
  const info = findParameter(name);
  if (info === undefined) return undefined;
  if (value === undefined)
    return info.value === 'required' ? `${info.name} needs a value: ${info.syntax}.` : undefined;
  if (info.value === 'none') return `${info.name} takes no value.`;
  return checkValue(info.name, value);
}

/**
 * Syntax | summary | source | verbs | EHLO keywords | octets that the line may be longer by | values. The name ends at the
 * `=`, a value in brackets may be left out, and a source that begins with a number is an RFC and perhaps its section. An increase
 * that no RFC gives is the longest form's own length.
 */
const TABLE = `
SIZE=octets|Declares how large the message is, line ends counted as two octets.|1870 3|MAIL|SIZE|26
BODY=type|Declares what octets the content has.|6152 2|MAIL|8BITMIME BINARYMIME|17|7BIT 8BITMIME BINARYMIME
SMTPUTF8|Says that addresses or headers may be in UTF-8.|6531 3.4|MAIL VRFY EXPN|SMTPUTF8|10
RET=what|Says how much of the message a failure notice returns.|3461 4.3|MAIL|DSN|9|FULL HDRS
ENVID=id|Names the envelope, so that notices can be told apart.|3461 4.4|MAIL|DSN|91
NOTIFY=when|Says when the sender wants a notice about this recipient: NEVER, or a list of the others.|3461 4.1|RCPT|DSN|28|NEVER SUCCESS FAILURE DELAY
ORCPT=type;address|Carries the recipient’s address as it was first given.|3461 4.2|RCPT|DSN|472
AUTH=mailbox|Names who submitted the message, as xtext, or <> if that is not known.|4954 5|MAIL|AUTH|500
BY=seconds;mode|Asks for delivery within that time, else return (R) or notice (N); T asks for a trace.|2852|MAIL|DELIVERBY|17
HOLDFOR=seconds|Has the server hold the message back for so long.|4865|MAIL|FUTURERELEASE|34
HOLDUNTIL=date-time|Has the server hold the message back until then.|4865|MAIL|FUTURERELEASE|34
MT-PRIORITY=level|Gives the message a priority from -9 to 9.|6710|MAIL|MT-PRIORITY|15
REQUIRETLS|Asks that the message be relayed under verified TLS only.|8689 2|MAIL|REQUIRETLS|11
RRVS=date-time|Refuses the recipient if the mailbox changed hands after that date.|7293|RCPT|RRVS|33
TRANSID=<id>|Names the transaction, so that it can be resumed.|1845|MAIL|CHECKPOINT|90
SOLICIT=classes|Labels the message as a solicitation of these classes.|3865|MAIL|NO-SOLICITING|1007
CONPERM|Permits the server to convert the content.|4141|MAIL|CONPERM|8
CONNEG|Asks what the recipient’s device can show.|4141|RCPT|CONNEG|7
MTRK=certifier[:seconds]|Asks that the message can be tracked.|3885|MAIL|MTRK|40
SUBMITTER=mailbox|Names who is responsible for the message; historic.|4405|MAIL|SUBMITTER|500
PRDR|Asks for one reply per recipient after the message.|Exim PRDR|MAIL|PRDR|5
XVERP[=delimiters]|Gives each recipient a return path of its own.|Postfix VERP_README|MAIL|XVERP|9`;

/** Every ESMTP parameter this project knows, the common ones first. */
export const PARAMETERS: readonly ParameterInfo[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [syntax = '', summary = '', source = '', commands = '', keywords = '', increase, values] =
      line.split('|');
    const name = /^[^=[]+/.exec(syntax)?.[0] ?? '';
    const rest = syntax.slice(name.length);
    return {
      name,
      commands: commands.split(' '),
      syntax,
      value: rest === '' ? 'none' : rest.startsWith('[') ? 'optional' : 'required',
      values: values === undefined ? [] : values.split(' '),
      summary,
      rfc: sourceName(source),
      keywords: keywords.split(' '),
      lineIncrease: Number(increase),
    };
  });

const BY_NAME: ReadonlyMap<string, ParameterInfo> = new Map(PARAMETERS.map((info) => [info.name, info]));
