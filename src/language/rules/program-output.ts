import { replacement } from '../../syntax/diagnostic';
import { LABELS } from '../paste';
import { printedIn, type Printed } from '../printedSession';
import type { Finding, Rule, RuleDocumentation } from './rule';

/** What curl, exim or another program has printed of a session, pasted as it was: no line of it is what somebody said. */
export const rule: Rule = {
  code: 'program-output',
  group: 'syntax',
  severity: 'error',
  *checkTranscript({ document, model }): Generator<Finding> {
    const printed = printedIn(document, model);
    if (printed === undefined) return;
    const { span, lines } = printed;
    const first = document.lines[model.transcript.firstLine];
    const lineEnd = document.text.slice(first?.span.end, first?.fullEnd) === '\r\n' ? '\r\n' : '\n';
    const end = document.text.slice(span.start, span.end).search(/[\r\n]|$/);
    yield {
      message: messageOf(printed),
      span: { start: span.start, end: span.start + end },
      fixes: [replacement(span, lines.join(lineEnd), 'Make it a transcript')],
    };
  },
};

function messageOf({ program, margin }: Printed): string {
  if (margin !== '')
    return `This session is ${margin.trim() === '' ? 'indented' : 'quoted'}: as it stands, every line would be sent, with what stands before it`;
  return program === LABELS
    ? `Who speaks is marked with C: and S:, and not with ${LABELS}: as it stands, every line would be sent`
    : `This is what ${program} has printed: as it stands, every line would be sent with its marks`;
}

export const documentation: RuleDocumentation = {
  why: `The verbose output of curl, exim, msmtp, Python's smtplib, PHPMailer, Nodemailer and Postfix marks who speaks in ways of its own. **Paste as
Transcript** reads it, and so does the fix, where it was pasted as it was. So it is with \`Client:\` and \`Server:\` before the lines,
and with a session that was indented, or quoted, as in a report or in a mail.`,
  bad: `* Connected to mail.example.com (192.0.2.1) port 25
< 220 mail.example.com ESMTP
> EHLO client.example.com
< 250 mail.example.com
> QUIT
< 221 Bye`,
  good: `CONNECT smtp://mail.example.com:25
S: 220 mail.example.com ESMTP
C: EHLO client.example.com
S: 250 mail.example.com
C: QUIT
S: 221 Bye`,
};
