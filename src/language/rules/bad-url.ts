import { replacement } from '../../syntax/diagnostic';
import type { Span } from '../../syntax/span';
import type { Command } from '../conversationModel';
import { severityIfAccepted, type Finding, type Rule, type RuleDocumentation } from './rule';

/** What BURL is to fetch: an absolute URL, and LAST after it or nothing (RFC 4468 section 3.2). */
export const rule: Rule = {
  code: 'bad-url',
  group: 'syntax',
  severity: 'error',
  checkStep: {
    on: ['BURL'],
    find({ command, outcome }) {
      if (command?.verb !== 'BURL' || command.argument === '' || OPEN.test(command.argument))
        return undefined;
      const found = finding(command);
      return found && { ...found, ...severityIfAccepted(outcome) };
    },
  },
};

export const documentation: RuleDocumentation = {
  why: `\`BURL\` takes an absolute URL, with its scheme and without brackets, and \`LAST\` after it if the message ends there (RFC 4468 section 3.2). An IMAP URL names the
host and the mailbox (RFC 5092). The server answers \`501\` to anything else.`,
  bad: `C: BURL imap.example.com/Drafts/;UID=25 LAST`,
  good: `C: BURL imap://imap.example.com/Drafts/;UID=25 LAST`,
};

/** What is filled in later, left out, wrapped as RFC 1891 does, or stands for a URL: `BURL <url>`. */
const OPEN = /\{\{|\.\.\.|…|\\$|^<[^<>:/]*>/;

function finding({ argument, argumentSpan: { start, end } }: Command): Finding | undefined {
  const [url = '', space = '', rest = ''] = /^(\S+)(\s*)(.*)$/s.exec(argument)?.slice(1) ?? [];
  const urlSpan = { start, end: start + url.length };
  const wrong = /^LAST$/i.test(url)
    ? { message: 'The URL is missing before LAST', span: urlSpan }
    : wrongUrl(url, urlSpan);
  if (wrong !== undefined) return wrong;
  if (rest === '' || /^LAST$/i.test(rest)) return undefined;
  return {
    message: 'After the URL comes LAST, or nothing',
    span: { start: urlSpan.end + space.length, end },
  };
}

function wrongUrl(url: string, span: Span): Finding | undefined {
  const bare = /^<(.*)>$/.exec(url)?.[1];
  if (bare !== undefined)
    return { message: 'The URL stands here without brackets', span, fixes: [replacement(span, bare)] };
  if (!/^[a-z][a-z\d+.-]*:(?!\d+(?:\/|$))/i.test(url)) return withoutScheme(url, span);
  // What is not ASCII is another matter: see `non-ascii-command`.
  const { 0: sign, index } = /["<>\\^`{|}]|%(?![\da-f]{2})/i.exec(url) ?? { 0: '', index: 0 };
  if (sign !== '') {
    const at = { start: span.start + index, end: span.start + index + sign.length };
    const escaped = `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
    return { message: `In a URL ${sign} is written ${escaped}`, span: at, fixes: [replacement(at, escaped)] };
  }
  if (/^imap:/i.test(url) && !/^imap:\/\/[^/?#]*[^/?#@]\/[^/]/i.test(url))
    return { message: 'An IMAP URL names a host and a mailbox: imap://host/mailbox/;UID=number', span };
  return undefined;
}

/** With a host at its start, IMAP is what is meant: it is what servers fetch from. */
function withoutScheme(url: string, span: Span): Finding {
  const rest = /^(?:\/\/)?((?:[^/@]*@)?[a-z\d.-]+\.[a-z]+(?::\d+)?\/.+)$/i.exec(url)?.[1];
  return {
    message: 'BURL takes an absolute URL, which begins with a scheme such as imap://',
    span,
    fixes: rest === undefined ? [] : [replacement(span, `imap://${rest}`)],
  };
}
