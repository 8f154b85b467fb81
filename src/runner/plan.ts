import type { Transcript, TranscriptDocument } from '../syntax/document';
import { lineAt } from '../syntax/positions';
import { soundsSecret } from '../syntax/secretNames';
import { parseTemplate } from '../syntax/template';
import { planDirectives, readDirectives, type Directives } from './planDirectives';
import { planServer } from './planServer';
import { planSettings } from './planSettings';
import { PlanSource } from './planSource';
import { planSteps } from './planSteps';
import type { Plan, PlanVariable, Step } from './planTypes';
import { captureNames } from './variables';

export { formatEndpoint } from '../syntax/connection';
export type * from './planTypes';

/** Makes the plan of one transcript of a document. Never throws: what cannot be run is a problem of the plan. */
export function plan(document: TranscriptDocument, transcript: Transcript): Plan {
  const source = new PlanSource(document, transcript);
  reportSyntaxErrors(source);
  const directives = readDirectives(source);
  const known = planDirectives(directives);
  const steps = planSteps(source);
  const captures = captureNames(steps);
  const variables = [...source.document.preamble.variables, ...source.transcript.variables];
  const names = [...variables.map(({ name }) => source.text(name)), ...captures];
  const secrets = [...new Set([...secretNames(directives), ...names.filter(soundsSecret)])];
  return {
    title: transcript.title ?? `line ${transcript.anchor + 1}`,
    line: transcript.anchor + 1,
    server: planServer(source, directives),
    settings: planSettings(known.values),
    directives: known,
    variables: planVariables(source, secrets),
    environment: [],
    secrets,
    steps,
    openSteps: steps.filter(isOpen),
    captures,
    records: steps.some((step) => step.expects.length > 0),
    problems: source.problems,
    disabled: directives.has('disabled'),
    confirm: planConfirmation(directives),
    repetition: undefined,
  };
}

function isOpen({ send, asserts, sleeps }: Step): boolean {
  if (asserts.length > 0 || sleeps.length > 0) return true;
  switch (send?.kind) {
    case 'command':
      return send.constant === undefined || send.chunk !== undefined;
    case 'response':
      return send.constant === undefined;
    case 'content':
      return send.body.parts.some(({ kind }) => kind !== 'text');
    case 'raw':
    case undefined:
      return false;
  }
}

function planConfirmation(directives: Directives): Plan['confirm'] {
  const confirm = directives.get('confirm');
  return confirm === undefined
    ? undefined
    : { line: confirm.line, question: parseTemplate(confirm.value, 0) };
}

/** The parser's errors within the transcript and in the preamble: with one of them it is not sure what to send. */
function reportSyntaxErrors(source: PlanSource): void {
  const { document, transcript } = source;
  const first = document.transcripts[0] === transcript ? 0 : transcript.firstLine;
  const preambleEnd = document.transcripts[0]?.firstLine ?? 0;
  for (const diagnostic of document.diagnostics) {
    if (diagnostic.severity !== 'error') continue;
    const line = lineAt(document, diagnostic.span.start)?.index ?? 0;
    const mine = (line >= first && line < transcript.endLine) || line < preambleEnd;
    if (mine) source.problem(line + 1, diagnostic.message);
  }
}

function secretNames(directives: Directives): string[] {
  const values = directives.get('secret')?.all ?? [];
  return values.flatMap((value) => value.split(/[\s,]+/)).filter((name) => name !== '');
}

function planVariables(source: PlanSource, secrets: readonly string[]): PlanVariable[] {
  const { document, transcript } = source;
  return [...document.preamble.variables, ...transcript.variables].map((line) => {
    const name = source.text(line.name);
    return {
      name,
      line: line.index + 1,
      value: parseTemplate(source.text(line.value), line.value.start),
      secret: secrets.includes(name),
    };
  });
}
