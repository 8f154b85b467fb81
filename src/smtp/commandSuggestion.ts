import { parsePath } from './address';
import { COMMANDS } from './commandTable';
import { editDistance } from './editDistance';

/** What other protocols, shells and people's memories say for a command. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['HELLO', 'EHLO'],
  ['EHELLO', 'EHLO'],
  ['RECIPIENT', 'RCPT'],
  ['RESET', 'RSET'],
  ['VERIFY', 'VRFY'],
  ['EXPAND', 'EXPN'],
  ['EXIT', 'QUIT'],
  ['BYE', 'QUIT'],
  ['AUTHENTICATE', 'AUTH'],
  ['LOGOUT', 'QUIT'],
  ['PING', 'NOOP'],
  ['LOGIN', 'AUTH LOGIN'],
  ['PLAIN', 'AUTH PLAIN'],
]);

/** The commands that take a path, and the word that introduces it. */
const PREPOSITIONS: ReadonlyMap<string, string> = new Map([
  ['MAIL', 'FROM'],
  ['RCPT', 'TO'],
  ['SEND', 'FROM'],
  ['SOML', 'FROM'],
  ['SAML', 'FROM'],
]);

/**
 * What the author of a wrong command line probably meant, as a whole line: `RCPT: a@b` → `RCPT TO:<a@b>`. Undefined
 * if the line is right as far as its form goes, or if nothing likely comes to mind. Words that were right keep their
 * case.
 */
export function suggestCommand(line: string): string | undefined {
  const text = line.trim();
  const corrected = correct(text);
  return corrected === text ? undefined : corrected;
}

function correct(text: string): string | undefined {
  if (/^start[\s_-]+tls$/i.test(text)) return like(text, 'STARTTLS');
  const glued = /^(MAIL|RCPT|SEND|SOML|SAML)[-_]?(FROM|TO)(?![A-Z])(.*)$/is.exec(text);
  if (glued) return correctPath(glued[1] ?? '', `${glued[2] ?? ''}${glued[3] ?? ''}`);
  const greeting = /^(?:EHLO|HELO|LHLO)(?=[a-z\d-]+\.[a-z\d])/i.exec(text)?.[0];
  if (greeting !== undefined) return `${greeting} ${text.slice(greeting.length)}`;
  const [, word, colon, rest] = /^([A-Z]+)(?:(\s*[:=][\s:=]*)|\s+|(?=<)|$)(.*)$/is.exec(text) ?? [];
  if (word === undefined || rest === undefined) return undefined;

  const upper = word.toUpperCase();
  if (upper === 'FROM' || upper === 'TO') {
    // `To: Jo` is a header in the wrong place, so only something with an @ is an address here.
    if (colon === undefined || !/@|\{\{/.test(rest)) return undefined;
    return correctPath(like(word, upper === 'TO' ? 'RCPT' : 'MAIL'), `${word}:${rest}`);
  }
  const verb = ALIASES.get(upper) ?? closestVerb(upper);
  if (verb === undefined) return undefined;
  const written = verb === upper ? word : like(word, verb);
  if (PREPOSITIONS.has(verb)) return correctPath(written, rest);
  // `Date: …` is a header in the wrong place rather than a slip for DATA.
  if (colon !== undefined && verb !== upper) return undefined;
  if (rest === '') return written;
  return COMMANDS.find((info) => info.verb === verb)?.argument === 'none' ? undefined : `${written} ${rest}`;
}

/** `rest` is all that follows the verb, with or without a preposition, colon and brackets. */
function correctPath(verb: string, rest: string): string | undefined {
  const introduction = /^([A-Z]{1,5})\s*(?:[:=]+|(?=\s)|(?=<))(.*)$/is.exec(rest);
  const before = introduction?.[1] ?? '';
  const after = introduction?.[2] ?? rest;
  const expected = PREPOSITIONS.get(verb.toUpperCase()) ?? '';
  const given = before.toUpperCase();
  if (!['', 'TO', 'FROM'].includes(given) && editDistance(given, expected) > 1) return undefined;
  // Somebody who writes MAIL TO means a recipient, and somebody who writes RCPT FROM does too.
  const recipient = given === 'TO' && expected === 'FROM';
  const preposition = recipient ? 'TO' : expected;
  const path = correctBrackets(after.replace(/^[\s:=]+/, ''), given !== '');
  if (path === undefined) return undefined;
  const introduced = given === preposition ? before : like(verb, preposition);
  return `${recipient ? like(verb, 'RCPT') : verb} ${introduced}:${path}`;
}

/**
 * The path in angle brackets, and the parameters after it. A `{{…}}` that is filled in later counts as one word.
 * Without a preposition before it, only something with an `@` is taken for an address.
 */
function correctBrackets(text: string, introduced: boolean): string | undefined {
  const parsed = parsePath(text);
  if (parsed.kind === 'path') return text;
  const match = ADDRESS_IN_BRACKETS.exec(text) ?? ADDRESS_ALONE.exec(text);
  const [, address, parameters = ''] = match ?? [];
  if (address === undefined || /[\s<>](?![^{]*\}\})/.test(address)) return undefined;
  if (!introduced && !/@|\{\{/.test(address) && !text.startsWith('<')) return undefined;
  return `<${address}>${parameters === '' ? '' : ` ${parameters.trim()}`}`;
}

// A template is matched up to its first `}}` and no other, or a row of them would be tried in every combination.
const ADDRESS_IN_BRACKETS = /^[^<>]*<\s*((?:\{\{(?:(?!\}\}).)*\}\}|[^<>{]|\{(?!\{))*?)\s*>(.*)$/s;
const ADDRESS_ALONE = /^<?((?:\{\{(?:(?!\}\}).)*\}\}|[^\s<>{]|\{(?!\{))+)>?(?=\s|$)(.*)$/s;

/** Two slips are forgiven in a long word, one in a short one. */
function closestVerb(word: string): string | undefined {
  if (word.length < 3) return undefined;
  let best: string | undefined;
  let bestDistance = word.length > 5 ? 3 : 2;
  for (const { verb } of COMMANDS) {
    const distance = editDistance(word, verb);
    if (distance < bestDistance) [best, bestDistance] = [verb, distance];
  }
  return best;
}

/** `word` in lower case if `model` is. */
function like(model: string, word: string): string {
  return model === model.toLowerCase() ? word.toLowerCase() : word;
}
