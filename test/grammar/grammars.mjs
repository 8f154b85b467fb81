// Loads the extension's grammars the way the editor does: vscode-textmate on oniguruma, optionally with a theme. Of the
// editor's own grammars that message parts are coloured with, `embedded/` has as much as shows where they start and end.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
export const textmate = require('vscode-textmate');
const oniguruma = require('vscode-oniguruma');

export const root = path.resolve(import.meta.dirname, '../..');
export const GRAMMARS = {
  'source.smtp': path.join(root, 'syntaxes/smtp.tmLanguage.json'),
  'source.smtp-log': path.join(root, 'syntaxes/smtp-log.tmLanguage.json'),
  'text.html.basic': path.join(import.meta.dirname, 'embedded/html.tmLanguage.json'),
  'source.json': path.join(import.meta.dirname, 'embedded/json.tmLanguage.json'),
};

let onigLib;

/** A registry of both grammars; `theme` is a table of `themes.json`. */
export function createRegistry(theme) {
  onigLib ??= loadOniguruma();
  return new textmate.Registry({
    onigLib,
    theme: theme === undefined ? undefined : { name: theme.name, settings: themeSettings(theme) },
    loadGrammar: (scope) => {
      const file = GRAMMARS[scope];
      if (file === undefined) return Promise.resolve(null);
      return Promise.resolve(textmate.parseRawGrammar(readFileSync(file, 'utf8'), file));
    },
  });
}

/** The tokens of each line with their scopes. */
export async function scopesOf(scopeName, lines) {
  const grammar = await createRegistry().loadGrammar(scopeName);
  let state = textmate.INITIAL;
  return lines.map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes,
    }));
  });
}

/** The tokens of each line with the colour that a theme gives them. */
export async function coloursOf(theme, scopeName, lines) {
  const registry = createRegistry(theme);
  const grammar = await registry.loadGrammar(scopeName);
  const colours = registry.getColorMap();
  let state = textmate.INITIAL;
  return lines.map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine2(line, state);
    state = ruleStack;
    const pieces = [];
    for (let at = 0; at < tokens.length; at += 2) {
      const end = at + 2 < tokens.length ? tokens[at + 2] : line.length;
      pieces.push({ text: line.slice(tokens[at], end), colour: colours[(tokens[at + 1] >>> 15) & 0x1ff] });
    }
    return pieces;
  });
}

/** Milliseconds that it takes to tokenise the lines as the editor does, without limits. */
export async function tokenisingTime(scopeName, lines) {
  const grammar = await createRegistry({
    foreground: '#000000',
    background: '#ffffff',
    rules: {},
  }).loadGrammar(scopeName);
  let state = textmate.INITIAL;
  const start = performance.now();
  for (const line of lines) state = grammar.tokenizeLine2(line, state, 0).ruleStack;
  return performance.now() - start;
}

function themeSettings({ foreground, background, rules }) {
  return [
    { settings: { foreground, background } },
    ...Object.entries(rules).map(([scope, colour]) => ({ scope, settings: { foreground: colour } })),
  ];
}

export async function loadOniguruma() {
  const wasm = readFileSync(path.join(path.dirname(require.resolve('vscode-oniguruma')), 'onig.wasm'));
  await oniguruma.loadWASM(wasm);
  return {
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  };
}
