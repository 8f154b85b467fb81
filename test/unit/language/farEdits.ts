/** An edit, and the text that it is made in: `typed` is inserted behind the first `at`. */
interface FarEdit {
  readonly text: string;
  readonly at: string;
  readonly typed: string;
}

/** Enough of a conversation that what stands above it and below it are different parts. */
const NOOPS = 'C: NOOP\nS: 250 Ok\n'.repeat(6);
const GREETING = 'S: 220 mail.example.com ESMTP\n';
const MAIL = 'C: MAIL FROM:<ann@example.com>\nS: 250 Ok\n';
const AUTH = 'C: AUTH PLAIN {{$plain ann {{$secret ann}}}}\nS: 235 Ok\n';

/** Edits that change what is said of lines far away, by what is edited. */
export const FAR_EDITS: Readonly<Record<string, FarEdit>> = {
  'the line end above a fix': {
    text: `${GREETING}${NOOPS}C: NOOP\nS: 251 Ok\n${MAIL}${NOOPS}`,
    at: '251 Ok',
    typed: '\r',
  },
  'between a fix and the line that it changes': {
    text: `CONNECT smtp://mail.example.com\n${NOOPS}C: RSET\nS: 250 Reset\n${NOOPS}${AUTH}${NOOPS}`,
    at: 'Reset\n',
    typed: '# here\n',
  },
  'the file’s connection': {
    text: `CONNECT smtps://a.example\n\n### Sends\n${GREETING}${NOOPS}${MAIL}${NOOPS}`,
    at: 'a.example',
    typed: '\nCONNECT smtp+starttls://a.example',
  },
  'STARTTLS, behind AUTH': {
    text: `CONNECT smtp://mail.example.com\n${AUTH}${NOOPS}C: RSET\nS: 250 Reset\n${NOOPS}`,
    at: 'Reset\n',
    typed: 'C: STARTTLS\nS: 220 Ready\n',
  },
  'the mark before the first reply': { text: `${GREETING}${NOOPS}${MAIL}${NOOPS}`, at: '', typed: ' ' },
  'what the server offers': {
    text: `C: EHLO a.example\nS: 250-mail.example.com\nS: 250 SMTPUTF8\n${NOOPS}${MAIL.replace('>', '> SMTPUTF8')}${NOOPS}`,
    at: '250 SMTPUTF8',
    typed: 'X',
  },
  'a remark, after which nothing is known': {
    text: `${GREETING}${NOOPS}C: RSET\nS: 250 Reset\n${NOOPS}${MAIL}${NOOPS}`,
    at: 'Reset\n',
    typed: '<waits>\n',
  },
  'the recipient of a message': {
    text: `${MAIL}C: RCPT TO:<bob@example.com>\nS: 250 Ok\n${NOOPS}C: DATA\nS: 354 Go ahead\nC: To: bob@example.com\nC:\nC: x\nC: .\nS: 250 Ok\n${NOOPS}`,
    at: '<bob',
    typed: 'x',
  },
  'the first chunk of a message': {
    text: `${MAIL}C: BDAT {{$size}}\nC: Subject: x\nS: 250 Ok\nC: EHLO a.example\nS: 250 b.example\n${NOOPS}C: BDAT {{$size}} LAST\nC: From: ann@example.com\nC:\nC: y\nS: 250 Ok\n${NOOPS}`,
    at: 'C: Subject: x\n',
    typed: 'C: From: ann@example.com\n',
  },
  'the login that a password belongs to': {
    text: `${NOOPS}C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YW5u\nS: 334 UGFzc3dvcmQ6\nC: b3Blbg==\nS: 235 Ok\n${NOOPS}`,
    at: 'C: YW5',
    typed: 'uYW5',
  },
  'the directive that disables': {
    text: `${GREETING}${NOOPS}${MAIL}${NOOPS}`,
    at: '',
    typed: '# @disable\n',
  },
  'the dot that ends a message': {
    text: `C: DATA\nS: 354 Go ahead\nC: x\nC: \nC: y\nS: 250 Ok\n${NOOPS}${MAIL}${NOOPS}`,
    at: 'C: y\n',
    typed: 'C: .\n',
  },
};
