import assert from 'node:assert/strict';
import type { Run, TranscriptReport } from '../commandLine';

export function transcriptOf(run: Run, title: string): TranscriptReport {
  const report = run.transcripts.find((each) => each.title === title);
  assert.ok(report, `${title} did not run:\n${run.output}`);
  return report;
}

export function assertPassed(run: Run, report: TranscriptReport): void {
  assert.equal(report.status, 'passed', `${report.title}: ${conversation(run, report)}`);
}

/** It did not pass, and said why in these words. */
export function assertFails({ title, status, steps, failures }: TranscriptReport, message: RegExp): void {
  assert.notEqual(status, 'passed', title);
  const failed = steps.filter((step) => step.status === 'failed');
  assert.match([...failed, ...failures].map((each) => each.message).join('\n'), message, title);
}

/** What was said in a transcript, for the message of a test that fails. */
function conversation(run: Run, report: TranscriptReport): string {
  const said = run.events.filter(({ transcript }) => transcript === report.line);
  return said.map(({ type, text, message }) => `\n${type} ${text ?? message ?? ''}`).join('');
}
