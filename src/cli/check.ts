import { validate } from '../language/diagnostics';
import type { Diagnostic } from '../syntax/diagnostic';
import { parse } from '../syntax/parse';
import { positionAt } from '../syntax/positions';
import { visible } from '../smtp/escape';
import { readArguments } from './arguments';
import { EXIT, usageError, type Command } from './command';
import { standardOutput } from './output';
import { readPairs } from './runOptions';
import { readSources } from './sources';

export const checkCommand: Command = {
  name: 'check',
  usage: `smtp-transcript check [options] FILE|FOLDER|PATTERN|-…

  --format text|json  text: FILE:LINE:COLUMN: SEVERITY CODE: MESSAGE, a line each; json: one array
  --var NAME=VALUE    {{NAME}} has a value, as it is to have in the run
  --help

Nothing is sent. Exit codes: 0 no errors, there may be warnings; 2 usage, or there are errors.`,
  run: checkFiles,
};

/** A diagnostic with its place, lines and columns (UTF-16 units) counted from 1. */
interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  readonly fixes: readonly { readonly title: string }[];
}

async function checkFiles(args: readonly string[]): Promise<number> {
  const parsed = readArguments(args, {
    format: { type: 'string' },
    var: { type: 'string', multiple: true },
  });
  if ('problem' in parsed) return usageError(checkCommand, parsed.problem);
  const { format = 'text' } = parsed.values;
  if (format !== 'text' && format !== 'json') return usageError(checkCommand, '--format takes text or json');
  const variables = readPairs(parsed.values.var ?? []);
  if (variables === undefined) return usageError(checkCommand, '--var takes NAME=VALUE');
  const read = await readSources(parsed.positionals);
  if ('problems' in read) return usageError(checkCommand, read.problems.join('\n'));
  const findings = read.sources.flatMap(({ name, text }) => check(name, text, variables.keys()));
  await standardOutput.write(format === 'json' ? toJson(findings) : toText(findings));
  if (format === 'text') process.stderr.write(`${summary(read.sources.length, findings)}\n`);
  return findings.some(({ severity }) => severity === 'error') ? EXIT.usage : EXIT.passed;
}

function check(file: string, text: string, environmentNames: Iterable<string>): Finding[] {
  const document = parse(text);
  return validate(document, { environmentNames }).map(({ span, severity, code, message, fixes }) => {
    const start = positionAt(document, span.start);
    const end = positionAt(document, span.end);
    return {
      file,
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
      severity,
      code,
      message,
      fixes: fixes.map(({ title }) => ({ title })),
    };
  });
}

function toJson(findings: readonly Finding[]): string {
  return `${JSON.stringify(findings, null, 2)}\n`;
}

function toText(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ file, line, column, severity, code, message }) =>
        `${visible(`${file}:${line}:${column}: ${severity} ${code}: ${message}`)}\n`,
    )
    .join('');
}

/** For the person; standard output holds nothing but findings. */
function summary(files: number, findings: readonly Finding[]): string {
  const count = (severity: Diagnostic['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const counts = [
    plural(count('error'), 'error'),
    plural(count('warning'), 'warning'),
    ...(count('information') > 0 ? [`${count('information')} information`] : []),
    ...(count('hint') > 0 ? [plural(count('hint'), 'hint')] : []),
  ];
  return `${plural(files, 'file')}: ${counts.join(', ')}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
