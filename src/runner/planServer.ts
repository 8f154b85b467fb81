import { parseConnection, parseServerUrl } from '../syntax/connection';
import { parseTemplate } from '../syntax/template';
import type { Directives } from './planDirectives';
import type { PlanSource } from './planSource';
import type { Endpoint, Server } from './planTypes';

/** The connection line, or else `@server`; the last one counts, and the transcript's own before the preamble's. */
export function planServer(source: PlanSource, directives: Directives): Server {
  const directive = directives.get('server');
  const ownDirective = directive !== undefined && directive.line > source.transcript.firstLine;
  const shared = ownDirective ? undefined : source.document.preamble.connections.at(-1);
  const line = source.transcript.connections.at(-1) ?? shared;
  if (line !== undefined) {
    if (source.text(line.value).includes('{{'))
      return {
        kind: 'template',
        form: 'command',
        template: source.template(line.value),
        line: line.index + 1,
      };
    return line.connection.endpoint === undefined
      ? { kind: 'unsaid' }
      : { kind: 'endpoint', endpoint: line.connection.endpoint };
  }
  if (directive === undefined) return { kind: 'unsaid' };
  const { value } = directive;
  if (value.includes('{{'))
    return { kind: 'template', form: 'url', template: parseTemplate(value, 0), line: directive.line };
  const parsed = parseServerUrl(value);
  // What is wrong with it the parser has said.
  return 'endpoint' in parsed ? { kind: 'endpoint', endpoint: parsed.endpoint } : { kind: 'unsaid' };
}

/** Reads a server's text once its variables are filled in. */
export function readServer(
  form: 'url' | 'command',
  text: string,
): { endpoint: Endpoint } | { problem: string } {
  const { endpoint, problem } = form === 'url' ? readUrl(text) : readCommand(text);
  return endpoint === undefined
    ? { problem: problem ?? `“${text}” does not say where to connect` }
    : { endpoint };
}

function readUrl(text: string): { endpoint?: Endpoint; problem?: string } {
  return parseServerUrl(text);
}

function readCommand(text: string): { endpoint?: Endpoint; problem?: string } {
  const { endpoint, diagnostics } = parseConnection(text, 0);
  if (endpoint !== undefined) return { endpoint };
  const [first] = diagnostics;
  return first === undefined ? {} : { problem: first.message };
}
