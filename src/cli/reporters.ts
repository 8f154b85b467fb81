import { ansiStyle, plainStyle } from '../report/style';
import { eventLine } from '../report/events';
import type { FileResult } from '../report/fileResult';
import { jsonReport } from '../report/json';
import { junitReport } from '../report/junit';
import { createTapPrinter } from '../report/tap';
import { createTranscriptPrinter, type PrinterOptions } from '../report/transcript';
import type { SessionEvent } from '../runner/events';
import type { RunResult } from '../runner/result';
import { visible } from '../smtp/escape';
import { nearest } from '../syntax/words';
import { conclusion } from './conclusion';

/** A way to tell of a run. Each method gives what is to be written, which is often nothing. */
export interface Reporter {
  /** @param transcript the line that it begins at */
  readonly event: (file: string, transcript: number, event: SessionEvent) => string;
  readonly result: (file: string, result: RunResult) => string;
  readonly end: (run: CompletedRun) => string;
}

/** A run of all files, as far as it came. */
export interface CompletedRun {
  readonly files: readonly FileResult[];
  /** Transcripts that the run did not come to. */
  readonly notRun: number;
  readonly cancelled: boolean;
  readonly durationMs: number;
}

const nothing = (): string => '';

/** Every reporter by its name on the command line. */
const REPORTERS = {
  transcript: transcriptReporter,
  tap(): Reporter {
    const printer = createTapPrinter();
    return {
      event: nothing,
      result: (file, result) => printer.result(file, result),
      end: ({ cancelled }) => printer.end(cancelled),
    };
  },
  json: (): Reporter => ({ event: nothing, result: nothing, end: ({ files }) => jsonReport(files) }),
  events: (): Reporter => ({ event: eventLine, result: nothing, end: nothing }),
  junit: (): Reporter => ({ event: nothing, result: nothing, end: ({ files }) => junitReport(files) }),
} satisfies Record<string, (look: Look) => Reporter>;

type ReporterName = keyof typeof REPORTERS;

/** How the report for people looks; those for programs are always the same. */
interface Look extends PrinterOptions {
  readonly colour: boolean;
}

/** One `--reporter NAME[=FILE]`. */
export interface ReporterChoice {
  readonly name: ReporterName;
  /** Standard output if absent. */
  readonly file: string | undefined;
}

export function createReporter(name: ReporterName, look: Look): Reporter {
  return REPORTERS[name](look);
}

/**
 * Reads what stands after each `--reporter`. Whatever goes to files, the conversation is shown on standard output unless
 * another reporter was sent there.
 */
export function readReporters(
  texts: readonly string[],
): { readonly choices: readonly ReporterChoice[] } | { readonly problem: string } {
  const choices: ReporterChoice[] = [];
  for (const text of texts) {
    const [, name = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    if (!isReporterName(name)) return { problem: `--reporter: ${unknownReporter(name)}` };
    if (file === '') return { problem: `--reporter ${name}= takes the name of a file` };
    const same = choices.find((choice) => choice.file === file);
    if (same !== undefined)
      return {
        problem: `--reporter: ${same.name} and ${name} cannot both write to ${file ?? 'standard output'}; give one a file, as in --reporter ${name}=FILE`,
      };
    choices.push({ name, file });
  }
  if (choices.some((choice) => choice.file === undefined)) return { choices };
  return { choices: [{ name: 'transcript', file: undefined }, ...choices] };
}

function isReporterName(name: string): name is ReporterName {
  return Object.hasOwn(REPORTERS, name);
}

function unknownReporter(name: string): string {
  const names = Object.keys(REPORTERS);
  const meant = nearest(name, names);
  return `there is no reporter “${name}”${meant === undefined ? '' : `; did you mean ${meant}?`} (${names.join(', ')})`;
}

function transcriptReporter({ colour, ...options }: Look): Reporter {
  const style = colour ? ansiStyle : plainStyle;
  const printer = createTranscriptPrinter(style, options);
  return {
    event: (file, _transcript, event) => printer.print(located(file, event)),
    result: nothing,
    end: (run) => conclusion(run, style),
  };
}

/** The printer knows of one transcript; among several files the heading and the errors have to say which file they are of. */
function located(file: string, event: SessionEvent): SessionEvent {
  if (event.type === 'start') return { ...event, title: visible(`${file} · ${event.title}`) };
  if (event.type === 'failure' && event.line !== undefined)
    return { ...event, line: undefined, message: `${visible(file)}:${event.line}: ${event.message}` };
  return event;
}
