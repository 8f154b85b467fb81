import { shownChunk, type ShownChunk } from '../chunkSize';
import type { Command, Step } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/** BDAT with no size, or with another than that of the octets that follow it (RFC 3030 section 2). */
export const rule: Rule = {
  code: 'bad-chunk-size',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['BDAT'],
    find(step, { document }) {
      const { command } = step;
      if (command?.verb !== 'BDAT' || command.argument === '' || command.argument.includes('{{'))
        return undefined;
      if (!/^\d{1,15}(?:\s+LAST)?$/i.test(command.argument)) {
        return {
          message: 'BDAT takes a size in octets, and LAST after it for the last chunk',
          span: command.argumentSpan,
        };
      }
      const chunk = shownChunk(document, step);
      if (chunk === undefined || chunk.octets === chunk.size) return undefined;
      return printedEnds(command, chunk) ?? finding(command, step, chunk.size, chunk.octets);
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `\`BDAT\` says how many octets follow, the CRLF of each line counted as two (RFC 3030 section 2). If fewer follow, the server waits for the
rest; if more do, it reads them as commands. \`{{$size}}\` has them counted.`,
  bad: `C: BDAT 20 LAST
C: Subject: Hi
C:
C: Hello
S: 250 Ok`,
  good: `C: BDAT 22 LAST
C: Subject: Hi
C:
C: Hello
S: 250 Ok`,
};

/** The size is right if the line ends that are printed in the text are those that are sent. */
function printedEnds(
  { argumentSpan }: Command,
  { size, octets, printedEnds: ends }: ShownChunk,
): Finding | undefined {
  const printed = ends.reduce((sum, { start, end }) => sum + end - start, 0);
  if (printed === 0 || octets - printed !== size) return undefined;
  return {
    message:
      'The line ends of this chunk are printed as text, which would be sent as well and is not counted',
    severity: 'hint',
    span: argumentSpan,
    fixes: [
      {
        title: 'Take the printed line ends away',
        changes: ends.map((span) => ({ span, newText: '' })),
      },
    ],
  };
}

function finding({ argumentSpan }: Command, { outcome }: Step, size: number, octets: number): Finding {
  const { start } = argumentSpan;
  const span = { start, end: start + String(size).length };
  return {
    message: `${octets} octets follow, each CRLF counted as two, and not ${size}`,
    span,
    fixes: [{ title: `Change to ${octets}`, changes: [{ span, newText: String(octets) }] }],
    // The server took it when it was recorded, so what was sent then had other line ends, say.
    ...severityIfAccepted(outcome),
  };
}
