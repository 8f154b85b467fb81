import * as path from 'node:path';
import { visible } from '../smtp/escape';
import { EXIT, problem, usageError, type Command } from './command';
import { applyEnvironments } from './environments';
import { execute } from './execution';
import { exitCode } from './exitCode';
import type { Plan } from '../runner/plan';
import { openReports, type Reports } from './reports';
import { readRunOptions, type RunOptions } from './runOptions';
import { readSecretFiles } from './secrets';
import { select, type SelectedFile } from './selection';
import { abortOnSignals } from './signals';
import { readSources } from './sources';
import { Updating } from './updating';
import { nextChange, transcriptsOf } from './watching';

export const runCommand: Command = {
  name: 'run',
  usage: `smtp-transcript run [options] FILE|FOLDER|PATTERN|-…

  --server URL             connect here, whatever the file says (smtp://host:25, smtps://…, smtp+starttls://…, lmtp://…)
  --env NAME               the environment to take values from, in smtp.env.json and smtp.private.env.json beside the file
                           or in a folder above it
  --var NAME=VALUE         gives {{NAME}} a value where the file gives none
  --secret NAME=FILE       reads {{$secret NAME}} from a file; otherwise the environment variable SMTP_SECRET_NAME holds it
  --transcript TITLE|@TAG  runs only the transcripts of that title or tag; may be given several times
  --jobs N                 runs so many files side by side; what they print keeps the order of the files
  --repeat N               runs each transcript N times, each on a connection of its own; {{$repeat}} is which time it is
  --yes                    confirms what @confirm asks, and that C!: lines, or what “@pipelining on” does not wait with, go to
                           another machine; without it nobody is asked where there is no terminal, and nothing is sent
  --update                 writes the replies received into the S: lines that they differ from; patterns that hold stay as they are,
                           and the run goes on after a difference
  --update-all             writes replies for which no S: line is recorded too
  --bail                   begins no other transcript after one that does not pass
  --watch                  runs all of it again whenever one of the files changes that it has read, or another comes to a
                           folder that was named, until Ctrl+C
  --timeout S              seconds to wait for each reply
  --match code|text        how strictly recorded text is held against a reply
  --tls-verify off         accepts any certificate, and says so
  --proxy URL              connects through a proxy: socks5://host:1080 or http://host:3128
  --reporter NAME[=FILE]   transcript (the conversation as it goes), tap, json, events (one line of JSON each) or junit,
                           to standard output or a file; may be given several times
  -v, --verbose            has the conversation tell all of TLS: the key exchange, and each certificate of the chain
  --help

A folder stands for all .smtp files below it, - for standard input.

Exit codes: 0 everything held, or was written by --update; 1 an expectation failed or the server refused a command; 2 usage, a file has errors
(nothing was sent), or what is printed or reported cannot be written; 3 no connection, TLS failure, time-out, connection lost; 130 cancelled. With several, the highest
of 3, 2, 1.`,
  run: runTranscripts,
};

async function runTranscripts(args: readonly string[]): Promise<number> {
  const options = readRunOptions(args);
  if ('problem' in options) return usageError(runCommand, options.problem);
  const began = Date.now();
  const transcripts = options.watch ? await transcriptsOf(options.operands) : new Set<string>();
  const first = await runOnce(options);
  if ('problem' in first) return usageError(runCommand, first.problem);
  return options.watch ? runAgain(options, first, { began, transcripts }) : first.code;
}

/** Runs all of it again whenever a file changes, until somebody presses Ctrl+C. */
async function runAgain(
  options: RunOptions,
  first: Once,
  { began, transcripts: named }: { readonly began: number; readonly transcripts: ReadonlySet<string> },
): Promise<number> {
  const signals = abortOnSignals();
  try {
    const { operands } = options;
    let since = began;
    let transcripts = named;
    for (let last = first; last.code !== EXIT.cancelled;) {
      process.stderr.write(`Waiting for ${inWords(last.read.size)} to change; Ctrl+C ends it.\n`);
      const changed = await nextChange({ files: last.read, operands, transcripts }, since, signals.signal);
      if (changed === undefined) break;
      process.stderr.write(`\n${visible(path.relative('', changed))} has changed.\n`);
      since = Date.now();
      transcripts = await transcriptsOf(operands);
      const next = await runOnce(options);
      // A file that is wrong for the moment will be right again.
      if ('problem' in next) problem(runCommand, next.problem);
      else last = next;
    }
    return EXIT.cancelled;
  } finally {
    signals.release();
  }
}

