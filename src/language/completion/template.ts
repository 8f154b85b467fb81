/**
 * A text with places to fill in, written `[[what stands there at first]]`: as a plain text, and in the snippet syntax of
 * the protocol. Two places with the same text are filled in together; `[[]]` is an empty one.
 */
export function fromTemplate(template: string): { readonly text: string; readonly snippet: string } {
  const stops = new Map<string, number>();
  let next = 1;
  let text = '';
  let snippet = '';
  for (const [, literal = '', place] of template.matchAll(/([^[]+|\[(?!\[))|\[\[(.*?)\]\]/gs)) {
    if (place === undefined) {
      text += literal;
      snippet += escaped(literal);
      continue;
    }
    text += place;
    const known = stops.get(place);
    if (place === '') snippet += `$${next++}`;
    else if (known === undefined) {
      stops.set(place, next);
      snippet += `\${${next++}:${escaped(place)}}`;
    } else snippet += `$${known}`;
  }
  return { text, snippet };
}

/** `{{$secret name}}` would else be a place itself. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
