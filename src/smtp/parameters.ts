/** One ESMTP parameter, `SIZE=1000` or `SMTPUTF8` (RFC 5321 section 4.1.2). Offsets are in the text given. */
export interface EsmtpParameter {
  /** The keyword in upper case. */
  readonly name: string;
  /** What follows the `=`; absent if there is none. */
  readonly value?: string;
  readonly offset: number;
  /** Of keyword, `=` and value. */
  readonly length: number;
}

/** A word that is no parameter, with a sentence that says why. */
export interface ParameterFault {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

/** Splits what follows the path of MAIL or RCPT at white space. What is wrong is listed and the rest still read. */
export function parseParameters(text: string): {
  readonly parameters: readonly EsmtpParameter[];
  readonly faults: readonly ParameterFault[];
} {
  const parameters: EsmtpParameter[] = [];
  const faults: ParameterFault[] = [];
  for (const { 0: word, index: offset } of text.matchAll(/\S+/g)) {
    const [, name = '', equals = '', value = ''] = /^([^=]*)(=?)(.*)$/s.exec(word) ?? [];
    const span = { offset, length: word.length };
    const message = checkParameter(name, equals !== '', value);
    if (message !== undefined) faults.push({ message, ...span });
    else parameters.push({ name: name.toUpperCase(), ...(equals === '' ? {} : { value }), ...span });
  }
  return { parameters, faults };
}

/** Base64 may end in it (RFC 3885 section 3.1), and it is one of Postfix's delimiters of VERP. */
const WITH_EQUALS: ReadonlySet<string> = new Set(['MTRK', 'XVERP']);

/** What is wrong with the parameter, as a sentence; a value may be UTF-8 as RFC 6531 section 3.3 extends it. */
function checkParameter(name: string, hasValue: boolean, value: string): string | undefined {
  if (!/^[a-z\d][a-z\d-]*$/i.test(name)) {
    return `“${name}” is no parameter name: letters, digits and hyphens, then = and a value.`;
  }
  if (hasValue && value === '') return `The value of ${name} is missing after the =.`;
  if (value.includes('=') && !WITH_EQUALS.has(name.toUpperCase()))
    return `The value of ${name} may not hold an =; as xtext it is written +3D.`;
  if (/[\0-\x20\x7f]/.test(value)) return `The value of ${name} may not hold control characters.`;
  return undefined;
}
