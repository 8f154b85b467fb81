// Makes the grammar of fenced blocks in Markdown (syntaxes/smtp.markdown.tmLanguage.json) of that of files. In a quote or a
// list a line of a block does not start where the line of the Markdown starts, so `^` has to hold after `> ` or an indent too.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { GRAMMARS, root } from './grammars.mjs';

export const MARKDOWN_GRAMMAR = path.join(root, 'syntaxes/smtp.markdown.tmLanguage.json');

/** The deepest indent or quote, in characters, that a block's lines may stand behind. */
const DEEPEST = 10;
const prefixes = Array.from({ length: DEEPEST }, (_, at) => `^[ \\t>]{${at + 1}}`);
const START = `(?:^|(?<=${prefixes.join('|')}))`;

/** The text that the file must have. */
export async function markdownGrammar() {
  const { patterns, repository } = JSON.parse(readFileSync(GRAMMARS['source.smtp'], 'utf8'));
  const grammar = {
    $comment: 'Made from smtp.tmLanguage.json: UPDATE=1 npm test -- grammar',
    name: 'SMTP transcripts in Markdown',
    scopeName: 'markdown.smtp.codeblock',
    injectionSelector: 'L:text.html.markdown',
    patterns: [{ include: '#fenced-block' }],
    // As VS Code's Markdown has it for the languages that it knows.
    repository: {
      'fenced-block': {
        name: 'markup.fenced_code.block.markdown',
        begin: '(^|\\G)(\\s*)(`{3,}|~{3,})\\s*(?i:(smtp)((?:\\s+|:|,|\\{|\\?)[^`]*)?$)',
        end: '(^|\\G)(\\2|\\s{0,3})(\\3)\\s*$',
        beginCaptures: {
          3: { name: 'punctuation.definition.markdown' },
          4: { name: 'fenced_code.block.language.markdown' },
          5: { name: 'fenced_code.block.language.attributes.markdown' },
        },
        endCaptures: { 3: { name: 'punctuation.definition.markdown' } },
        patterns: [
          {
            begin: '(^|\\G)(\\s*)(.*)',
            while: '(^|\\G)(?!\\s*([`~]{3,})\\s*$)',
            contentName: 'meta.embedded.block.smtp',
            patterns: embedded(patterns),
          },
        ],
      },
      ...embedded(repository),
    },
  };
  const options = await prettier.resolveConfig(MARKDOWN_GRAMMAR);
  return prettier.format(JSON.stringify(grammar, undefined, 2), { ...options, parser: 'json' });
}

const EXPRESSIONS = new Set(['match', 'begin', 'end', 'while']);

function embedded(value) {
  if (Array.isArray(value)) return value.map(embedded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      EXPRESSIONS.has(key) ? startsInside(each) : embedded(each),
    ]),
  );
}

/** Each `^` that is an anchor; and a `\G` that means “on the line of the rule's beginning” says so, as a block's every line has one. */
function startsInside(expression) {
  return expression
    .replace(/\\.|\[\^?\]?(?:\\.|\[[^\]]*\]|[^\]\\])*\]|\^/g, (part) => (part === '^' ? START : part))
    .replace(/^\\G\(\?=\.\)/, '\\G(?<=:|: |\\d|\\d )(?=.)');
}
