import { rule as authWithoutTls } from './auth-without-tls';
import { rule as badBase64 } from './bad-base64';
import { rule as bracketedAddress } from './bracketed-address';
import { rule as commandOrder } from './command-order';
import { rule as leadingDot } from './leading-dot';
import { rule as missingArgument } from './missing-argument';
import { rule as missingBlankLine } from './missing-blank-line';
import type { Rule } from './rule';
import { rule as unknownCommand } from './unknown-command';
import { rule as unknownFunction } from './unknown-function';
import { rule as unknownVariable } from './unknown-variable';

/**
 * Every rule of validation. A new one is a file in this folder, named by its code, and a line here. What the parser finds
 * on its way (a bare line, a reply that is none) is not repeated.
 */
export const RULES: readonly Rule[] = [
  // Syntax.
  unknownCommand,
  missingArgument,
  badBase64,
  unknownVariable,
  unknownFunction,
  // Conversation.
  commandOrder,
  authWithoutTls,
  // Message.
  missingBlankLine,
  leadingDot,
  // Style.
  bracketedAddress,
];
