import { visible } from '../../smtp/escape';
import { rfcUrl } from '../../smtp/rfc';

/** Paragraphs of Markdown; those that there are. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** A list of Markdown. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/**
 * A text as code, which no Markdown in it can end. What would play tricks on a reader is shown as escapes, and a long text
 * is cut.
 */
export function code(text: string): string {
  const safe = visible(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);
  if (safe === '') return '(empty)';
  const longest = Math.max(0, ...Array.from(safe.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  // A space at either side keeps ticks apart; where there is one already, Markdown would take off both.
  const pad = /^[` ]|[` ]$/.test(safe) ? ' ' : '';
  return fence + pad + safe + pad + fence;
}

const MAX_LENGTH = 300;

/** A source as the tables name it, as a link if it has a page. */
export function sourceLink(source: string): string {
  const url = rfcUrl(source);
  return url === undefined ? source : `[${source}](${url})`;
}

/** A sentence of ours with its RFCs made links. */
export function linked(sentence: string): string {
  return sentence.replace(/RFC \d+(?: section \d+(?:\.\d+)*)?/g, sourceLink);
}

/** With a capital, as a sentence begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
