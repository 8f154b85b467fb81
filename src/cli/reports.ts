import { hasColour } from './colour';
import { openOutput, standardOutput, type Output } from './output';
import { createReporter, type Reporter, type ReporterChoice } from './reporters';

/** All reports of a run, each with the place that it goes to. */
export interface Reports {
  readonly tell: (say: (reporter: Reporter) => string) => Promise<void>;
  /** Puts complete reports in their places; resolves to what went wrong with that, in words. */
  readonly close: () => Promise<readonly string[]>;
  /** Leaves no trace of them. */
  readonly discard: () => Promise<void>;
}

/** Opens them before anything is sent: a run whose report can't be kept had better not begin. */
export async function openReports(
  choices: readonly ReporterChoice[],
  { verbose }: { readonly verbose: boolean },
): Promise<Reports | { readonly problem: string }> {
  const colour = hasColour(process.stdout, process.env);
  const reports: { readonly reporter: Reporter; readonly output: Output }[] = [];
  const discard = async (): Promise<void> => {
    for (const { output } of reports) await output.discard();
  };
  for (const { name, file } of choices) {
    const output = file === undefined ? standardOutput : await openOutput(file);
    if ('problem' in output) {
      await discard();
      return output;
    }
    reports.push({
      output,
      reporter: createReporter(name, { colour: file === undefined && colour, verbose }),
    });
  }
  return {
    async tell(say) {
      for (const { reporter, output } of reports) await output.write(say(reporter));
    },
    async close() {
      const problems: string[] = [];
      for (const { output } of reports) problems.push(...(await output.close()));
      return problems;
    },
    discard,
  };
}
