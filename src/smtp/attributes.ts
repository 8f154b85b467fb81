import { decodeXtext } from './xtext';

/** One attribute of Postfix's XCLIENT or XFORWARD, `NAME=value`. */
export interface AttributeInfo {
  /** In upper case. */
  readonly name: string;
  /** The commands that take it. */
  readonly commands: readonly string[];
  readonly summary: string;
  /** Values in the form that it has. */
  readonly examples: readonly string[];
}

/** Name | commands | what it is | examples. Postfix's XCLIENT_README and XFORWARD_README. */
const TABLE = `
ADDR|XCLIENT XFORWARD|The client’s IP address.|192.0.2.1 IPV6:2001:db8::1 [UNAVAILABLE]
NAME|XCLIENT XFORWARD|The client’s name, as its address was looked up.|client.example.com [UNAVAILABLE] [TEMPUNAVAIL]
REVERSE_NAME|XCLIENT|The client’s name, before it was verified.|client.example.com [UNAVAILABLE] [TEMPUNAVAIL]
PORT|XCLIENT XFORWARD|The client’s port.|54321 [UNAVAILABLE]
PROTO|XCLIENT XFORWARD|Whether the client said HELO or EHLO.|ESMTP SMTP
HELO|XCLIENT XFORWARD|What the client called itself.|client.example.com [UNAVAILABLE]
LOGIN|XCLIENT|The user that the client is authenticated as.|ann [UNAVAILABLE]
DESTADDR|XCLIENT|The server’s IP address that the client connected to.|192.0.2.2 IPV6:2001:db8::2
DESTPORT|XCLIENT|The server’s port that the client connected to.|25 587
IDENT|XFORWARD|The name of the message at the server before, its queue id.|4C36923E0BC [UNAVAILABLE]
SOURCE|XFORWARD|Whether the client is of the own network.|LOCAL REMOTE`;

const ATTRIBUTES: readonly AttributeInfo[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name = '', commands = '', summary = '', examples = ''] = line.split('|');
    return { name, commands: commands.split(' '), summary, examples: examples.split(' ') };
  });

/** The attributes that a command takes; empty if it takes none. */
export function attributesOf(verb: string): readonly AttributeInfo[] {
  return ATTRIBUTES.filter(({ commands }) => commands.includes(verb));
}

export function findAttribute(verb: string, name: string): AttributeInfo | undefined {
  return attributesOf(verb).find((info) => info.name === name.toUpperCase());
}

/** What is wrong with the value of an attribute, as a sentence without a full stop; undefined if nothing is. */
export function checkAttributeValue(name: string, value: string): string | undefined {
  if (value === '') return `The value of ${name} is missing`;
  // Postfix's placeholders for what is not known stand in brackets.
  if (/^\[(?:UNAVAILABLE|TEMPUNAVAIL)\]$/i.test(value)) return undefined;
  const decoded = decodeXtext(value);
  if (!decoded.ok) return `${name} is xtext (RFC 3461 section 4). ${decoded.message.replace(/\.$/, '')}`;
  return CHECKS[name]?.(decoded.text);
}

const CHECKS: Readonly<Record<string, (value: string) => string | undefined>> = {
  ADDR: address('ADDR'),
  DESTADDR: address('DESTADDR'),
  PORT: port('PORT'),
  DESTPORT: port('DESTPORT'),
  PROTO: oneOf('PROTO', 'SMTP', 'ESMTP'),
  SOURCE: oneOf('SOURCE', 'LOCAL', 'REMOTE'),
};

function address(name: string) {
  return (value: string): string | undefined =>
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(value) || /^(?:IPV6:)?[\da-f]*:[\da-f:.]+$/i.test(value)
      ? undefined
      : `${name} is an IP address, as in 192.0.2.1 or IPV6:2001:db8::1`;
}

function port(name: string) {
  return (value: string): string | undefined =>
    /^\d{1,5}$/.test(value) && Number(value) < 65536 ? undefined : `${name} is a number up to 65535`;
}

function oneOf(name: string, ...values: readonly string[]) {
  return (value: string): string | undefined =>
    values.includes(value.toUpperCase()) ? undefined : `${name} is ${values.join(' or ')}`;
}
