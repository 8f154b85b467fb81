import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { validateInWorkspace } from '../language/validateInWorkspace';
import { nodeWorkspace } from '../languageServer/workspace';
import { visible } from '../smtp/escape';
import type { Diagnostic, Severity } from '../syntax/diagnostic';
import type { TranscriptDocument } from '../syntax/document';
import { parse } from '../syntax/parse';
import { toFinding, type CheckFinding } from './checkFinding';
import { formatFindings } from './checkFormats';
import { readCheckOptions, type CheckOptions } from './checkOptions';
import { EXIT, problem, usageError, type Command } from './command';
import { fixText } from './fixing';
import { standardOutput } from './output';
import { replaceFile } from './replaceFile';
import { readSources, type Source } from './sources';
import { version } from './version';

export const checkCommand: Command = {
  name: 'check',
  usage: `smtp-transcript check [options] FILE|FOLDER|PATTERN|-…

  --format text|json|sarif  text: FILE:LINE:COLUMN: SEVERITY CODE: MESSAGE, a line each; json: one array; sarif: a log
                            for code scanning
  --fix                     makes the fixes that are safe, and tells which
  --disable CODE            no findings of this code
  --severity CODE=LEVEL     error, warning, information, hint or off
  --max-warnings N          more warnings than these count as an error
  --env NAME                the environment that the run is to have; without it, a variable of any environment is known
  --var NAME=VALUE          {{NAME}} has a value, as it is to have in the run
  --help

Nothing is sent. Each code is explained in docs/diagnostics.md. Exit codes: 0 no errors, there may be warnings; 2 usage, or
there are errors.`,
  run: checkFiles,
};

async function checkFiles(args: readonly string[]): Promise<number> {
  const options = readCheckOptions(args);
  if ('problem' in options) return usageError(checkCommand, options.problem);
  const read = await readSources(options.operands);
  if (read.sources.length === 0) return usageError(checkCommand, read.problems.join('\n'));
  const results: Checked[] = [];
  for (const source of read.sources) results.push(await check(source, options));
  const findings = results.flatMap((result) => result.findings);
  await standardOutput.write(formatFindings(options.format, findings, await version()));
  const fixed = results.flatMap((result) => result.fixed);
  process.stderr.write(fixed.map(toLine).join(''));
  if (options.format === 'text')
    process.stderr.write(`${summary(read.sources.length, findings, fixed.length)}\n`);
  // One file that cannot be read keeps nobody from hearing of the others.
  const problems = [...read.problems, ...results.flatMap((result) => result.problem ?? [])];
  const warnings = count(findings, 'warning');
  if (options.maxWarnings !== undefined && warnings > options.maxWarnings)
    problems.push(`${plural(warnings, 'warning')}, and no more than ${options.maxWarnings} may be`);
  for (const each of problems) problem(checkCommand, each);
  return problems.length > 0 || count(findings, 'error') > 0 ? EXIT.usage : EXIT.passed;
}

interface Checked {
  readonly findings: readonly CheckFinding[];
  readonly fixed: readonly CheckFinding[];
  /** Why the fixes could not be written. */
  readonly problem?: string;
}

async function check(source: Source, options: CheckOptions): Promise<Checked> {
  const { name, text } = source;
  const find = validator(source, options);
  if (options.fix) {
    const { document, diagnostics, fixed, text: mended } = await fixText(name, text, find);
    const failure = fixed.length === 0 ? undefined : await replaceFile(name, text, mended);
    if (failure === undefined)
      return { findings: diagnostics.map((each) => toFinding(name, document, each)), fixed };
    return { ...(await check(source, { ...options, fix: false })), problem: failure };
  }
  const document = parse(text);
  return { findings: (await find(document)).map((each) => toFinding(name, document, each)), fixed: [] };
}

/** The files that standard input names are those of the working folder. */
function validator(
  { name, folder }: Source,
  { environment, severities, variables }: CheckOptions,
): Validator {
  const workspace = nodeWorkspace({
    root: folder,
    openText: () => undefined,
    activeEnvironment: environment,
  });
  const uri = pathToFileURL(path.resolve(folder, path.basename(name))).href;
  return async (document) =>
    (await validateInWorkspace(document, { uri, workspace, severities, names: variables.keys() })) ?? [];
}

type Validator = (document: TranscriptDocument) => Promise<readonly Diagnostic[]>;

function toLine({ file, line, column, code, fixes }: CheckFinding): string {
  const title = fixes.map((fix) => fix.title).join('; ');
  return `${visible(`${file}:${line}:${column}: fixed ${code}: ${title}`)}\n`;
}

/** For the person; standard output holds nothing but findings. */
function summary(files: number, findings: readonly CheckFinding[], fixed: number): string {
  const information = count(findings, 'information');
  const hints = count(findings, 'hint');
  const counts = [
    plural(count(findings, 'error'), 'error'),
    plural(count(findings, 'warning'), 'warning'),
    ...(information > 0 ? [`${information} information`] : []),
    ...(hints > 0 ? [plural(hints, 'hint')] : []),
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
  ];
  return `${plural(files, 'file')}: ${counts.join(', ')}`;
}

function count(findings: readonly CheckFinding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