function inWords(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

/** What came of a run of everything. */
interface Once {
  readonly code: number;
  /** The files that it read; absolute. */
  readonly read: ReadonlySet<string>;
}

async function runOnce(options: RunOptions): Promise<Once | { readonly problem: string }> {
  const prepared = await prepare(options);
  if ('problem' in prepared) return prepared;
  const { files, secrets, reports } = prepared;
  const signals = abortOnSignals();
  const began = performance.now();
  try {
    const updating = options.update === 'no' ? undefined : new Updating();
    const executed = await execute(files, { ...options, secrets }, signals.signal, {
      event: (file, transcript, event) => {
        updating?.take(file, transcript, event);
        return reports.tell((reporter) => reporter.event(file, transcript, event));
      },
      result: (file, result) => reports.tell((reporter) => reporter.result(file, result)),
    });
    const { files: done, notRun } = executed;
    const cancelled = signals.signal.aborted;
    const durationMs = performance.now() - began;
    await reports.tell((reporter) => reporter.end({ files: done, notRun, cancelled, durationMs }));
    const updated = await updating?.write(files, options.update === 'all');
    for (const each of updated?.notes ?? []) process.stderr.write(`${each}\n`);
    const problems = [...(updated?.problems ?? []), ...(await reports.close())];
    for (const each of problems) problem(runCommand, each);
    // What differed and was written is as its file has it by now.
    const open = done.flatMap(({ file, transcripts }) =>
      transcripts.filter((result) => updated?.isAccepted(file, result) !== true),
    );
    const code = Math.max(exitCode(open, cancelled), problems.length > 0 ? EXIT.usage : EXIT.passed);
    return { code, read: filesRead(options, files, executed.opened) };
  } catch (error) {
    await reports.discard();
    throw error;
  } finally {
    signals.release();
  }
}

function filesRead(
  { secretFiles }: RunOptions,
  files: readonly SelectedFile[],
  opened: ReadonlySet<string>,
): ReadonlySet<string> {
  const secrets = [...secretFiles.values()].map((file) => path.resolve(file));
  return new Set([...files.flatMap(({ source }) => source.path ?? []), ...secrets, ...opened]);
}

/** What is to be written is not only the first reply that differs. */
function goingOn(plan: Plan): Plan {
  return { ...plan, settings: { ...plan.settings, onFailure: 'continue' } };
}

interface Prepared {
  readonly files: readonly SelectedFile[];
  readonly secrets: ReadonlyMap<string, string>;
  readonly reports: Reports;
}

/** Gathers all that a run needs, or says what is missing while nothing has been sent yet. */
async function prepare(options: RunOptions): Promise<Prepared | { readonly problem: string }> {
  const secrets = await readSecretFiles(options.secretFiles);
  if ('problem' in secrets) return secrets;
  const read = await readSources(options.operands);
  // A run begins with everything it needs or not at all.
  if (read.problems.length > 0) return { problem: read.problems.join('\n') };
  const selected = select(read.sources, options.only);
  if ('problem' in selected) return selected;
  const applied = await applyEnvironments(selected.files, options.environment);
  if ('problem' in applied) return applied;
  const reports = await openReports(options.reporters, options);
  if ('problem' in reports) return reports;
  const files = applied.files.map(({ source, plans }) => ({
    source,
    plans: plans.map((plan) => (options.update === 'no' ? plan : goingOn(plan))),
  }));
  return { files, ...secrets, reports };
}
