/** What the server can do beyond plain SMTP: the keywords of its EHLO reply that it may be told to do without. */
export const EXTENSIONS = [
  'PIPELINING',
  '8BITMIME',
  'SMTPUTF8',
  'ENHANCEDSTATUSCODES',
  'DSN',
  'AUTH',
  'STARTTLS',
  'SIZE',
  'CHUNKING',
  'BINARYMIME',
] as const;

export type Extension = (typeof EXTENSIONS)[number];

/** Parameters of MAIL (RFC 5321 section 4.1.1.11) that come with an extension, and are refused without it. */
export const MAIL_PARAMETERS: ReadonlyMap<string, Extension> = new Map([
  ['SIZE', 'SIZE'],
  ['BODY', '8BITMIME'],
  ['SMTPUTF8', 'SMTPUTF8'],
  ['RET', 'DSN'],
  ['ENVID', 'DSN'],
  ['AUTH', 'AUTH'],
]);
