import { parseDuration } from '../syntax/directives';
import type { Exchange, Request } from '../syntax/document';
import { parseTemplate } from '../syntax/template';
import { planAssertion } from './planAssertions';
import { planBody, planRaw } from './planBody';
import { planMeasure } from './planMeasure';
import { planExpect } from './planExpectations';
import type { PlanSource } from './planSource';
import type { ConstantLine, Send, Step, Template } from './planTypes';
import { wireOf } from './wire';
import { findWrappedLines } from './wrappedLines';

/** The conversation as steps, each a thing to send (but for the greeting) and the replies that it has to draw. */
export function planSteps(source: PlanSource): Step[] {
  findWrappedLines(source);
  const sleeps = planSleeps(source);
  const steps = source.transcript.exchanges.map((exchange, at, exchanges): Step => {
    const send = exchange.request === undefined ? undefined : planSend(source, exchange.request);
    const line = send?.line ?? lineOfReplies(exchange) ?? source.transcript.anchor + 1;
    return {
      line,
      ...(send === undefined ? NO_SLEEP : takeSleeps(sleeps, line)),
      // What is to be checked between two lines is known only when the first has been answered.
      grouped: exchange.grouped && !isAsserted(exchanges[at - 1], line),
      send,
      expects: exchange.replies.map((reply) => planExpect(source, reply)),
      asserts: exchange.assertions.flatMap((line) => planAssertion(source, line) ?? []),
    };
  });
  return steps.map((step, at) => planMeasure(source, steps, step, at));
}

interface Sleep {
  readonly line: number;
  readonly value: string;
}

const NO_SLEEP: Pick<Step, 'pause' | 'sleeps'> = { pause: 0, sleeps: [] };

/** `# @sleep` counts for the client line below it; one in the preamble, for the first of each transcript. */
function planSleeps({ document, transcript }: PlanSource): Sleep[] {
  return [...document.preamble.directives, ...transcript.directives]
    .filter((line) => document.text.slice(line.name.start, line.name.end).toLowerCase() === 'sleep')
    .map((line) => ({
      line: line.index + 1,
      value: document.text.slice(line.value.start, line.value.end),
    }));
}

/** The pauses above a line that no line before it has taken. */
function takeSleeps(sleeps: Sleep[], line: number): Pick<Step, 'pause' | 'sleeps'> {
  if (sleeps.length === 0) return NO_SLEEP;
  const until = sleeps.findIndex((sleep) => sleep.line >= line);
  const due = sleeps.splice(0, until === -1 ? sleeps.length : until);
  return {
    pause: due.reduce((sum, { value }) => sum + (parseDuration(value) ?? 0), 0),
    sleeps: due
      .filter(({ value }) => value.includes('{{'))
      .map(({ line: at, value }) => ({ line: at, template: parseTemplate(value, 0) })),
  };
}

function planSend(source: PlanSource, request: Request): Send {
  switch (request.kind) {
    case 'command': {
      const { line, chunk } = request;
      return {
        kind: 'command',
        line: line.index + 1,
        verb: source.text(line.verb).toUpperCase(),
        ...planLine(source.template(line.value)),
        chunk: chunk === undefined ? undefined : planBody(source, chunk),
        measured: [],
      };
    }
    case 'response': {
      const { line } = request;
      return {
        kind: 'response',
        line: line.index + 1,
        ...planLine(source.template(line.value)),
        step: line.step,
      };
    }
    case 'content': {
      const first = request.content.lines[0] ?? request.content.terminator ?? request.command;
      return { kind: 'content', line: first.index + 1, body: planBody(source, request.content) };
    }
    case 'raw':
      return { kind: 'raw', line: request.line.index + 1, ...planRaw(source, request.line) };
  }
}

function planLine(template: Template): {
  readonly template: Template;
  readonly constant: ConstantLine | undefined;
} {
  const [part] = template;
  const text =
    part === undefined ? '' : template.length === 1 && part.kind === 'text' ? part.text : undefined;
  // What has a CR or NUL in it is refused when it is due.
  const constant = text === undefined || /[\r\n\0]/.test(text) ? undefined : { text, wire: wireOf(text) };
  return { template, constant };
}

/** Whether an assertion about an exchange stands above a line, counted from 1. */
function isAsserted(exchange: Exchange | undefined, line: number): boolean {
  return exchange?.assertions.some(({ index }) => index + 1 < line) === true;
}

function lineOfReplies(exchange: Exchange): number | undefined {
  const line = exchange.replies[0]?.lines[0] ?? exchange.assertions[0];
  return line === undefined ? undefined : line.index + 1;
}
