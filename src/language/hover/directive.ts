import type { DirectiveLine } from '../../syntax/document';
import { findDirective } from '../../syntax/directives';
import { parseServerUrl } from '../../syntax/connection';
import { textOf } from '../../syntax/span';
import { describeEndpoint } from './connection';
import { capital, code, paragraphs } from './markdown';
import { isAt, type Found, type Place } from './place';

/** `# @name value`. */
export function hoverDirective(place: Place, { name, value }: DirectiveLine): Found | undefined {
  const { text } = place.document;
  const written = textOf(text, name);
  const info = findDirective(written);
  // The @ belongs to the name.
  const at = { start: name.start - 1, end: name.end };
  if (isAt(place, at))
    return {
      span: at,
      text:
        info === undefined
          ? 'There is no such directive.'
          : paragraphs(code(`@${info.name} ${info.syntax}`.trim()), `${capital(info.summary)}.`),
    };
  if (info?.name !== 'server' || !isAt(place, value)) return undefined;
  const parsed = parseServerUrl(textOf(text, value));
  return 'endpoint' in parsed
    ? { span: value, text: describeEndpoint(place.document, parsed.endpoint) }
    : undefined;
}
