import { rule as authInGroup } from './auth-in-group';
import { rule as authInTransaction } from './auth-in-transaction';
import { rule as authWithoutTls } from './auth-without-tls';
import { rule as badAddress } from './bad-address';
import { rule as badAssertion } from './bad-assertion';
import { rule as badAttribute } from './bad-attribute';
import { rule as badBase64 } from './bad-base64';
import { rule as badChunkSize } from './bad-chunk-size';
import { rule as badConnection } from './bad-connection';
import { rule as badDate } from './bad-date';
import { rule as badDirective } from './bad-directive';
import { rule as badEscape } from './bad-escape';
import { rule as badExpression } from './bad-expression';
import { rule as badNode } from './bad-node';
import { rule as badParameter } from './bad-parameter';
import { rule as badRegex } from './bad-regex';
import { rule as badUrl } from './bad-url';
import { rule as bareLine } from './bare-line';
import { rule as bdatAfterLast } from './bdat-after-last';
import { rule as binarymimeWithData } from './binarymime-with-data';
import { rule as bracketedAddress } from './bracketed-address';
import { rule as cannotDisable } from './cannot-disable';
import { rule as commandAfterClose } from './command-after-close';
import { rule as commandAfterQuit } from './command-after-quit';
import { rule as commandNotOffered } from './command-not-offered';
import { rule as dataAfterBdat } from './data-after-bdat';
import { rule as dataBeforeMail } from './data-before-mail';
import { rule as dataBeforeRcpt } from './data-before-rcpt';
import { rule as domainsOverLimit } from './domains-over-limit';
import { rule as duplicateHeader } from './duplicate-header';
import { rule as envelopeMismatch } from './envelope-mismatch';
import { rule as extraArgument } from './extra-argument';
import { rule as impossibleReply } from './impossible-reply';
import { rule as leadingDot } from './leading-dot';
import { rule as literalCredential } from './literal-credential';
import { rule as lmtpGreeting } from './lmtp-greeting';
import { rule as longCommand } from './long-command';
import { rule as longTextLine } from './long-text-line';
import { rule as mailBeforeEhlo } from './mail-before-ehlo';
import { rule as malformedReply } from './malformed-reply';
import { rule as mechanismNotOffered } from './mechanism-not-offered';
import { rule as missingArgument } from './missing-argument';
import { rule as missingBlankLine } from './missing-blank-line';
import { rule as missingBoundary } from './missing-boundary';
import { rule as missingDate } from './missing-date';
import { rule as missingEhloAfterStarttls } from './missing-ehlo-after-starttls';
import { rule as missingFile } from './missing-file';
import { rule as missingFrom } from './missing-from';
import { rule as missingTerminator } from './missing-terminator';
import { rule as mixedCodes } from './mixed-codes';
import { rule as nestedMail } from './nested-mail';
import { rule as noValidRecipient } from './no-valid-recipient';
import { rule as nonAsciiBody } from './non-ascii-body';
import { rule as nonAsciiCommand } from './non-ascii-command';
import { rule as nonAsciiHeader } from './non-ascii-header';
import { rule as nonAsciiNotOffered } from './non-ascii-not-offered';
import { rule as outdatedHelo } from './outdated-helo';
import { rule as parameterNotOffered } from './parameter-not-offered';
import { rule as pipeliningNotOffered } from './pipelining-not-offered';
import { rule as pipeliningOrder } from './pipelining-order';
import { rule as programOutput } from './program-output';
import { rule as rcptBeforeMail } from './rcpt-before-mail';
import { rule as recipientsOverLimit } from './recipients-over-limit';
import { rule as repeatedAuth } from './repeated-auth';
import { rule as repeatedStarttls } from './repeated-starttls';
import type { Rule } from './rule';
import { rule as sizeOverLimit } from './size-over-limit';
import { rule as spaceAfterColon } from './space-after-colon';
import { rule as starttlsInGroup } from './starttls-in-group';
import { rule as timeOutOfRange } from './time-out-of-range';
import { rule as transactionsOverLimit } from './transactions-over-limit';
import { rule as typedBackspace } from './typed-backspace';
import { rule as unclosedBoundary } from './unclosed-boundary';
import { rule as unfilledReply } from './unfilled-reply';
import { rule as unknownCommand } from './unknown-command';
import { rule as unknownConnectionOption } from './unknown-connection-option';
import { rule as unknownDiagnosticCode } from './unknown-diagnostic-code';
import { rule as unknownDirective } from './unknown-directive';
import { rule as unknownFunction } from './unknown-function';
import { rule as unknownVariable } from './unknown-variable';
import { rule as unusedBoundary } from './unused-boundary';

/**
 * Every rule of validation. A new one is a file in this folder, named by its code, and a line here. Its
 * documentation goes to documentation.ts.
 */
export const RULES: readonly Rule[] = [
  // What the parser finds on its way.
  bareLine,
  malformedReply,
  mixedCodes,
  badRegex,
  missingTerminator,
  badConnection,
  unknownConnectionOption,
  badDirective,
  unknownDirective,
  badExpression,
  // Syntax.
  unknownDiagnosticCode,
  cannotDisable,
  programOutput,
  unknownCommand,
  missingArgument,
  badBase64,
  unknownVariable,
  unknownFunction,
  unfilledReply,
  typedBackspace,
  extraArgument,
  badAddress,
  badParameter,
  badAttribute,
  badNode,
  badUrl,
  longCommand,
  nonAsciiCommand,
  badEscape,
  badAssertion,
  badChunkSize,
  missingFile,
  // Conversation.
  mailBeforeEhlo,
  missingEhloAfterStarttls,
  nestedMail,
  rcptBeforeMail,
  dataBeforeMail,
  dataBeforeRcpt,
  noValidRecipient,
  commandAfterQuit,
  commandAfterClose,
  repeatedStarttls,
  starttlsInGroup,
  repeatedAuth,
  authInTransaction,
  authInGroup,
  authWithoutTls,
  pipeliningOrder,
  pipeliningNotOffered,
  commandNotOffered,
  parameterNotOffered,
  mechanismNotOffered,
  sizeOverLimit,
  timeOutOfRange,
  recipientsOverLimit,
  domainsOverLimit,
  transactionsOverLimit,
  nonAsciiNotOffered,
  dataAfterBdat,
  bdatAfterLast,
  binarymimeWithData,
  impossibleReply,
  lmtpGreeting,
  // Message.
  missingBlankLine,
  leadingDot,
  missingFrom,
  missingDate,
  badDate,
  duplicateHeader,
  envelopeMismatch,
  missingBoundary,
  unusedBoundary,
  unclosedBoundary,
  longTextLine,
  nonAsciiHeader,
  nonAsciiBody,
  // Style.
  bracketedAddress,
  spaceAfterColon,
  outdatedHelo,
  literalCredential,
];

const BY_CODE: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.code, rule]));

export function findRule(code: string): Rule | undefined {
  return BY_CODE.get(code);
}
