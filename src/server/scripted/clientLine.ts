import { parseTemplate, type TemplatePart } from '../../syntax/template';
import type { Expectation, Rest } from './script';

/** The values that `{{name}}` stands for. */
export type Values = ReadonlyMap<string, string>;

type LineExpectation = Extract<Expectation, { kind: 'line' }>;

/**
 * What a `C:` line expects. `/regex/` is a regular expression for the line, after a command's word for the rest of it. A
 * `{{name}}` is what the file says of it; where only a run can tell, any text will do.
 */
export function readClientLine(
  text: string,
  role: 'command' | 'response' | 'content',
  values: Values,
): LineExpectation | { readonly problem: string } {
  const word = role === 'command' ? wordOf(text) : 0;
  const rest = restOf(text.slice(word), word > 0, values);
  if ('problem' in rest) return rest;
  const secret = role === 'response' || (role === 'command' && /^AUTH(?:\s|$)/i.test(text));
  return { kind: 'line', source: text, word, rest, secret, content: role === 'content' };
}

/** Whether a line without its end is what was expected. */
export function matchesLine({ source, word, rest }: LineExpectation, line: string): boolean {
  if (line.slice(0, word).toUpperCase() !== source.slice(0, word).toUpperCase()) return false;
  const after = line.slice(word);
  if (rest.kind === 'text') return after === rest.text;
  if (!rest.afterSpace) return rest.pattern.test(after);
  return after.startsWith(' ') && rest.pattern.test(after.slice(1));
}

/**
 * MAIL FROM: and RCPT TO: are words too, as what is case-sensitive begins with the address, and so is AUTH with its mechanism,
 * behind which the credential begins.
 */
function wordOf(text: string): number {
  return (
    /^(?:(?:MAIL[ \t]+FROM|RCPT[ \t]+TO):|AUTH[ \t]+[\w-]+(?=[ \t]|$)|[A-Za-z]+(?=[ \t]|$))/i.exec(text)?.[0]
      .length ?? 0
  );
}

function restOf(text: string, hasWord: boolean, values: Values): Rest | { readonly problem: string } {
  const afterSpace = hasWord && text.startsWith(' ');
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(afterSpace ? text.slice(1) : text) ?? [];
  if (source === undefined) return text.includes('{{') ? filledIn(text, values) : { kind: 'text', text };
  try {
    return { kind: 'pattern', pattern: new RegExp(source, flags.replace(/[gy]/g, '')), afterSpace };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: reason.replace(/^Invalid regular expression: /, 'Not a regular expression: ') };
  }
}

/** A text with the values that are known filled in; undefined where one is not. */
export function filledText(text: string, values: Pick<Values, 'get'>): string | undefined {
  const texts = parseTemplate(text, 0).map((part) => valueOf(part, values));
  return texts.includes(undefined) ? undefined : texts.join('');
}

function valueOf(part: TemplatePart, values: Pick<Values, 'get'>): string | undefined {
  return part.kind === 'text' ? part.text : part.kind === 'variable' ? values.get(part.name) : undefined;
}

function filledIn(text: string, values: Values): Rest {
  let source = '';
  let literal = '';
  let open = false;
  for (const part of parseTemplate(text, 0)) {
    const known = valueOf(part, values);
    open ||= known === undefined;
    source += known === undefined ? '.*' : known.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    literal += known ?? '';
  }
  if (!open) return { kind: 'text', text: literal };
  return { kind: 'pattern', pattern: new RegExp(`^${source}$`, 's'), afterSpace: false };
}
