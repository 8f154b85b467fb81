import { applyChanges } from './applyChanges';
import { validate, type ValidationContext } from '../../../src/language/diagnostics';
import type { Diagnostic } from '../../../src/syntax/diagnostic';
import { positionAt } from '../../../src/syntax/positions';
import { parse } from '../../../src/syntax/parse';

/** What validation finds in a text: `code @line`, lines counted from 1. */
export function check(text: string, context?: ValidationContext): string[] {
  return diagnose(text, context).map(({ code, line }) => `${code} @${line}`);
}

/** The diagnostics of a text with their lines, counted from 1, and the text that each fix leads to. */
export function diagnose(
  text: string,
  context?: ValidationContext,
): (Diagnostic & { readonly line: number; readonly fixed: readonly string[] })[] {
  const document = parse(text);
  return validate(document, context).map((diagnostic) => ({
    ...diagnostic,
    line: positionAt(document, diagnostic.span.start).line + 1,
    fixed: diagnostic.fixes.map(({ changes }) => applyChanges(text, changes)),
  }));
}
