import type { IncludeLine } from '../../syntax/document';
import { textOf } from '../../syntax/span';
import { formatBinaryOctets, formatOctets } from '../octets';
import { paragraphs } from './markdown';
import { isAt, type Found, type Place } from './place';
import { quoted } from './quoted';

/** `< file` in a message: what is sent, and how large the file is. */
export async function hoverInclude(place: Place, line: IncludeLine): Promise<Found | undefined> {
  const { document, context } = place;
  const span = { start: line.value.start, end: line.path.end };
  if (!isAt(place, span)) return undefined;
  const path = textOf(document.text, line.path);
  const size =
    path === '' || path.includes('{{') ? undefined : await context.workspace.fileSize(context.uri, path);
  return {
    span,
    text: paragraphs(
      `${quoted(document, path)}${size === undefined ? '' : `: ${size < 1000 ? formatOctets(size) : `${formatOctets(size)} (${formatBinaryOctets(size)}, ${size} octets)`}`}`,
      MODES[line.mode],
    ),
  };
}

const MODES: Readonly<Record<IncludeLine['mode'], string>> = {
  file: 'The file is sent in the place of this line: its line ends become CRLF, a dot that starts a line is doubled, and nothing else is changed.',
  template: 'The file is sent in the place of this line, with its `{{…}}` filled in.',
  base64: 'The file is sent in the place of this line, in base64, for an attachment.',
};
