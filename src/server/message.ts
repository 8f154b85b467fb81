import type { AddressObject } from 'mailparser';

/** What a person looks for in a message. Absent headers and parts are undefined. */
export interface ParsedMessage {
  readonly subject: string | undefined;
  /** The From header, decoded, as one line. */
  readonly from: string | undefined;
  /** The To header, decoded, as one line. */
  readonly to: string | undefined;
  /** The plain text; made from the HTML where the message is nothing but HTML. */
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly filename: string | undefined;
  readonly contentType: string;
  /** Octets after the transfer encoding was undone. */
  readonly size: number;
}

/** Reads a message. mailparser is loaded at the first call, as most runs of the server never look into a message. */
export async function parseMessage(raw: Buffer): Promise<ParsedMessage> {
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(raw, {
    skipImageLinks: true,
    skipTextLinks: true,
    maxHtmlLengthToParse: MAX_HTML_LENGTH,
  });
  return {
    subject: mail.subject,
    from: addresses(mail.from),
    to: addresses(mail.to),
    text: mail.text,
    html: mail.html === false ? undefined : mail.html,
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({
      filename,
      contentType,
      size,
    })),
  };
}

/** Characters of HTML that are made into text; making it takes far longer than reading it. */
const MAX_HTML_LENGTH = 1_000_000;

function addresses(header: AddressObject | AddressObject[] | undefined): string | undefined {
  return Array.isArray(header) ? header.map(({ text }) => text).join(', ') : header?.text;
}
