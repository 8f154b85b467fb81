import { visible } from '../smtp/escape';
import type { CheckFinding } from './checkFinding';
import type { CheckFormat } from './checkOptions';
import { toSarif } from './sarif';

/**
 * The findings of all files, for a person or a program to read.
 *
 * @param version of the program
 */
export function formatFindings(
  format: CheckFormat,
  findings: readonly CheckFinding[],
  version: string,
): string {
  switch (format) {
    case 'text':
      return findings.map(toLine).join('');
    case 'json':
      return `${JSON.stringify(findings, null, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(toSarif(findings, version), null, 2)}\n`;
  }
}

function toLine({ file, line, column, severity, code, message }: CheckFinding): string {
  return `${visible(`${file}:${line}:${column}: ${severity} ${code}: ${message}`)}\n`;
}
