import type { Hit } from './secretSearch';

/** Fewer characters tell next to nothing, and are found everywhere. */
const SHORTEST_FRAGMENT = 4;
/** A text in which it is worth while to look for what was cut off inside. */
const SHORT_TEXT = 2_000;

/**
 * What a text begins or ends with of an encoded secret that was broken into lines or cut off: the rest is in another text,
 * or nowhere.
 *
 * @param forms what may have been broken
 * @param fours all fours of characters in them, which tells quickly that there is nothing
 */
export function fragments(text: string, forms: Iterable<string>, fours: ReadonlySet<string>): readonly Hit[] {
  if (fours.size === 0) return [];
  const first = BEGINNING.exec(text)?.[0].length ?? 0;
  const end = text.length - (ENDING.exec(text.slice(-MOST_AROUND))?.[0].length ?? 0);
  const hits: Hit[] = [];
  if (fours.has(text.slice(first, first + SHORTEST_FRAGMENT)))
    hits.push(...lastParts(text, first, end, forms));
  for (const last of text.length > SHORT_TEXT ? [end] : [end, ...cuts(text)])
    if (fours.has(text.slice(Math.max(0, last - SHORTEST_FRAGMENT), last)))
      hits.push(...firstParts(text, last, forms));
  return hits;
}

const MOST_AROUND = 8;
/** A reply's code, white space and quotation marks. */
const BEGINNING = /^(?:\d{3}[- ])?[\s"'<([]{0,8}/;
const ENDING = /[=\s"'>)\].,;:]*$/;

/** Where dots say that something was left out. */
function cuts(text: string): number[] {
  return [...text.matchAll(/…|\.\.\.?/g)].map(({ index }) => index);
}

/** The text begins in the middle of a form: with all that is left of it, or it is itself a piece of it. */
function* lastParts(text: string, first: number, end: number, forms: Iterable<string>): Generator<Hit> {
  for (const { form, at } of places(text.slice(first, first + SHORTEST_FRAGMENT), forms)) {
    const rest = form.slice(at);
    if (text.startsWith(rest, first)) yield { start: first, end: first + rest.length, encoded: true };
    else if (rest.startsWith(text.slice(first, end))) yield { start: first, end, encoded: true };
  }
}

/** The text ends in the middle of a form. */
function* firstParts(text: string, last: number, forms: Iterable<string>): Generator<Hit> {
  for (const { form, at } of places(text.slice(last - SHORTEST_FRAGMENT, last), forms)) {
    const start = last - at - SHORTEST_FRAGMENT;
    if (start >= 0 && text.startsWith(form.slice(0, at), start)) yield { start, end: last, encoded: true };
  }
}

function* places(four: string, forms: Iterable<string>): Generator<{ form: string; at: number }> {
  for (const form of forms)
    for (let at = form.indexOf(four); at !== -1; at = form.indexOf(four, at + 1)) yield { form, at };
}
