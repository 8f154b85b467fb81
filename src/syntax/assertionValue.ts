import type { PredicateName, SubjectKind } from './assertionTable';
import { readQuantity } from './quantity';

/** What is wrong with a value, as it stands or filled in, for a comparison with this kind of subject; a sentence without a full stop. */
export function valueProblem(kind: SubjectKind, name: PredicateName, text: string): string | undefined {
  const isOrder = name === '<' || name === '<=' || name === '>' || name === '>=';
  if (!isOrder && name !== '==' && name !== '!=') return undefined;
  const quantity = readQuantity(text)?.kind;
  switch (kind) {
    case 'code':
      if (CODES.test(text) && !(isOrder && !/^\d{3}$/.test(text))) return undefined;
      return isOrder
        ? 'A code is compared with three digits, as in 400'
        : 'A code is three digits, as in 250, 2xx or 250|251';
    case 'number':
      return quantity === 'number' ? undefined : `“${text}” is not a number`;
    case 'duration':
      return quantity === 'duration' ? undefined : 'A duration has a unit: 500ms, 2s or 1m';
    case 'truth':
      return text === 'true' || text === 'false' ? undefined : 'It is true or false';
    case 'date':
      return isOrder && Number.isNaN(Date.parse(text)) ? 'A date is written as 2027-01-31' : undefined;
    case 'list':
      return isOrder && quantity !== 'number' && quantity !== 'size'
        ? `“${text}” is not a number, or a size such as 10MB`
        : undefined;
    case 'any':
      return isOrder && quantity === undefined
        ? `“${text}” is not a number, a duration or a size, so nothing is more or less than it`
        : undefined;
    case 'version':
      return VERSION.test(text) ? undefined : 'A version of TLS is TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3';
    case 'text':
    case 'presence':
      return undefined;
  }
}

const VERSION = /^TLSv1(?:\.[123])?$/;
const CODES = /^[2-5](?:\d\d|\dx|xx)(?:\|[2-5](?:\d\d|\dx|xx))*$/i;

/** What is wrong with a regular expression, as the engine says it; undefined if nothing is. */
export function regexProblem(source: string, flags: string): string | undefined {
  try {
    new RegExp(source, flags);
    return undefined;
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^Invalid regular expression: /, '')
      : String(error);
  }
}
