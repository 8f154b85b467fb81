import type { Scheme } from './connection';
import { replacement, type Diagnostic } from './diagnostic';
import { nearest, type Word } from './words';

export const DEFAULT_PORTS: Readonly<Record<Scheme, number>> = {
  smtp: 25,
  smtps: 465,
  'smtp+starttls': 587,
  lmtp: 24,
  'lmtp+unix': 0,
  mx: 25,
};

/** The service names that /etc/services gives the ports of mail. */
const SERVICES: Readonly<Record<string, number>> = {
  smtp: 25,
  smtps: 465,
  submissions: 465,
  submission: 587,
  lmtp: 24,
};

export function readPort(text: string): number | undefined {
  const port = /^\d+$/.test(text) ? Number(text) : SERVICES[text.toLowerCase()];
  return port !== undefined && port >= 1 && port <= 65535 ? port : undefined;
}

/** @param meant what may have been meant in the place of the word */
export function badConnection(word: Word, message: string, meant?: string): Diagnostic {
  const span = { start: word.start, end: word.end };
  const fixes = meant === undefined ? [] : [replacement(span, meant)];
  return { code: 'bad-connection', severity: 'error', message, span, fixes };
}

export function unknownOption(word: Word, known: readonly string[]): Diagnostic {
  const meant = nearest(word.value, known);
  const span = { start: word.start, end: word.end };
  return {
    code: 'unknown-connection-option',
    severity: 'warning',
    message: `The option ${word.value} is not understood and is ignored${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    span,
    fixes: meant === undefined ? [] : [{ title: `Change to ${meant}`, changes: [{ span, newText: meant }] }],
  };
}
