import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pageOf } from '../language/diagnosticPages';
import { RULES } from '../language/rules';
import type { Severity } from '../syntax/diagnostic';
import type { CheckFinding } from './checkFinding';

/**
 * Findings as a SARIF 2.1.0 log (OASIS), as GitHub's code scanning and other viewers read it. Fixes are left out: what a fix
 * writes may be a credential.
 *
 * @param version of the program
 */
export function toSarif(findings: readonly CheckFinding[], version: string): object {
  const used = RULES.filter(({ code }) => findings.some((finding) => finding.code === code));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'smtp-transcript',
            version,
            informationUri: 'https://github.com/smtp-transcript/smtp-transcript',
            rules: used.map(({ code, severity, group }) => ({
              id: code,
              helpUri: pageOf(code),
              defaultConfiguration: { level: LEVELS[severity] },
              properties: { tags: [group] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: used.findIndex(({ code }) => code === finding.code),
          level: LEVELS[finding.severity],
          message: { text: finding.message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(finding.file) },
                region: {
                  startLine: finding.line,
                  startColumn: finding.column,
                  endLine: finding.endLine,
                  endColumn: finding.endColumn,
                },
              },
            },
          ],
        })),
      },
    ],
  };
}

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** A relative reference (RFC 3986 section 4.2) for what lies below the working folder, as viewers resolve it in the repository. */
function uriOf(file: string): string {
  if (path.isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(path.sep).map(encodeURIComponent).join('/');
}
