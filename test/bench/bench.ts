import * as os from 'node:os';
import { measureEditing } from './editing';
import { measureOpening } from './opening';
import { measureParsing } from './parsing';
import { measureSending } from './sending';
import { measureStarting } from './starting';

/** A figure, the reference that it is held against, and how it came out. */
export interface Measurement {
  readonly what: string;
  readonly reference: string;
  /** Medians, in milliseconds. */
  readonly milliseconds: number;
  readonly referenceMilliseconds: number;
  readonly rate: string;
  /** What the project wants it to be, in words. */
  readonly target?: string;
}

/** Ratios, or tables as they are to be printed. */
type Report = readonly (Measurement | string)[];

async function main(): Promise<void> {
  console.log(`Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}`);
  const parts: Readonly<Record<string, () => Report | Promise<Report>>> = {
    parsing: measureParsing,
    editing: measureEditing,
    opening: measureOpening,
    sending: measureSending,
    starting: measureStarting,
  };
  const wanted = process.argv.slice(2);
  for (const [name, measure] of Object.entries(parts))
    if (wanted.length === 0 || wanted.includes(name)) print(await measure());
}

function print(report: Report): void {
  for (const part of report) {
    if (typeof part === 'string') {
      console.log(`\n${part}`);
      continue;
    }
    const { what, reference, milliseconds, referenceMilliseconds, rate, target } = part;
    const ratio = (milliseconds / referenceMilliseconds).toFixed(2);
    console.log(`\n${what}: ${ratio} × ${reference}`);
    console.log(
      `  ${milliseconds.toFixed(1)} ms against ${referenceMilliseconds.toFixed(1)} ms (medians), ${rate}${target === undefined ? '' : `; wanted: ${target}`}`,
    );
  }
}

void main();
