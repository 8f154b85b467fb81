import * as os from 'node:os';
import { measureParsing } from './parsing';
import { measureSending } from './sending';

/** A figure, the reference that it is held against, and how it came out. */
export interface Measurement {
  readonly what: string;
  readonly reference: string;
  /** Medians, in milliseconds. */
  readonly milliseconds: number;
  readonly referenceMilliseconds: number;
  readonly rate: string;
}

async function main(): Promise<void> {
  console.log(`Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}`);
  for (const measurement of [...measureParsing(), ...(await measureSending())]) {
    const { what, reference, milliseconds, referenceMilliseconds, rate } = measurement;
    const ratio = (milliseconds / referenceMilliseconds).toFixed(2);
    console.log(`\n${what}: ${ratio} × ${reference}`);
    console.log(
      `  ${milliseconds.toFixed(1)} ms against ${referenceMilliseconds.toFixed(1)} ms (medians), ${rate}`,
    );
  }
}

void main();
