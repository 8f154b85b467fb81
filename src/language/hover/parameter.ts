import { checkParameterValue, findParameter } from '../../smtp/parameterTable';
import { decodeXtext } from '../../smtp/xtext';
import type { TranscriptDocument } from '../../syntax/document';
import { describeOctets } from '../octets';
import { describeMailbox } from './address';
import { code, linked, paragraphs, sourceLink } from './markdown';
import { quoted } from './quoted';

/** An ESMTP parameter of MAIL or RCPT, in Markdown. */
export function describeParameter(
  document: TranscriptDocument,
  name: string,
  value: string | undefined,
  verb: string,
): string {
  const info = findParameter(name);
  if (info === undefined) return 'This is no parameter that is known here.';
  const isSound = checkParameterValue(name, value) === undefined;
  return paragraphs(
    `${code(info.syntax)}${info.commands.includes(verb) ? '' : ` is a parameter of ${info.commands.join(' and ')}, not of ${verb}`}`,
    linked(info.summary),
    value === undefined || !isSound ? undefined : describeValue(document, name, value),
    `The server has to offer ${info.keywords.map(code).join(' or ')} in its reply to EHLO.`,
    sourceLink(info.rfc),
  );
}

/** What a value says beyond its letters, in Markdown; undefined if that is nothing. */
function describeValue(document: TranscriptDocument, name: string, value: string): string | undefined {
  switch (name) {
    case 'SIZE':
      return describeOctets(Number(value));
    case 'ENVID': {
      const decoded = decodeXtext(value);
      return decoded.ok && decoded.text !== value ? `As text: ${quoted(document, decoded.text)}` : undefined;
    }
    case 'AUTH':
    case 'SUBMITTER': {
      if (value === '<>') return '`<>`: who submitted the message is not known, or not trusted.';
      const decoded = decodeXtext(value);
      if (!decoded.ok) return undefined;
      return paragraphs(
        decoded.text === value ? undefined : `As text: ${quoted(document, decoded.text)}`,
        describeMailbox(document, decoded.text),
      );
    }
    case 'ORCPT': {
      const [, type = '', address = ''] = /^([^;]*);(.*)$/s.exec(value) ?? [];
      const decoded = decodeXtext(address);
      return `An address of the type ${quoted(document, type)}: ${quoted(document, decoded.ok ? decoded.text : address)}`;
    }
    default:
      return VALUES[`${name}=${value.toUpperCase()}`] ?? listed(name, value);
  }
}

const VALUES: Readonly<Record<string, string>> = {
  'BODY=7BIT': '`7BIT`: every octet is ASCII.',
  'BODY=8BITMIME': '`8BITMIME`: there may be octets above 127, in lines of up to 998 octets.',
  'BODY=BINARYMIME': '`BINARYMIME`: any octets, without lines; they have to be sent with BDAT.',
  'RET=FULL': '`FULL`: a failure notice returns the whole message.',
  'RET=HDRS': '`HDRS`: a failure notice returns the headers only.',
  'NOTIFY=NEVER': '`NEVER`: no notices at all, not even of failure.',
};

function listed(name: string, value: string): string | undefined {
  if (name !== 'NOTIFY') return undefined;
  const wanted = value.split(',').map((word) => NOTICES[word.toUpperCase()] ?? word);
  return `A notice is sent ${wanted.join(', or ')}.`;
}

/** RFC 3461 section 4.1. */
const NOTICES: Readonly<Record<string, string>> = {
  SUCCESS: 'when the message is delivered',
  FAILURE: 'when it cannot be delivered',
  DELAY: 'when delivery takes long',
};
