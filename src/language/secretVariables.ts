import { parseVerb } from '../smtp/commands';
import type { DirectiveLine, LineNode, Settings, Transcript, TranscriptDocument } from '../syntax/document';
import { proxyPassword } from '../syntax/proxyUrl';
import { soundsSecret } from '../syntax/secretNames';
import { textOf, type Span } from '../syntax/span';
import { parseTemplate, type Template } from '../syntax/template';
import { askedByServer } from './credentials';
import { expressionsIn } from './expressions';
import { variableOccurrences } from './variableOccurrences';

/**
 * Whether what a variable holds must not be shown: `# @secret` names it, its name says so, or it ends up where a credential
 * goes (a password of `$plain` or `$sasl`, a response of an AUTH exchange), be it by way of other variables.
 *
 * @param transcript undefined for the preamble, whose variables may be used in any transcript
 */
export function isSecretVariable(
  document: TranscriptDocument,
  transcript: Transcript | undefined,
  name: string,
): boolean {
  if (soundsSecret(name)) return true;
  const known = SECRETS.get(document);
  const secrets = known ?? secretsOf(document);
  if (known === undefined) SECRETS.set(document, secrets);
  return secrets.get(transcript)?.has(name) === true;
}

type Secrets = ReadonlyMap<Transcript | undefined, ReadonlySet<string>>;

const SECRETS = new WeakMap<TranscriptDocument, Secrets>();

function secretsOf(document: TranscriptDocument): Secrets {
  const direct = directSecrets(document);
  const ofPreamble = direct.get(undefined) ?? new Set();
  const secrets = new Map<Transcript | undefined, ReadonlySet<string>>();
  const anywhere = new Set(ofPreamble);
  const values = valuesIn(document, document.preamble);
  for (const transcript of document.transcripts) {
    const names = new Set([...ofPreamble, ...(direct.get(transcript) ?? [])]);
    addFromValues([...values, ...valuesIn(document, transcript)], names);
    secrets.set(transcript, names);
    for (const name of names) anywhere.add(name);
  }
  return secrets.set(undefined, anywhere);
}

/** What `# @secret` names, and what stands in the place of a credential itself. */
function directSecrets(document: TranscriptDocument): ReadonlyMap<Transcript | undefined, Set<string>> {
  const found = new Map<Transcript | undefined, Set<string>>();
  const namesOf = (transcript: Transcript | undefined): Set<string> => {
    const names = found.get(transcript) ?? new Set();
    found.set(transcript, names);
    return names;
  };
  for (const { role, name, transcript } of variableOccurrences(document))
    if (role === 'secret') namesOf(transcript).add(name);
  let last: LineNode | undefined;
  for (const { line, transcript } of expressionsIn(document)) {
    if (line === last || line.kind === 'variable') continue;
    last = line;
    const secret = line.kind === 'directive' ? secretPart(document, line) : undefined;
    const { start, end } = secret ?? line.span;
    addNames(
      parseTemplate(document.text.slice(start, end), start),
      secret !== undefined || holdsCredential(document, line),
      namesOf(transcript),
    );
  }
  return found;
}

function holdsCredential({ text, lines }: TranscriptDocument, line: LineNode): boolean {
  if (line.kind === 'command') return parseVerb(textOf(text, line.verb)).verb === 'AUTH';
  if (line.kind !== 'response') return false;
  if (!/^AUTH\s+LOGIN\b/i.test(textOf(text, line.command.value))) return true;
  const asked = askedByServer(lines, text, line);
  if (asked !== undefined) return asked === 'password';
  // The first thing that LOGIN asks for is the user's name.
  return line.step > 0 || !/^AUTH\s+LOGIN\s*$/i.test(textOf(text, line.command.value));
}

/** Where a directive holds a credential: the passphrase of a key, the password of a proxy. */
function secretPart({ text }: TranscriptDocument, { name, value }: DirectiveLine): Span | undefined {
  switch (textOf(text, name).toLowerCase()) {
    case 'tls-passphrase':
      return value;
    case 'proxy': {
      const password = proxyPassword(textOf(text, value));
      return password && { start: value.start + password.start, end: value.start + password.end };
    }
    default:
      return undefined;
  }
}

interface VariableValue {
  readonly name: string;
  readonly value: Template;
}

/** Values without `{{…}}` lead nowhere. */
function valuesIn({ text }: TranscriptDocument, { variables }: Settings): VariableValue[] {
  return variables
    .filter(({ value }) => textOf(text, value).includes('{{'))
    .map(({ name, value }) => ({
      name: textOf(text, name),
      value: parseTemplate(textOf(text, value), value.start),
    }));
}

/** What is in a secret value is secret, too, however many variables lie between. */
function addFromValues(values: readonly VariableValue[], names: Set<string>): void {
  for (let before = -1; before !== names.size;) {
    before = names.size;
    for (const { name, value } of values) addNames(value, names.has(name), names);
  }
}

/** @param secret whether all of the template is; the passwords of a call are whatever stands around it */
function addNames(template: Template, secret: boolean, names: Set<string>): void {
  for (const part of template) {
    if (part.kind === 'variable' && secret) names.add(part.name);
    if (part.kind !== 'call') continue;
    const takesPassword = part.name === '$plain' || part.name === '$sasl';
    part.args.forEach(({ value }, at) => addNames(value, takesPassword ? at === 1 : secret, names));
  }
}
