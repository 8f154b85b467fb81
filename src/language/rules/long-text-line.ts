import { LONGEST_LINE, unusualLines } from '../message/scan';
import type { Rule, RuleDocumentation } from './rule';

/** A line of a message that is longer than one may be (RFC 5321 section 4.5.3.1.6, RFC 5322 section 2.1.1). */
export const rule: Rule = {
  code: 'long-text-line',
  group: 'message',
  severity: 'warning',
  checkStep: {
    on: ['content'],
    find({ exchange: { request } }, { document }) {
      if (request?.kind !== 'content') return undefined;
      const { long } = unusualLines(document, request.content);
      if (long.length === 0) return undefined;
      return long.map(({ value }) => ({
        message: `A line of a message has ${LONGEST_LINE} octets at most; longer text is divided by quoted-printable or base64`,
        span: value,
      }));
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `A line of a message has at most 998 octets and CRLF (RFC 5321 section 4.5.3.1.6). A server may refuse a longer one, or break it in two, which
also breaks signatures. Text that needs longer lines goes as quoted-printable or base64 (RFC 2045 section 6).`,
  bad: `C: DATA
S: 354
C: Subject: long
C:
C: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
C: .
S: 250`,
  good: `C: DATA
S: 354
C: Subject: long
C:
C: short
C: .
S: 250`,
};
